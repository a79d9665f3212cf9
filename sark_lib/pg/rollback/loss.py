"""What cannot go back: read before any rollback, by rule and by row, and accepted by its hash."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Collection, Iterator
from dataclasses import astuple, dataclass
from typing import Any

import sqlalchemy as sa

from sark_lib.pg.diff import counts, parity
from sark_lib.pg.ledger import events, tables
from sark_lib.pg.rows.source import Source
from sark_lib.schema import merge
from sark_lib.schema.mapping import ENTITIES, Entity

# Rows of v2 that say more than, or other than, what v1 holds.
TOUCHED = (merge.EDITED, merge.BOTH, merge.FOREIGN, merge.REMOVED_EDITED)


@dataclass(frozen=True)
class Loss:
    """One kind of thing that does not go back.

    Args:
        table: Where it is.
        rule: The column whose value v1 does not hold, or the reason a row is in v2 alone.
        keys: The ids of those rows, in order.
        fate: What becomes of them.
    """

    table: str
    rule: str
    keys: tuple[str, ...]
    fate: str

    @property
    def rows(self) -> int:
        """How many rows."""
        return len(self.keys)


@dataclass(frozen=True)
class LossReport:
    """All that does not go back."""

    losses: tuple[Loss, ...]

    @property
    def rows(self) -> int:
        """How many times a row loses something."""
        return sum(loss.rows for loss in self.losses)

    @property
    def hash(self) -> str:
        """Twelve hex digits that stand for this report: with another row, or another kind of loss, they are others."""
        told = json.dumps([astuple(loss) for loss in self.losses], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()[:12]

    @property
    def evidence(self) -> dict[str, Any]:
        """What the ledger keeps of it."""
        by_rule = {f"{loss.table}.{loss.rule}": loss.rows for loss in self.losses}
        return {"hash": self.hash, "rows": self.rows, "by_rule": by_rule}


def report(connection: sa.Connection, source: Source, *, chunk: int) -> LossReport:
    """Compare v2 with what v1 can give back, every value of every row.

    Before cutover v1 is untouched, and what somebody has edited in v2 is what goes. After it v1 is a mirror, and what
    it cannot hold is in v2 alone: kept there, and out of sight for the application that reads v1.

    Args:
        connection: One snapshot.
        source: Where the expected rows are read.
        chunk: Rows of v1 compared at once.
    """
    found: list[Loss] = []
    for entity in ENTITIES:
        # Every id, not a sample of them: the report is accepted for these very rows.
        tally = parity.parity(connection, source, entity, chunk=chunk, samples=sys.maxsize, only=TOUCHED)
        differing = list(_columns(entity, tally))
        told = {key for loss in differing for key in loss.keys}
        found += [*differing, *_held_back(connection, entity, told)]
    return LossReport(tuple(found))


def begun_with(connection: sa.Connection, run_id: int, found: LossReport) -> dict[str, Any]:
    """Return the evidence of a report, or of the one this run began to roll back with, of which it is what is left.

    A rollback whose client died has parked some rows already; the same command goes on with the hash it had.

    Args:
        connection: To read.
        run_id: The run.
        found: The report as it is now.
    """
    begun = events.happened(connection, run_id, "rollback", "turn_back", "started")
    told = events.evidence(connection, "rollback", "loss") if begun else None
    rows: dict[str, int] = told[1].get("by_rule", {}) if told else {}
    left = all(now <= rows.get(rule, 0) for rule, now in found.evidence["by_rule"].items())
    return told[1] if told and left else found.evidence


def _columns(entity: Entity, tally: counts.Tally) -> Iterator[Loss]:
    fate = "v1's value counts; the v2 row stays as it is, or is parked before it goes"
    for name in (*entity.columns, counts.ORPHAN):
        if keys := tally.samples.get(name):
            yield Loss(entity.v2, "deleted in v1" if name == counts.ORPHAN else name, tuple(keys), fate)


def _held_back(connection: sa.Connection, entity: Entity, told: Collection[str]) -> Iterator[Loss]:
    """Yield what is in v2 alone; a row that v1 has with other values was told column by column."""
    held = tables.HELD_BACK
    ids = sa.func.array_agg(sa.dialects.postgresql.aggregate_order_by(held.c.v2_id, held.c.v2_id))
    query = sa.select(held.c.reason, ids).where(held.c.v2_table == entity.v2).group_by(held.c.reason)
    for reason, keys in connection.execute(query.order_by(held.c.reason)):
        if alone := tuple(key for key in keys if key not in told):
            yield Loss(
                entity.v2, f"in v2 alone: {reason}", alone, "stays in v2, where v1's application does not see it"
            )
