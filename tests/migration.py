"""A v1 database taken to v2 by library calls, as the stages take it; what the cases, the law and parity start from."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import psycopg
import sqlalchemy as sa

from sark_lib.local.oddities import Shape
from sark_lib.local.v1_tables import create_tables, link_tables
from sark_lib.pg import backfill, catalog, connect, ledger, structure, unmappable, views
from sark_lib.pg.chunks import Source
from sark_lib.schema.mapping import ENTITIES, Policy
from tests.databases import Database

SCHEMA = "public"


@dataclass(frozen=True)
class Migration:
    """One database on its way.

    Args:
        engine: Its connections, set up as those of a run.
        source: The v1 that was found, and the views that were made for it.
    """

    engine: sa.Engine
    source: Source

    def unmappable(self) -> list[unmappable.Unmappable]:
        """Return what v2 cannot hold, from v1 alone."""
        with connect.read_only(self.engine) as connection:
            return unmappable.find(connection, Source(self.source.shape, self.source.policy, inlined=True))

    def copy(self, *, batch: int = 5_000) -> None:
        """Keep aside what v2 cannot hold, and copy the rest.

        Args:
            batch: Rows at a time.
        """
        found = self.unmappable()
        with self.engine.begin() as connection:
            unmappable.quarantine(connection, found)
            run = ledger.join_run(connection, "test", SCHEMA, {}, "")
        for entity in ENTITIES:
            deque(backfill.run(self.engine, self.source, entity, run.id, backfill.Pace(rows=batch)), maxlen=0)


def build(database: Database, shape: Shape) -> None:
    """Build the tables of v1, empty, and those of v2."""
    with psycopg.connect(database.conninfo) as connection:
        create_tables(connection, SCHEMA, shape)
        link_tables(connection, SCHEMA)
    engine = engine_of(database)
    with engine.begin() as connection:
        structure.ensure_ledger(connection, SCHEMA)
        structure.upgrade(connection, structure.plan(connection, SCHEMA))
    engine.dispose()


def begin(database: Database, policy: Policy | None = None) -> Migration:
    """Recognise v1 and install the mapping for it, in a database that was built."""
    engine = engine_of(database)
    with engine.begin() as connection:
        source = Source(catalog.shape(connection, SCHEMA), policy or Policy())
        views.install(connection, source)
    return Migration(engine, source)


def engine_of(database: Database) -> sa.Engine:
    """Return connections to a database, set up as those of a run."""
    return connect.engine(database.conninfo, schema=SCHEMA, application="test")
