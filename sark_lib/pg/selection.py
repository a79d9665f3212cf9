"""Which migrated resources a rollback is about: all of them, or some with everything that hangs on them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.dialects.postgresql import ARRAY

from sark_lib.pg import tables, write
from sark_lib.pg.chunks import Keys, Source
from sark_lib.pg.forward import ROLLED_BACK
from sark_lib.schema.codecs import as_uuid
from sark_lib.schema.mapping import SERVERS, TOOLS, Entity


@dataclass(frozen=True)
class Selection:
    """Some resources; conditions that are given must all hold, and with none it is all of them.

    Args:
        ids: Their ids.
        name: A pattern for LIKE.
        team: The ``team_id`` they had in v1.
        transport: ``stdio``, ``http`` or ``sse``.
    """

    ids: tuple[str, ...] = ()
    name: str = ""
    team: str = ""
    transport: str = ""

    @property
    def everything(self) -> bool:
        """Whether no condition is given."""
        return self == Selection()

    def conditions(self, target: sa.Table) -> Iterator[sa.ColumnElement[bool]]:
        """Yield what a row of ``resources`` must meet."""
        if self.ids:
            yield target.c.id == sa.any_(sa.literal(list(self.ids), ARRAY(sa.Text)))
        if self.name:
            yield target.c.name.like(self.name)
        if self.team:
            yield target.c.metadata["team_id"].as_string() == self.team
        if self.transport:
            yield target.c.metadata["transport"].as_string() == self.transport


def resources(connection: sa.Connection, source: Source, selection: Selection) -> list[UUID]:
    """Return the resources of ours that are selected, by key."""
    target, mapped = source.v2_table(SERVERS), tables.row_map(SERVERS)
    ours = (mapped.c.v1_id == as_uuid(target.c.id), mapped.c.origin.not_in(write.NOT_OURS))
    query = sa.select(mapped.c.v1_id).where(*ours, *selection.conditions(target)).order_by(mapped.c.v1_id)
    return list(connection.execute(query).scalars())


def capabilities(connection: sa.Connection, source: Source, owners: list[UUID]) -> list[UUID]:
    """Return the capabilities of ours that hang on resources: the closure over the foreign key."""
    child, mapped = source.v2_table(TOOLS), tables.row_map(TOOLS)
    ours = (mapped.c.v1_id == as_uuid(child.c.id), mapped.c.origin.not_in(write.NOT_OURS))
    query = sa.select(mapped.c.v1_id).where(*ours, *Keys.listed(owners).of_text(child.c.resource_id))
    return list(connection.execute(query.order_by(mapped.c.v1_id)).scalars())


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
