"""Which indexes could go, and their going: named by somebody, never silently."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from sark_lib.evidence.catalogue import Catalogue, Index
from sark_lib.pg import catalogue, connect, indexes, matviews, tables


@dataclass(frozen=True)
class Removal:
    """An index that could go.

    Args:
        name: Its name.
        table: Its table.
        why: What speaks against it.
        mb: Its size.
        definition: What builds it again.
        redundant: Whether another index says all that it says; otherwise it is only unused by these patterns.
    """

    name: str
    table: str
    why: str
    mb: float
    definition: str
    redundant: bool = False


def idle(found: Catalogue, used: Collection[str]) -> list[Removal]:
    """Return the indexes that no plan reads, and those that another one makes needless.

    Args:
        found: The tables and their indexes.
        used: Names that the plans of the patterns read, and that are wanted for another reason.
    """
    return [
        Removal(index.name, index.table, why, index.bytes / 2**20, index.definition, redundant=bool(twin))
        for index in found.indexes
        if index.valid and not index.constraint and not index.unique
        for twin in (_twin(index, found, used),)
        if (
            why := f"{twin} says the same" if twin else "" if index.name in used else "no plan of the patterns reads it"
        )
    ]


def _twin(index: Index, found: Catalogue, used: Collection[str]) -> str:
    """Return an index that serves whenever this one does; of two that are alike, the one that is read stays."""
    for other in found.indexes_of(index.table):
        if other.name == index.name or not other.valid or _form(other) != _form(index):
            continue
        alike = other.key == index.key and other.include == index.include
        longer = index.method == "btree" and other.key[: len(index.key)] == index.key and not index.include
        stays = (other.name in used, other.unique, index.name) > (index.name in used, index.unique, other.name)
        if (alike and stays) or (longer and not alike and index.name not in used):
            return other.name
    return ""


def _form(index: Index) -> tuple[str, str]:
    return index.method, index.predicate


def ours(connection: sa.Connection) -> list[str]:
    """Return the names of the indexes and materialized views this tool built in its optimize stage."""
    kept = tables.INSTALLED
    names = connection.execute(sa.select(kept.c.name).where(kept.c.kind == "index").order_by(kept.c.name)).scalars()
    return [*names, *sorted(matviews.ours(connection))]


def droppable(connection: sa.Connection, schema: str, names: Sequence[str]) -> list[str]:
    """Return the indexes of some tables that hold up no constraint."""
    found = catalogue.read(connection, schema, names)
    return [index.name for index in found.indexes if not index.constraint]


def remove(engine: sa.Engine, schema: str, name: str) -> str:
    """Drop an index CONCURRENTLY, or a materialized view of ours, and return its name.

    Raises:
        SarkError: The server refused, as where something depends on it.
    """
    with connect.translated(f"drop of {name}"):
        with engine.connect() as connection:
            view = name in matviews.ours(connection)
        if view:
            connect.transact(engine, f"drop of {name}", lambda connection: matviews.drop(connection, schema, name))
        else:
            indexes.drop(engine, schema, name)
    return name
