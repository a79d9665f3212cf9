"""Which migrated resources a rollback is about: all of them, or some with everything that hangs on them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from sark_lib.pg.ledger import tables
from sark_lib.pg.rows import statements
from sark_lib.pg.rows.keys import Keys
from sark_lib.pg.rows.source import Source
from sark_lib.schema.codecs import as_uuid
from sark_lib.schema.mapping import SERVERS, TOOLS


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
    ours = (mapped.c.v1_id == as_uuid(target.c.id), mapped.c.origin.not_in(statements.NOT_OURS))
    query = sa.select(mapped.c.v1_id).where(*ours, *selection.conditions(target)).order_by(mapped.c.v1_id)
    return list(connection.execute(query).scalars())


def capabilities(connection: sa.Connection, source: Source, owners: list[UUID]) -> list[UUID]:
    """Return the capabilities of ours that hang on resources: the closure over the foreign key."""
    child, mapped = source.v2_table(TOOLS), tables.row_map(TOOLS)
    ours = (mapped.c.v1_id == as_uuid(child.c.id), mapped.c.origin.not_in(statements.NOT_OURS))
    query = sa.select(mapped.c.v1_id).where(*ours, *Keys.listed(owners).of_text(child.c.resource_id))
    return list(connection.execute(query.order_by(mapped.c.v1_id)).scalars())
