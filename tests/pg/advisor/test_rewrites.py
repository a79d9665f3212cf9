"""What the advisor writes runs on a real server, and every rewrite gives the rows of the statement it replaces."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from sark_lib.evidence.advisor.advise import advise
from sark_lib.evidence.advisor.candidate import Candidate
from sark_lib.schema.v2 import Base
from sark_lib.sql.loader import find
from tests.databases import Databases
from tests.unit.evidence.plans.recorded import V2, catalogue, patterns
from tests.unit.evidence.plans.statements import VALUES

GROUND = Path(__file__).parents[2] / "unit" / "evidence" / "plans" / "ground.sql"
# A hundredth of the rows that the plans were recorded on: every value of every pattern still has some.
SMALLER = {"900000": "9000", "80000": "2000", " 8000": " 200", "20000": "200", "200000": "2000", "1.344 s": "134.4 s"}
DIALECT = sa.create_engine("postgresql+psycopg://").dialect
FOUND = advise(patterns(18), catalogue(18, *V2))


@pytest.fixture(scope="module")
def connection(databases: Databases) -> Iterator[psycopg.Connection[Any]]:
    """The tables of the patterns, small."""
    database = databases.fresh()
    engine = sa.create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(database.conninfo))
    Base.metadata.create_all(engine)
    engine.dispose()
    ground = GROUND.read_text(encoding="utf-8")
    for large, small in SMALLER.items():
        ground = ground.replace(large, small)
    with psycopg.connect(database.conninfo, autocommit=True) as connected:
        connected.execute(ground)
        connected.execute("UPDATE cost_tracking u SET resource_id = c.resource_id FROM capabilities c "
                          "WHERE c.id = u.capability_id")  # fmt: skip
        yield connected
    database.server.drop_database(database.name)


def answer(connection: psycopg.Connection[Any], statement: str, binds: dict[str, str]) -> list[tuple[Any, ...]]:
    """The rows of a statement with ``:name`` binds."""
    query = str(sa.text(statement).compile(dialect=DIALECT))
    return connection.execute(query, binds).fetchall()


@pytest.mark.parametrize("rewrite", [one for one in FOUND if one.kind == "rewrite"], ids=lambda one: one.rule)
def test_a_rewrite_gives_the_same_rows(rewrite: Candidate, connection: psycopg.Connection[Any]) -> None:
    """In every class of values the rows and their order are those of the pattern."""
    for binds in VALUES[rewrite.name].values():
        before = answer(connection, find("patterns", rewrite.name).text, binds)
        assert answer(connection, rewrite.sql, binds) == before
        assert before


@pytest.mark.parametrize("view", [one for one in FOUND if one.kind == "matview"], ids=lambda one: one.name)
def test_a_view_holds_what_the_pattern_asks(view: Candidate, connection: psycopg.Connection[Any]) -> None:
    """Its SELECT runs, and has the columns of the pattern; the unique key is unique."""
    cursor = connection.execute(view.sql)
    names = [column.name for column in cursor.description or ()]
    rows = cursor.fetchall()
    unique = [names.index(key.expression) for key in view.indexes[0].key]
    assert len({tuple(row[place] for place in unique) for row in rows}) == len(rows)
    assert {key.expression for index in view.indexes for key in index.key} <= set(names)


def test_an_expression_can_be_indexed(connection: psycopg.Connection[Any]) -> None:
    """PostgreSQL takes the key array and the partial index's condition as they are written."""
    keys = next(one for one in FOUND if one.rule == "R5" and one.kind == "index")
    partial = next(one for one in FOUND if one.predicate)
    with connection.transaction(force_rollback=True):
        connection.execute(f"CREATE INDEX ON capabilities USING gin (({keys.key[0].expression}))")
        connection.execute(f"CREATE INDEX ON capabilities (name) WHERE {partial.predicate}")
