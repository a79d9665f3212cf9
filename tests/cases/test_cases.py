"""A case is a folder: what v1 holds, the sentence that is true of it, and the very rows v2 must then hold.

The expected rows were worked out by hand from what v1 and v2 mean; parity alone would only prove that the mapping was
copied, not that it is right. ``README.md`` beside this file says how to write a case.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, get_args

import psycopg
import pytest
import yaml
from psycopg import sql
from psycopg.rows import dict_row
from psycopg.types.json import set_json_loads
from psycopg.types.string import TextLoader

from sark_lib.local.oddities import Shape
from sark_lib.local.seed import SeedSpec
from sark_lib.pg import connect, unmappable, views
from sark_lib.schema.mapping import ENTITIES, Entity
from sark_lib.schema.rules import Policy
from tests.databases import Database, Databases
from tests.migrations import Migration, Migrations

HERE = Path(__file__).parent
# Settings that change how PostgreSQL writes values; the views must not listen to them.
ELSEWHERE = "-c TimeZone=Asia/Kathmandu -c DateStyle=SQL,DMY -c IntervalStyle=sql_standard"
# What a tool of the orm shape has beside those of the ddl shape.
ONLY_IN_ORM = {"invocation_count": None, "last_invoked": None}


def exactly(text: str | bytes) -> Any:
    """Decode JSON with 1.10 and 1.1 still different."""
    return json.loads(text, parse_float="the number {}".format)


@dataclass(frozen=True)
class Case:
    """One folder.

    Args:
        folder: Where it is.
        title: The sentence that is true.
        shapes: The shapes of v1 in which it can be.
        policy: The choices of the mapping it is about.
    """

    folder: Path
    title: str
    shapes: tuple[Shape, ...]
    policy: Policy

    @classmethod
    def read(cls, folder: Path) -> Case:
        """Read a case's ``case.yaml``."""
        said = yaml.safe_load((folder / "case.yaml").read_text(encoding="utf-8"))
        shapes, params = said.pop("shapes", get_args(Shape)), said.pop("params", {})
        return cls(folder, shapes=tuple(shapes), policy=Policy(**params), **said)

    @property
    def v1(self) -> str:
        """The SQL that fills v1, in the words of the ddl shape."""
        return (self.folder / "v1.sql").read_text(encoding="utf-8")

    @property
    def refused(self) -> list[dict[str, str]]:
        """The rows v2 cannot hold, as ``refused.json`` lists them."""
        path = self.folder / "refused.json"
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else []

    def expected(self, shape: Shape) -> dict[str, list[dict[str, Any]]] | None:
        """Return the rows of ``expected.json`` by v2 table; None where the run is refused."""
        path = self.folder / "expected.json"
        if not path.exists():
            return None
        rows = {"resources": [], "capabilities": []} | exactly(path.read_text(encoding="utf-8"))
        for tool in rows["capabilities"] if shape == "orm" else []:
            tool["metadata"] = ONLY_IN_ORM | tool["metadata"]
        return rows


CASES = [Case.read(path.parent) for path in sorted(HERE.glob("*/case.yaml"))]


@dataclass(frozen=True)
class Places:
    """Gives each case an empty v1: the same for all that only fill it, one of its own for each that alters it.

    Args:
        migrations: Makes databases.
        shared: Gives the database of a shape that cases share.
    """

    migrations: Migrations
    shared: Callable[[Shape], Migration]

    @contextmanager
    def of(self, case: Case, shape: Shape) -> Iterator[Migration]:
        """Give the database of a case for the length of the block."""
        if "ALTER TABLE" in case.v1:
            with self.migrations.at("schema", _empty(shape)) as migration:
                with migration.engine.begin() as connection:
                    views.drop(connection)  # as `detach` does, so that the application's own DDL can run
                yield migration
            return
        migration = self.shared(shape)
        with connected(migration.database) as connection:
            connection.execute((HERE / "emptied.sql").read_bytes())
        yield migration


def _empty(shape: Shape) -> SeedSpec:
    return SeedSpec(shape=shape, servers=0)


@pytest.fixture(scope="module")
def places(databases: Databases) -> Iterator[Places]:
    """Databases for cases."""
    migrations = Migrations(databases)
    with ExitStack() as stack:
        yield Places(migrations, cache(lambda shape: stack.enter_context(migrations.at("schema", _empty(shape)))))


@pytest.mark.parametrize(
    ("case", "shape"),
    [pytest.param(case, shape, id=f"{case.folder.name}-{shape}") for case in CASES for shape in case.shapes],
)
def test_case(case: Case, shape: Shape, places: Places) -> None:
    """The sentence of each case is true of every shape it names: refusals, rows of v2, and v1 read back from them."""
    with places.of(case, shape) as migration:
        migration.policy = case.policy
        load(migration.database, case.v1)
        assert refused(migration) == case.refused, case.title
        expected = case.expected(shape)
        if expected is None:
            return
        with migration.engine.begin() as connection:
            views.install(connection, migration.source)
        migration.migrate()
        assert {entity.v2: written(migration.database, entity) for entity in ENTITIES} == expected, case.title
        with connected(migration.database, ELSEWHERE) as elsewhere:
            for entity in ENTITIES:
                assert unlike_the_view(elsewhere, entity) == [], case.title
                assert read_back(elsewhere, migration, entity) == original(elsewhere, migration, entity), case.title


def connected(database: Database, options: str = "") -> psycopg.Connection[dict[str, Any]]:
    """Open a connection as anybody might, to v2 and its mapping."""
    path = "-c search_path=public,sark_migration"
    return psycopg.connect(database.conninfo, options=f"{path} {options}", row_factory=dict_row)


def load(database: Database, v1: str) -> None:
    """Fill v1 by SQL that is written in the words of the ddl shape, whichever shape it is."""
    with connected(database) as connection, in_words_of_ddl(connection):
        connection.execute((HERE / "defaults.sql").read_bytes())
        connection.execute(v1.encode())


@contextmanager
def in_words_of_ddl(connection: psycopg.Connection[dict[str, Any]]) -> Iterator[None]:
    """Let the orm shape be called by the ddl shape's labels and column name for the length of the block."""
    labels = connection.execute(
        "SELECT t.typname, e.enumlabel FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid WHERE e.enumlabel ~ '[A-Z]'"
    ).fetchall()
    renaming = sql.SQL("ALTER TYPE {} RENAME VALUE {} TO {}")
    column = sql.SQL("ALTER TABLE mcp_tools RENAME COLUMN {} TO {}")
    names = [sql.Identifier("parameters"), sql.Identifier("parameters_schema")]
    pairs = [(sql.Identifier(row["typname"]), row["enumlabel"], row["enumlabel"].lower()) for row in labels]
    for name, upper, lower in pairs:
        connection.execute(renaming.format(name, upper, lower))
    if pairs:
        connection.execute(column.format(*names))
    yield
    for name, upper, lower in pairs:
        connection.execute(renaming.format(name, lower, upper))
    if pairs:
        connection.execute(column.format(*reversed(names)))


def refused(migration: Migration) -> list[dict[str, str]]:
    """Return the rows v2 cannot hold, found before anything is written."""
    with connect.read_only(migration.engine) as connection:
        found = unmappable.find(connection, migration.bare)
    return [{"table": row.entity, "id": str(row.v1_id), "reason": row.reason} for row in found]


def written(database: Database, entity: Entity) -> list[dict[str, Any]]:
    """Return the rows of a v2 table, timestamps as PostgreSQL writes them in UTC, JSON decoded exactly."""
    with connected(database, "-c TimeZone=UTC") as connection:
        set_json_loads(exactly, connection)
        connection.adapters.register_loader("timestamptz", TextLoader)
        query = sql.SQL("SELECT * FROM {} ORDER BY id COLLATE \"C\"").format(sql.Identifier(entity.v2))
        return connection.execute(query).fetchall()


def unlike_the_view(connection: psycopg.Connection[dict[str, Any]], entity: Entity) -> list[dict[str, Any]]:
    """Return the rows of the expected view that the v2 table does not hold, or not so."""
    query = sql.SQL("SELECT {columns} FROM {view} EXCEPT SELECT {columns} FROM {table}").format(
        columns=sql.SQL(", ").join(map(sql.Identifier, entity.columns)),
        view=sql.Identifier(entity.expected),
        table=sql.Identifier(entity.v2),
    )
    return connection.execute(query).fetchall()


def read_back(connection: psycopg.Connection[dict[str, Any]], migration: Migration, entity: Entity) -> list[Any]:
    """Return v1 as the inverse view reads it from v2, every value as text."""
    query = sql.SQL("SELECT {} FROM {} ORDER BY id").format(as_text(migration, entity), sql.Identifier(entity.inverse))
    return connection.execute(query).fetchall()


def original(connection: psycopg.Connection[dict[str, Any]], migration: Migration, entity: Entity) -> list[Any]:
    """Return v1 itself but for the quarantine, every value as text."""
    query = sql.SQL(
        "SELECT {} FROM {} AS v1 WHERE NOT EXISTS"
        " (SELECT 1 FROM quarantine q WHERE q.entity = {} AND q.v1_id = v1.id) ORDER BY id"
    ).format(as_text(migration, entity), sql.Identifier(entity.v1), entity.v1)
    return connection.execute(query).fetchall()


def as_text(migration: Migration, entity: Entity) -> sql.Composed:
    """Return the list of all v1 columns as text; json through jsonb, since white space and key order do not count."""
    columns = migration.shape.table(entity.v1).columns.values()
    forms = {True: sql.SQL("CAST(CAST({0} AS jsonb) AS text) AS {0}"), False: sql.SQL("CAST({0} AS text) AS {0}")}
    return sql.SQL(", ").join(forms[column.is_json].format(sql.Identifier(column.name)) for column in columns)
