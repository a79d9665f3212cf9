"""Stage 10: what v1 is, what would be refused and why, and what the migration will take. Reads only."""

from __future__ import annotations

import pandas as pd

from sark_lib.evidence.checks.findings import Check, Outcome, Severity
from sark_lib.evidence.render.table import Table
from sark_lib.pg.catalog import lock_holders
from sark_lib.pg.connection import engine, errors
from sark_lib.pg.diff import counts, inverse
from sark_lib.pg.forecast import forecast, write_probe
from sark_lib.pg.rows.unmappable import Unmappable
from sark_lib.pg.validate import checks
from sark_lib.runbook.session.session import Session
from sark_lib.runbook.session.step import Done, step
from sark_lib.runbook.stages.check_binds import binds
from sark_lib.schema import locks
from sark_lib.schema.mapping import ENTITIES

# By reason: what is true when no row has it, what is wrong when rows have, what to do about them.
REASONS = {
    "no_endpoint": (
        "Every server has a command or an endpoint",
        "{count} servers have neither command nor endpoint, {key} first",
        "give them one in v1, or run with -p missing_endpoint=placeholder",
    ),
    "null": (
        "No value is NULL that v2 needs",
        "{count} rows hold NULL where v2 must have a value, {key} first",
        "fill the column in v1",
    ),
    "too_long": (
        "Every value fits its v2 column",
        "{count} rows hold a value longer than its v2 column, {key} first",
        "shorten it in v1",
    ),
    "not_jsonb": (
        "Every JSON value can be held by jsonb",
        "{count} rows hold JSON that jsonb refuses, {key} first",
        "replace it in v1: jsonb holds no NUL character, no half of a surrogate pair, no such exponent",
    ),
    "server_quarantined": (
        "No tool belongs to a server that v2 cannot hold",
        "{count} tools belong to a server that v2 cannot hold, {key} first",
        "mend the server, and its tools follow",
    ),
}


@step(repeat=True)
def shape(run: Session) -> Done:
    """Recognise v1: which of its shapes it is, column by column."""
    rows = [
        (name, column.name, column.type, "no" if column in table.unknown else "yes")
        for name, table in ((entity.v1, run.shape.table(entity.v1)) for entity in ENTITIES)
        for column in table.columns.values()
    ]
    unknown = [f"{table}.{column}" for table, column, _, known in rows if known == "no"]
    keep = run.params.unknown_columns == "keep"
    check = Check(
        id="unknown_columns",
        title="Every column of v1 has a place in v2",
        severity=Severity.INFO if keep else Severity.ERROR,
        phase="preflight",
        message="{count} columns of v1 are unknown to the mapping",
        hint="kept under v1_columns" if keep else "run with -p unknown_columns=keep to store them under v1_columns",
    )
    table = Table(pd.DataFrame(rows, columns=["table", "column", "type", "mapped"]), "Columns of v1")
    outcome = check.outcome({"column": name} for name in unknown)
    return Done(
        title=f"v1 is of shape {run.shape.name}", facts={"columns": len(rows)}, outcomes=[outcome], tables=[table]
    )


def _asked(run: Session, suite: str) -> list[Outcome]:
    with engine.read_only(run.engine) as connection:
        return list(checks.ask(connection, "preflight", suite, binds(run), samples=run.params.samples))


@step(repeat=True)
def server(run: Session) -> Done:
    """Ask the catalogue about everything that would make the migration unsafe; no row is read."""
    return Done(title="The server was asked", outcomes=_asked(run, "schema"))


@step(repeat=True)
def rows(run: Session) -> Done:
    """Look for rows that are odd: mapped all the same, and worth knowing before they are copied."""
    return Done(title="The rows of v1 were asked", outcomes=_asked(run, "data"))


@step(repeat=True)
def unmappable(run: Session) -> Done:
    """List every row v2 cannot hold, with its reason."""
    found = run.unmappable
    quarantined = run.params.unmappable == "quarantine"
    severity = Severity.WARNING if quarantined else Severity.ERROR
    outcomes = [_outcome(reason, [r for r in found if r.reason == reason], severity) for reason in REASONS]
    rows = [(row.entity, str(row.v1_id), row.reason, row.detail) for row in found]
    listed = Table(pd.DataFrame(rows, columns=["table", "id", "reason", "detail"]), "Rows that v2 cannot hold")
    what = "kept in quarantine with their reason" if quarantined else "refused"
    title = f"{len(found):,} rows cannot be mapped and will be {what}" if found else "Every row of v1 can be mapped"
    return Done(title=title, outcomes=outcomes, tables=[listed] if found else [])


def _outcome(reason: str, rows: list[Unmappable], severity: Severity) -> Outcome:
    title, message, hint = REASONS[reason]
    check = Check(
        id=f"unmappable.{reason}",
        title=title,
        severity=severity,
        phase="preflight",
        message=message,
        hint=f"{hint}; or copy the rest and keep these aside: -p unmappable=quarantine --new-run",
    )
    return check.outcome({"id": str(r.v1_id), "table": r.entity, "detail": r.detail} for r in rows)


@step(repeat=True)
def law(run: Session) -> Done:
    """Compute v1 → v2 → v1 for every row, from v1 alone, and compare every column."""
    outcomes, compared = [], 0
    source = run.exact
    with engine.read_only(run.engine) as connection, errors.translated("law on v1"):
        for entity in ENTITIES:
            tally = inverse.law(connection, source, entity, chunk=run.params.chunk_rows, samples=5, against="itself")
            compared += tally.rows
            asked = counts.asked_of_v1(run.shape.table(entity.v1).columns)
            outcomes += counts.outcomes(tally, f"law.{entity.v1}", asked, "itself")
    return Done(title="v1 → v2 → v1 gives back every value", facts={"rows compared": compared}, outcomes=outcomes)


@step(repeat=True)
def expected(run: Session) -> Done:
    """Forecast what the migration takes: rows, time, WAL, disk, locks, and who would be in the way just now."""
    with engine.read_only(run.engine) as connection, errors.translated("forecast"):
        found = forecast.make(connection, run.exact, batch_rows=run.params.batch_rows)
        held = lock_holders.holders(connection, run.params.schema_, sorted({lock.relation for lock in locks.LOCKS}))
        snapshot = lock_holders.oldest_snapshot(connection)
    live = {}
    if run.executing:
        found, why = write_probe.narrowed(run.engine, run.exact, found)
        live = {"write probe": why or "some rows were written and rolled back"}
    live |= found.live() | {"oldest snapshot": str(snapshot or "nobody holds one")}
    live |= {f"in the way: {holder.who}, {holder.relation}": str(holder) for holder in held}
    columns = ["stage: steps", "tables", "mode", "held for", "by"]
    return Done(
        title="What the migration will take",
        live=live,
        outcomes=[_room(run, found), _in_the_way(run, held)],
        tables=[
            Table(found.frame(), "What will be copied"),
            Table(pd.DataFrame(locks.told(), columns=columns), "Locks the stages take"),
        ],
        evidence=found.evidence,
    )


def _room(run: Session, found: forecast.Forecast) -> Outcome:
    check = Check(
        id="disk_free",
        title="The server's disk holds what the migration adds, and all its WAL",
        severity=Severity.CRITICAL,
        phase="preflight",
        message="the migration may need {key} GiB, more than is free",
        hint="free disk, or migrate to a larger server",
    )
    free = run.params.disk_free_gib
    if free is None:
        return check.not_applicable("not checked: SQL cannot see the disk; say -p disk_free_gib=…")
    short = found.high_water.high > free * 2**30
    return check.outcome([{"needs_gib": round(found.high_water.high / 2**30, 2)}] if short else [])


def _in_the_way(run: Session, held: list[lock_holders.Holder]) -> Outcome:
    check = Check(
        id="in_the_way",
        title="Nobody has held a lock for longer than a step waits that it would wait for",
        severity=Severity.WARNING,
        phase="preflight",
        message="{count} locks of others would keep a step waiting, of {key} first",
        hint="ask its owner to end the transaction, or pg_terminate_backend it; a step tries again, then gives up",
    )
    lasting = [holder for holder in held if holder.lasts(run.params.lock_timeout_ms / 1000)]
    return check.outcome({"who": holder.who, "holds": str(holder)} for holder in lasting)


STEPS = (server, shape, rows, unmappable, law, expected)
