"""Which indexes a run of the optimize stage builds, and what it asks to find out what they are worth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from sark_lib.evidence.advisor.advise import advise
from sark_lib.evidence.advisor.candidate import Candidate
from sark_lib.evidence.advisor.catalog import Catalogue
from sark_lib.evidence.advisor.trials import Tried, declared
from sark_lib.evidence.advisor.workload import Asked
from sark_lib.evidence.benchmark.timings import Case
from sark_lib.pg.advisor.trial import key, read
from sark_lib.pg.benchmark import parameters
from sark_lib.pg.catalog import statistics
from sark_lib.pg.connection import engine, errors
from sark_lib.pg.ledger import events
from sark_lib.runbook.session.session import Session
from sark_lib.schema.indexes import DEFAULT, MATVIEWS, Index, Matview

# What the patterns read, whoever is referred to first; and what rows that belong together have in common.
LINKS = {"resources": "id", "capabilities": "resource_id", "cost_tracking": "resource_id"}


def wanted(run: Session) -> tuple[list[Index], list[Matview]]:
    """Return the set that was chosen; what was advised is what a trial of this run has proved."""
    if run.params.index_set == "default":
        return list(DEFAULT), list(MATVIEWS)
    if run.params.index_set == "none":
        return [], []
    found = evidence(run, "tried")
    return [_index(one) for one in found.get("indexes", [])], [_matview(one) for one in found.get("matviews", [])]


def _index(kept: Mapping[str, Any]) -> Index:
    lists = {name: tuple(kept[name]) for name in ("columns", "patterns", "include")}
    return Index(**{**kept, **lists, "options": tuple((name, value) for name, value in kept["options"])})


def _matview(kept: Mapping[str, Any]) -> Matview:
    query = sa.text(kept["sql"]).columns()
    return Matview(
        kept["name"], lambda _: query, tuple(map(_index, kept["indexes"])), kept["reason"], kept["rule"],
        reads=(kept["table"],),
    )  # fmt: skip


def proved(results: Iterable[Tried]) -> Mapping[str, object]:
    """Return what a trial has proved, as the ledger keeps it."""
    kept = {one.name: one for result in results if result.kept for one in result.parts}
    return {
        "indexes": [asdict(declared(one)) for one in kept.values() if one.kind == "index"],
        "matviews": [_as_kept(one) for one in kept.values() if one.kind == "matview"],
    }


def _as_kept(one: Candidate) -> Mapping[str, object]:
    on_it = [asdict(declared(index)) for index in one.indexes]
    told = {"name": one.name, "sql": one.sql, "reason": one.reason, "rule": one.rule, "table": one.table}
    return told | {"indexes": on_it}


def cases(run: Session) -> list[Case]:
    """Return what the patterns can be asked with here."""
    with engine.read_only(run.engine) as connection, errors.translated("drawing values"):
        found = parameters.cases(connection, parameters.patterns(run.params.patterns), run.params.seed)
    return [case for case in found if not case.missing]


def variants(run: Session, of: Sequence[Case]) -> list[Case]:
    """Return the other ways to ask those cases, as far as what they need is there."""
    with engine.read_only(run.engine) as connection, errors.translated("drawing values"):
        return [variant for _, variant in parameters.pairs(connection, of) if not variant.missing]


def advised(run: Session, asked: Sequence[Case]) -> tuple[Catalogue, list[Candidate]]:
    """Return the catalogue as it stands, and what the advisor says to the plans of these cases."""
    found, stands = read(run.engine, asked), standing(run)
    plans = [Asked(pattern=c.pattern.id, kind=c.kind, sql=c.pattern.sql, plan=found[key(c)].plan) for c in asked]
    return stands, advise(plans, stands)


def standing(run: Session) -> Catalogue:
    """Return the catalogue of the tables that the patterns read."""
    with engine.read_only(run.engine) as connection, errors.translated("catalogue"):
        return statistics.read(connection, run.params.schema_, tuple(LINKS))


def earlier(run: Session) -> Mapping[str, Any]:
    """Return what the cases of this run cost before anything was built: pages and CPU, by pattern and class."""
    return dict(evidence(run, "before").get("costs", {}))


def evidence(run: Session, of: str) -> Mapping[str, Any]:
    """Return what a step of this run has left in the ledger; nothing in a dry run."""
    if run.run is None:
        return {}
    with run.engine.connect() as connection:
        last = events.last_event(connection, run.run.id, run.stage.name, of)
    return dict((last or {}).get("body", {}).get("evidence", {}))
