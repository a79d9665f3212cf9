"""Databases under migration: driven by the library as the notebooks drive it, seen by the tests' own connections."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg import sql

from sark_lib.local.seed import SeedSpec
from sark_lib.pg.backfill import batches, catchup
from sark_lib.pg.backfill.batches import Batch, Pace
from sark_lib.pg.backfill.catchup import Differences
from sark_lib.pg.catalog import introspect
from sark_lib.pg.connection.engine import create_engine, read_only
from sark_lib.pg.cutover import switch
from sark_lib.pg.ddl import tables, views
from sark_lib.pg.diff import inverse
from sark_lib.pg.indexes import build
from sark_lib.pg.ledger import events, sync_state
from sark_lib.pg.ledger.sync_state import Late
from sark_lib.pg.rollback import undo
from sark_lib.pg.rollback.undo import Undone
from sark_lib.pg.rows import quarantine, unmappable
from sark_lib.pg.rows.source import Source
from sark_lib.pg.sync import pending, triggers
from sark_lib.schema import v1
from sark_lib.schema.indexes import FOREIGN_KEYS
from sark_lib.schema.mapping import ENTITIES, SERVERS, Entity
from sark_lib.schema.rules import Policy
from tests.databases import Database, Databases

# Every oddity a row can have, apart from those v2 cannot hold; the nil uuid among them.
SMALL = SeedSpec(shape="orm", servers=100, tools_per_server=10, unmappable=False)
# What pg_stat_activity shows of a test's own sessions.
OURSELVES = "test migration"
STATES = ("v1", "schema", "migrated", "synced", "over")


@dataclass
class Migration:
    """One database, and what its operator would do to it.

    Args:
        database: Which.
        schema: Where v1 and v2 are.
        policy: The choices of the mapping.
        login: As whom to migrate, libpq's keyword form; as the superuser by default.
    """

    database: Database
    schema: str = "public"
    policy: Policy = field(default_factory=Policy)
    login: str = ""
    _sessions: dict[int, psycopg.Connection[tuple[Any, ...]]] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def engine(self) -> sa.Engine:
        """The connections of the migration."""
        return create_engine(self.login or self.database.conninfo, schema=self.schema, application=OURSELVES)

    @cached_property
    def shape(self) -> v1.Shape:
        """The v1 that was found."""
        with self.engine.connect() as connection:
            return introspect.shape(connection, self.schema)

    @property
    def source(self) -> Source:
        """The mapping as the installed views have it."""
        return Source(self.shape, self.policy)

    @property
    def bare(self) -> Source:
        """The mapping inlined, as a dry run reads it."""
        return replace(self.source, inlined=True)

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Return what a query gives, or nothing for a statement that gives nothing; committed.

        Args:
            query: Table names unqualified; ``sark_migration`` is on the search path too.
            *values: For its ``%s``.
        """
        path = sql.SQL("SET search_path TO {}, sark_migration").format(sql.Identifier(self.schema))
        session = self._session()
        try:
            with session.transaction():
                session.execute(path)
                # Without values a percent sign is a percent sign.
                found = session.execute(query, values or None)
                return list(found.fetchall()) if found.description else []
        finally:
            if not session.broken:
                session.execute("DISCARD ALL")

    def _session(self) -> psycopg.Connection[tuple[Any, ...]]:
        """Return this thread's session, left as it began: opening one takes longer than what most are asked."""
        me = threading.get_ident()
        with suppress(psycopg.OperationalError):
            if me in self._sessions:
                self._sessions[me].execute("")  # the server may have been stopped meanwhile
                return self._sessions[me]
        self._sessions[me] = psycopg.connect(
            self.database.conninfo, autocommit=True, application_name=OURSELVES, prepare_threshold=None
        )
        weakref.finalize(self, self._sessions[me].close)  # not everybody who makes one closes it
        return self._sessions[me]

    def value(self, query: str, *values: object) -> Any:
        """Return the first value of the first row."""
        return self.rows(query, *values)[0][0]

    def column(self, query: str, *values: object) -> list[Any]:
        """Return the first value of every row."""
        return [row[0] for row in self.rows(query, *values)]

    @cached_property
    def run_id(self) -> int:
        """The open run; it is opened where there is none."""
        with self.engine.begin() as connection:
            tables.ensure_ledger(connection, self.schema)
            return events.join_run(connection, "test", self.schema, {}, "hash").id

    def new_run(self) -> None:
        """Close the open run; whatever comes next belongs to another."""
        with self.engine.begin() as connection:
            events.close_run(connection, self.run_id, "closed")
        del self.run_id

    def plan(self) -> tables.Plan:
        """Return what the schema stage would do."""
        with self.engine.connect() as connection:
            return tables.plan(connection, self.schema)

    def install(self) -> None:
        """Do what the schema stage does."""
        assert self.run_id
        with self.engine.begin() as connection:
            tables.upgrade(connection, tables.plan(connection, self.schema))
            views.install(connection, self.source)
        for index in FOREIGN_KEYS:
            build.ensure(self.engine, self.schema, index)

    def quarantine(self) -> tuple[int, int]:
        """Keep aside what v2 cannot hold."""
        with self.engine.begin() as connection:
            return quarantine.quarantine_rows(connection, unmappable.find(connection, self.bare))

    def backfill(self, entity: Entity, pace: Pace | None = None) -> list[Batch]:
        """Copy one table from its checkpoint on."""
        return list(batches.run(self.engine, self.source, entity, self.run_id, pace or Pace()))

    def catch_up(self, *, chunk: int = 500, v1_wins: bool = False) -> Differences:
        """Bring over the differences."""
        return catchup.run(self.engine, self.source, chunk=chunk, v1_wins=v1_wins)

    def differences(self, chunk: int = 500) -> dict[tuple[str, str], int]:
        """Return how many rows are in which state, those in order left out."""
        return dict(catchup.preview(self.engine, self.source, chunk=chunk).found)

    def migrate(self) -> None:
        """Do what the migrate stage does."""
        self.quarantine()
        for entity in ENTITIES:
            with self.engine.connect() as connection:
                needed = batches.needed(connection, self.run_id)
            if needed:
                self.backfill(entity)
        self.catch_up()

    def sync(self, *entities: Entity) -> None:
        """Install live sync of both tables, or of some."""
        with self.engine.begin() as connection:
            triggers.install(connection, self.source)
            for entity in entities or ENTITIES:
                triggers.turn(connection, self.source, entity, sync_state.FORWARD)

    def live(self) -> None:
        """Migrate as the migrate stage does, with live sync, in the order that was proven."""
        self.quarantine()
        for entity in ENTITIES:
            self.sync(entity)
            self.backfill(entity)
        self.catch_up()

    def cut_over(self, late: Late = "carry", patience: switch.Patience | None = None) -> switch.Switched:
        """Switch to v2 as the truth."""
        with self.engine.begin() as connection:
            born = pending.prepare(connection, self.source)
        turn = switch.Turn(self.source, sync_state.State("reverse", attached=True, late=late), born)
        return switch.switch_direction(self.engine, turn, lambda *_: None, patience)

    def turn_back(self, patience: switch.Patience | None = None) -> switch.Switched:
        """Switch back to v1 as the truth."""
        return switch.switch_direction(
            self.engine, switch.Turn(self.source, sync_state.FORWARD), lambda *_: None, patience
        )

    def unequal(self) -> dict[str, dict[str, int]]:
        """Return what of v1 is not what v2 says, by table and question; after cutover, when v1 is a mirror."""
        tallies = {
            entity.v1: inverse.mirror(self.engine, self.source, entity, chunk=500, samples=1) for entity in ENTITIES
        }
        return {
            table: counts
            for table, tally in tallies.items()
            if (counts := {k: n for k, n in tally.counts.items() if n})
        }

    def undo(self, rows_per_transaction: int = 1_000_000) -> Undone:
        """Roll back, and return the sum of what was done."""
        total = Undone()
        for part in undo.undo_all(self.engine, self.source, rows_per_transaction=rows_per_transaction):
            total.deleted += part.deleted
            total.parked += part.parked
            total.kept += part.kept
        return total

    def undo_preview(self) -> Undone:
        """Return what a rollback would do."""
        with read_only(self.engine) as connection:
            return undo.preview_undo(connection, self.source)

    def digest(self, table: str) -> str:
        """Return a digest over every value of every row of a table."""
        return str(
            self.value(
                f"SELECT md5(coalesce(string_agg(CAST(t AS text), '|' ORDER BY CAST(t AS text)), '')) FROM {table} t"
            )
        )

    def versions(self, table: str) -> dict[Any, Any]:
        """Return which transaction wrote each row of a table, by its key: a row that is rewritten is another."""
        key = "v1_id" if table.startswith("row_map") else "id"
        return dict(self.rows(f"SELECT CAST({key} AS text), CAST(xmin AS text) || ctid FROM {table}"))

    def everything(self) -> dict[str, str]:
        """Return the digests of v1, v2 and the merge base: the state of the migration."""
        merge_base = [entity.row_map for entity in ENTITIES]
        return {name: self.digest(name) for name in (*_sides(), *merge_base)}

    def close(self) -> None:
        """Give back the connections."""
        if "engine" in self.__dict__:
            self.engine.dispose()
        for session in self._sessions.values():
            session.close()
        self._sessions.clear()


def _sides() -> list[str]:
    return [name for entity in ENTITIES for name in (entity.v1, entity.v2)]


@dataclass
class Migrations:
    """Makes databases in any state of a migration; what leads there happens once a server."""

    databases: Databases
    _templates: dict[tuple[SeedSpec, str], str] = field(default_factory=dict)

    @contextmanager
    def at(self, state: str = "migrated", spec: SeedSpec = SMALL) -> Iterator[Migration]:
        """Give a copy of a database in a state, for the length of the block.

        Args:
            state: ``v1`` (nothing done), ``schema`` (v2 is there and empty), ``migrated``, ``synced`` (live sync as
                well) or ``over`` (after cutover).
            spec: The v1 that was migrated.
        """
        migration = Migration(self.databases.fresh(self._template(state, spec)), spec.schema)
        try:
            if state != "v1":
                with migration.engine.begin() as connection:
                    events.adopt(connection)
            yield migration
        finally:
            migration.close()
            migration.database.server.drop_database(migration.database.name)

    def _template(self, state: str, spec: SeedSpec) -> str:
        if (spec, state) not in self._templates:
            if state == "v1":
                self._templates[spec, state] = self.databases.seeded(spec).name
            else:
                self._templates[spec, state] = self._made(state, spec)
        return self._templates[spec, state]

    def _made(self, state: str, spec: SeedSpec) -> str:
        before = STATES[STATES.index(state) - 1]
        made = Migration(self.databases.fresh(self._template(before, spec)), spec.schema)
        if before != "v1":
            with made.engine.begin() as connection:
                events.adopt(connection)
        ways: dict[str, Callable[[], object]]
        ways = {"schema": made.install, "migrated": made.migrate, "synced": made.sync, "over": made.cut_over}
        ways[state]()
        made.close()
        return made.database.name


def contiguous(rows: Sequence[tuple[Any, ...]]) -> bool:
    """Whether rows of (n, after_id, upto_id) are numbered from 1 and each begins where the one before ended."""
    numbered = [row[0] for row in rows] == list(range(1, len(rows) + 1))
    return numbered and rows[0][1] is None and all(left[2] == right[1] for left, right in pairwise(rows))


def refuse(migration: Migration, table: str, key: object, event: str = "INSERT") -> None:
    """Let the server refuse an event of one row of v2, by a trigger called ``refuse``."""
    migration.rows(
        "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'not this one'; END $$"
    )
    row = "OLD" if event == "DELETE" else "NEW"
    migration.rows(
        f"CREATE TRIGGER refuse BEFORE {event} ON {table} FOR EACH ROW WHEN ({row}.id = '{key}') "
        "EXECUTE FUNCTION refuse()"
    )


def born(migration: Migration) -> set[str]:
    """Create resources in v2 alone, each with a capability, and return their keys; of several protocols, mcp too."""
    protocols = {"born-1": "grpc", "22222222-2222-2222-2222-222222222222": "mcp", "~ ünusual / id": "http"}
    capabilities = {key: f"{key}/capability" for key in protocols}
    for key, protocol in protocols.items():
        migration.rows(
            "INSERT INTO resources (id, name, protocol, endpoint) VALUES (%s, 'born', %s, 'x')", key, protocol
        )
        migration.rows(
            "INSERT INTO capabilities (id, resource_id, name) VALUES (%s, %s, 'born')", capabilities[key], key
        )
    return {*protocols, *capabilities.values()}


def copied_before(migration: Migration, resources: int) -> None:
    """Let an earlier tool have copied some resources, as the mapping has them."""
    columns = ", ".join(SERVERS.columns)
    migration.rows(f"INSERT INTO resources ({columns}) SELECT {columns} FROM expected_resources LIMIT {resources}")
