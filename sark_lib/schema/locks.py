"""Every lock the stages take on tables of others: declared once, shown in preflight, held to by a test.

v1 is what the application lives on, and v2 once it has moved there. Not listed: our own schema, which nobody else uses,
and v2 while it is made, which nobody else knows yet, unless an earlier tool has made it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sark_lib.schema.mapping import SERVERS, TOOLS
from sark_lib.schema.v2 import Base

# Weakest first, as the manual lists them.
MODES = (
    "ACCESS SHARE",
    "ROW SHARE",
    "ROW EXCLUSIVE",
    "SHARE UPDATE EXCLUSIVE",
    "SHARE",
    "SHARE ROW EXCLUSIVE",
    "EXCLUSIVE",
    "ACCESS EXCLUSIVE",
)
# By mode: the place of the first one it conflicts with; with all later ones it does too.
_FROM = dict(zip(MODES, (7, 6, 4, 3, 2, 2, 1, 0), strict=True))


@dataclass(frozen=True)
class Lock:
    """One lock of one step.

    Args:
        stage: Which stage takes it.
        step: Which of its steps; several separated by commas.
        relation: On which table.
        mode: In PostgreSQL's words.
        hold: For how long, in words.
        why: What takes it.
    """

    stage: str
    step: str
    relation: str
    mode: str
    hold: str
    why: str


def conflicts(mode: str, other: str) -> bool:
    """Whether two modes on one table, of two sessions, cannot be held at once."""
    # The one exception: two may hold SHARE.
    return MODES.index(other) >= _FROM[mode] and not mode == other == "SHARE"


def _each(stage: str, step: str, relations: tuple[str, ...], mode: str, *, hold: str, why: str) -> Iterator[Lock]:
    for relation in relations:
        yield Lock(stage, step, relation, mode, hold, why)


_V1, _V2 = (SERVERS.v1, TOOLS.v1), (SERVERS.v2, TOOLS.v2)
_AUDIT = ("audit_events",)
_READ = {"hold": "one read of all rows", "why": "rows are read"}
_BATCH = {"hold": "one batch, half a second", "why": "rows are locked, KEY SHARE: none is deleted while it is copied"}
_WRITTEN = {"hold": "one batch, half a second", "why": "rows are written"}
_MOMENT = "a moment, tried again while it is not to be had"
_EARLIER = tuple(table.name for table in Base.metadata.sorted_tables)
_MENDED = {
    "hold": "a moment; for NOT NULL one read of all rows",
    "why": "tables of an earlier tool are mended, where they differ",
}

LOCKS = (
    *_each("preflight", "server, rows, unmappable, law, expected", _V1, "ACCESS SHARE", **_READ),
    *_each("preflight", "expected", _V1, "ROW SHARE", hold="below a second", why="the write probe, execute only"),
    *_each("backup", "dump", (*_V1, *_V2, *_AUDIT), "ACCESS SHARE", hold="as long as pg_dump takes", why="pg_dump"),
    *_each("schema", "tables", _AUDIT, "ACCESS EXCLUSIVE", hold=_MOMENT, why="nullable columns are added"),
    *_each("schema", "tables", _EARLIER, "ACCESS EXCLUSIVE", **_MENDED),
    *_each("schema", "views", _V1, "ACCESS SHARE", hold="a moment", why="the views are created"),
    *_each("schema", "indexes", _V2[1:], "SHARE UPDATE EXCLUSIVE", hold="the build", why="CONCURRENTLY"),
    *_each("migrate", "quarantine, catch_up, actual", _V1, "ACCESS SHARE", **_READ),
    *_each(
        "migrate", "sync_servers", _V1[:1], "SHARE ROW EXCLUSIVE", hold=_MOMENT, why="the triggers of sync are created"
    ),
    *_each(
        "migrate", "sync_tools", _V1[1:], "SHARE ROW EXCLUSIVE", hold=_MOMENT, why="the triggers of sync are created"
    ),
    *_each("migrate", "backfill_resources, catch_up", _V1[:1], "ROW SHARE", **_BATCH),
    *_each("migrate", "backfill_capabilities, catch_up", _V1[1:], "ROW SHARE", **_BATCH),
    *_each("migrate", "backfill_resources, backfill_capabilities, catch_up", _V2, "ROW EXCLUSIVE", **_WRITTEN),
    *_each("migrate", "analyze", _V2, "SHARE UPDATE EXCLUSIVE", hold="a second", why="statistics are taken"),
    *_each("validate", "authored, parity, law", (*_V1, *_V2), "ACCESS SHARE", **_READ),
    *_each(
        "benchmark",
        "measured, rewritten, prepared, cold, throughput",
        _V2,
        "ACCESS SHARE",
        hold="one query",
        why="rows are read",
    ),
    *_each(
        "optimize", "indexes", (*_V2, "cost_tracking"), "SHARE UPDATE EXCLUSIVE", hold="each build", why="CONCURRENTLY"
    ),
    *_each("cutover", "switch", (*_V1, *_V2), "SHARE ROW EXCLUSIVE", hold=_MOMENT, why="the fence of the switch"),
    *_each("finalize", "archive, drop", _V1, "ACCESS EXCLUSIVE", hold=_MOMENT, why="v1 moves away, or is dropped"),
    *_each("finalize", "archive", _V2, "ACCESS EXCLUSIVE", hold=_MOMENT, why="the triggers of sync are dropped"),
    *_each("rollback", "loss, rehearsal, undo", _V1, "ACCESS SHARE", **_READ),
    *_each(
        "rollback",
        "rehearsal, turn_back",
        (*_V1, *_V2),
        "SHARE ROW EXCLUSIVE",
        hold=_MOMENT,
        why="the fence of the switch back",
    ),
    *_each("rollback", "undo", (*_V1, *_V2), "ACCESS EXCLUSIVE", hold=_MOMENT, why="the triggers of sync are dropped"),
    *_each(
        "rollback", "rehearsal, undo", _V2, "ROW EXCLUSIVE", hold="the transaction", why="what was migrated is deleted"
    ),
    *_each(
        "rollback", "drop", (*_V2, *_AUDIT), "ACCESS EXCLUSIVE", hold=_MOMENT, why="v2 is dropped, only when asked for"
    ),
)


def told() -> list[tuple[str, str, str, str, str]]:
    """Return the locks for people, tables of one lock together: stage and step, tables, mode, hold, why."""
    joined: dict[tuple[str, str, str, str], list[str]] = {}
    for lock in LOCKS:
        joined.setdefault((f"{lock.stage}: {lock.step}", lock.mode, lock.hold, lock.why), []).append(lock.relation)
    return [(step, ", ".join(names), mode, hold, why) for (step, mode, hold, why), names in joined.items()]


def allowed(stage: str, relation: str) -> set[str]:
    """Return every mode a stage may take on a table: those declared, and those that ask less of others."""
    declared = [lock.mode for lock in LOCKS if lock.stage == stage and lock.relation == relation]
    return {mode for strong in declared for mode in MODES if _weaker(mode, strong)}


def _weaker(mode: str, strong: str) -> bool:
    return all(conflicts(strong, other) for other in MODES if conflicts(mode, other))


def waiting(relation: str, mode: str) -> list[Lock]:
    """Return the declared locks that would wait for somebody who holds ``mode`` on ``relation``."""
    return [lock for lock in LOCKS if lock.relation == relation and conflicts(lock.mode, mode)]
