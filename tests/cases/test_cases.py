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

import pytest
import yaml
from psycopg import sql

from sark_lib.local.oddities import Shape
from sark_lib.local.seed import SeedSpec
from sark_lib.pg.connection import engine
from sark_lib.pg.ddl import views
from sark_lib.pg.rows import unmappable
from sark_lib.schema.mapping import ENTITIES
from sark_lib.schema.rules import Policy
from tests.databases import Database, Databases
from tests.migrations import Migration, Migrations
from tests.sides import ELSEWHERE, Connection, connected, empty, original, read_back, unlike_the_view, written

HERE = Path(__file__).parent
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

    def expected(self, shape: Shape) -> dict[str, list[dict[str, Any]]]:
        """Return the rows of ``expected.json`` by v2 table."""
        rows = exactly((self.folder / "expected.json").read_text(encoding="utf-8"))
        tools = rows.get("capabilities", [])
        for tool in tools if shape == "orm" else []:
            tool["metadata"] = ONLY_IN_ORM | tool["metadata"]
        return {"resources": rows["resources"], "capabilities": tools}


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
            empty(connection, "users", "teams")
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
        with migration.engine.begin() as connection:
            views.install(connection, migration.source)
        migration.migrate()
        rows = {entity.v2: written(migration.database, entity, exactly) for entity in ENTITIES}
        assert rows == case.expected(shape), case.title
        with connected(migration.database, ELSEWHERE) as elsewhere:
            for entity in ENTITIES:
                found = migration.shape.table(entity.v1)
                assert unlike_the_view(elsewhere, entity) == [], case.title
                assert read_back(elsewhere, found, entity) == original(elsewhere, found, entity), case.title


def load(database: Database, v1: str) -> None:
    """Fill v1 by SQL that is written in the words of the ddl shape, whichever shape it is."""
    with connected(database) as connection, in_words_of_ddl(connection):
        connection.execute((HERE / "defaults.sql").read_bytes())
        connection.execute(v1.encode())


@contextmanager
def in_words_of_ddl(connection: Connection) -> Iterator[None]:
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
    with engine.read_only(migration.engine) as connection:
        found = unmappable.find(connection, migration.bare)
    return [{"table": row.entity, "id": str(row.v1_id), "reason": row.reason} for row in found]
