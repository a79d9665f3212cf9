"""What validation says of a database, all of it at once, as the steps of the stage ask it one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from sark_lib.evidence.checks.findings import Outcome, Severity, Status
from sark_lib.pg.ddl import tables
from sark_lib.pg.diff import counts, inverse, parity
from sark_lib.pg.ledger import events
from sark_lib.pg.sync import health
from sark_lib.pg.validate import checks, cost_history
from sark_lib.runbook.stages.check_binds import values
from sark_lib.runbook.stages.live_sync import HEALTHY
from sark_lib.schema.mapping import ENTITIES
from tests.migrations import Migration

PHASES = ("preflight", "migrate", "validate", "cutover", "rollback")
Failed = dict[str, tuple[Severity, int]]
"""Severity and number of offenders, by check."""


@dataclass(frozen=True)
class Examined:
    """What the validator says.

    Args:
        outcomes: By check.
        states: The states of the merge that were counted, those in order left out.
    """

    outcomes: Mapping[str, Outcome]
    states: frozenset[str]

    @property
    def failed(self) -> Failed:
        """What failed."""
        return failed(self.outcomes)

    @property
    def loud(self) -> Failed:
        """What failed and is more than an INFO."""
        return {name: each for name, each in self.failed.items() if each[0] > Severity.INFO}


def failed(outcomes: Mapping[str, Outcome]) -> Failed:
    """Return severity and number of offenders of what failed."""
    return {name: (each.severity, each.count) for name, each in outcomes.items() if each.status is Status.FAILED}


def ask(connection: sa.Connection, schema: str, *phases: str, suite: str = "full") -> dict[str, Outcome]:
    """Ask every authored check of some phases, and return the outcomes by check."""
    asked = (check for check in checks.authored() if suite in check.suites and check.phases.intersection(phases))
    return {check.id: checks.one(connection, check, values(schema)) for check in asked}


def examine(connection: sa.Connection, migration: Migration, *phases: str) -> Examined:
    """Ask everything that validation asks, in the transaction that is open: what a suite ``full`` does, step by step.

    Args:
        connection: Sees what is to be examined.
        migration: Where it is.
        *phases: Whose authored checks are asked.
    """
    source, states = migration.source, set[str]()
    found = tables.outcomes(tables.plan(connection, migration.schema))
    problems = health.problems(connection, source)
    found.append(HEALTHY.outcome({"where": each.where, "what": each.what} for each in problems))
    for entity in ENTITIES:
        tally = parity.parity(connection, source, entity, chunk=1_000, samples=3)
        found += counts.outcomes(tally, f"parity.{entity.v2}", counts.asked_of_v2(entity.columns), "v1")
        states |= {name.removeprefix("state.") for name, n in tally.counts.items() if n and name.startswith("state.")}
        tally = inverse.law(connection, source, entity, chunk=1_000, samples=3, against="v2")
        asked = counts.asked_of_v1(migration.shape.table(entity.v1).columns)
        found += counts.outcomes(tally, f"law.{entity.v1}", asked, "v2")
    known = events.evidence(connection, "validate", "costs")
    now = cost_history.days(connection, migration.schema)
    found.append(cost_history.HISTORY.outcome(cost_history.changed(known[1]["days"] if known else {}, now)))
    outcomes = {outcome.check: outcome for outcome in found}
    return Examined(outcomes | ask(connection, migration.schema, *phases), frozenset(states))


def finish(migration: Migration) -> None:
    """Record what the stages record when they have done the steps of ``Migration.migrate``."""
    with migration.engine.begin() as connection:
        for step in ("quarantine", "backfill_resources", "backfill_capabilities", "catch_up"):
            events.record(connection, migration.run_id, "migrate", step, state="done", body={})
        events.record(connection, migration.run_id, "migrate", events.STAGE, state="passed", body={})
