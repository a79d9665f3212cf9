"""The three-way comparison as it is declared; what it answers on a server is in ``tests/pg``."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from sark_lib.schema import expected, merge, v2
from sark_lib.schema.mapping import ENTITIES, TOOLS, Entity

_ENTITIES = pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.v2)


def compared(entity: Entity) -> sa.Select[tuple[object, ...]]:
    """Return the comparison of three tables that need not exist."""
    side = v2.table(entity.v2, "public")
    seen = sa.table("e", sa.column("v1_id", sa.Uuid), *(sa.column(c.name, c.type) for c in side.columns))
    base = sa.table("m", sa.column("v1_id", sa.Uuid), sa.column("v2_id", sa.Text), sa.column("digest", sa.BigInteger))
    return merge.compare(entity, seen, side.alias("a"), base)


def states() -> set[str]:
    """Return every state there is, by its constant."""
    return {
        value
        for name, value in vars(merge).items()
        if name.isupper() and not name.startswith("_") and isinstance(value, str)
    }


@_ENTITIES
def test_every_state_can_come_out(entity: Entity) -> None:
    """The comparison answers with each of the states that are declared, and with no other word."""
    text = expected.sql(compared(entity).with_only_columns(compared(entity).selected_columns["state"]))
    assert {state for state in states() if f"'{state}'" in text} == states()


def test_every_difference_has_words_for_people() -> None:
    """Every state but those in which there is nothing to do has its meaning; conflicts are among them."""
    assert set(merge.MEANING) == states() - {merge.SAME, merge.BORN}
    assert set(merge.CONFLICTS) < set(merge.MEANING)
    assert len(set(merge.MEANING.values())) == len(merge.MEANING)


@_ENTITIES
def test_every_column_is_compared(entity: Entity) -> None:
    """There is one flag a column of v2, beside key and state."""
    names = compared(entity).selected_columns.keys()
    assert names == ["v1_id", "key", "state", *(f"differs_{name}" for name in entity.columns)]


def test_texts_of_any_length_compare() -> None:
    """Both sides of every comparison of records have columns of the very same types, or PostgreSQL refuses."""
    text = expected.sql(sa.select(merge.row(v2.table(TOOLS.v2, "public"), TOOLS)))
    strings = ["id", "resource_id", "name", "description", "sensitivity_level"]
    assert all(f"CAST(public.capabilities.{name} AS TEXT)" in text for name in strings)
    assert text.count("CAST") == len(strings)


def test_values_are_compared_by_their_image() -> None:
    """``=`` takes 1.10 and 1.1 in jsonb for equal; nothing here uses it on values."""
    text = expected.sql(sa.select(merge.differs(sa.column("a"), sa.column("b"))))
    assert text == "SELECT record_image_ne(row(a), row(b)) AS record_image_ne_1"
