"""The quarantine: rows that are kept out of the copy, each with its reason."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.dialects.postgresql import ARRAY

from sark_lib.pg.ledger import tables
from sark_lib.pg.rows.source import Source
from sark_lib.pg.rows.unmappable import Unmappable
from sark_lib.schema.mapping import SERVERS, TOOLS, Entity

# Rows rolled back by choice stay out of v2, whatever happens to them in v1.
ROLLED_BACK = "rolled_back"
SERVER_QUARANTINED = "server_quarantined"


def keep_out(connection: sa.Connection, entity: Entity, keys: list[UUID]) -> None:
    """Keep rows of v1 out of v2 from now on, whatever happens to them in v1."""
    found = sa.func.unnest(sa.literal(keys, ARRAY(sa.Uuid))).column_valued("k")
    connection.execute(_kept_out(entity, sa.select(found)))


def keep_out_new(connection: sa.Connection, source: Source) -> None:
    """Keep out what has come to hang on resources in v1 since those were rolled back by choice."""
    kept, tool = tables.QUARANTINE, source.v1_table(TOOLS)
    owners = sa.select(kept.c.v1_id).where(kept.c.entity == SERVERS.v1, kept.c.reason == ROLLED_BACK)
    connection.execute(_kept_out(TOOLS, sa.select(tool.c.id).where(tool.c.server_id.in_(owners))))


def _kept_out(entity: Entity, keys: sa.Select[Any]) -> pg.Insert:
    found = keys.subquery("k")
    why = (sa.literal(ROLLED_BACK), sa.literal("rolled back by choice"))
    rows = sa.select(sa.literal(entity.v1), *found.c, *why)
    insert = pg.insert(tables.QUARANTINE).from_select(["entity", "v1_id", "reason", "detail"], rows)
    values = {"reason": insert.excluded.reason, "detail": insert.excluded.detail}
    return insert.on_conflict_do_update(index_elements=["entity", "v1_id"], set_=values)


def let_in(connection: sa.Connection) -> int:
    """Let in again what was kept out by choice, and return how many rows that is; catch-up brings them."""
    return connection.execute(sa.delete(tables.QUARANTINE).where(tables.QUARANTINE.c.reason == ROLLED_BACK)).rowcount


def quarantine_rows(connection: sa.Connection, rows: list[Unmappable]) -> tuple[int, int]:
    """Make the quarantine hold exactly ``rows`` and what was rolled back; return how many came in and went out."""
    kept = tables.QUARANTINE
    # What was rolled back by choice stays out.
    held = sa.select(kept.c.entity, kept.c.v1_id).where(kept.c.reason != ROLLED_BACK)
    there = {(row.entity, row.v1_id) for row in connection.execute(held)}
    wanted = {(row.entity, row.v1_id): row for row in rows}
    gone = sorted(there - wanted.keys())
    for entity in {name for name, _ in gone}:
        # One parameter, whatever their number: a statement takes 65,535 at most.
        ids = sa.literal([key for name, key in gone if name == entity], sa.ARRAY(sa.Uuid))
        connection.execute(sa.delete(kept).where(kept.c.entity == entity, kept.c.v1_id == sa.any_(ids)))
    values = [vars(row) for key, row in wanted.items() if key not in there]
    if values:
        connection.execute(pg.insert(kept).on_conflict_do_nothing(), values)
    return len(values), len(gone)
