"""Views installed from declarations, with a hash of their text so that a change is noticed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import sqlalchemy as sa
from sqlalchemy.schema import CreateView, DropView

from sark_lib.pg import tables
from sark_lib.pg.chunks import Source
from sark_lib.schema import expected
from sark_lib.schema.expected import OURS
from sark_lib.schema.mapping import ENTITIES


def declared(source: Source) -> dict[str, sa.Select[tuple[object, ...]]]:
    """Return the SELECT of each view by name, in the order they are created."""
    views = {}
    for entity in ENTITIES:
        views[entity.expected] = expected.forward(entity, source.shape, source.policy, expected.quarantined)
        views[entity.inverse] = expected.back(entity, source.shape, source.policy)
    maps = [_with_v2_id(entity.v2, tables.row_map(entity)) for entity in ENTITIES]
    views["row_map"] = sa.union_all(*maps)  # type: ignore[assignment]  # a union serves as a view all the same
    return views


def _with_v2_id(name: str, mapped: sa.TableClause) -> sa.Select[tuple[object, ...]]:
    v2_id = sa.cast(mapped.c.v1_id, sa.Text).label("v2_id")
    return sa.select(sa.literal(name).label("v2_table"), mapped.c.v1_id, v2_id, mapped.c.digest, mapped.c.origin)


@cache
def texts(source: Source) -> Mapping[str, str]:
    """Return the CREATE VIEW statement of each view, as it will be sent; every step asks, and one v1 has but one."""
    texts = {name: _sql(CreateView(query, name, schema=OURS)) for name, query in declared(source).items()}
    return MappingProxyType(texts)


def _sql(element: sa.schema.ExecutableDDLElement) -> str:
    dialect = sa.dialects.postgresql.dialect(paramstyle="named")  # type: ignore[no-untyped-call]
    return str(element.compile(dialect=dialect)).strip()


def install(connection: sa.Connection, source: Source) -> list[str]:
    """Create the views whose text changed, and return their names.

    OR REPLACE cannot drop, rename or reorder columns, so a changed view is dropped and created.
    """
    changed = stale(connection, source)
    if changed:
        queries, hashed = declared(source), _hashes(source)
        for name in changed:
            connection.execute(_drop(name))
            connection.execute(CreateView(queries[name], name, schema=OURS))
            remember(connection, "view", name, hashed[name])
    return changed


def stale(connection: sa.Connection, source: Source) -> list[str]:
    """Return the views that are absent, or were made for another mapping, shape or policy."""
    there = remembered(connection, "view")
    return [name for name, digest in _hashes(source).items() if there.get(name) != digest]


def _hashes(source: Source) -> dict[str, str]:
    return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in texts(source).items()}


def drop(connection: sa.Connection) -> None:
    """Remove the views, so that the application can alter v1."""
    for row in connection.execute(sa.select(tables.INSTALLED.c.name).where(tables.INSTALLED.c.kind == "view")).all():
        connection.execute(_drop(row.name))
    connection.execute(sa.delete(tables.INSTALLED).where(tables.INSTALLED.c.kind == "view"))


def _drop(name: str) -> DropView:
    return DropView(sa.Table(name, sa.MetaData(), schema=OURS), if_exists=True)


_THERE = {"view": "to_regclass", "function": "to_regproc"}


def remembered(connection: sa.Connection, kind: str) -> dict[str, str]:
    """Return the hash of the text each thing of ours was installed from, by name; without those that are gone."""
    kept = tables.INSTALLED
    there = getattr(sa.func, _THERE[kind])(sa.literal(f"{OURS}.").concat(kept.c.name)).is_not(None)
    query = sa.select(kept.c.name, kept.c.sha256).where(kept.c.kind == kind, there)
    return {row.name: row.sha256 for row in connection.execute(query)}


def remember(connection: sa.Connection, kind: str, name: str, digest: str) -> None:
    """Record the hash of the text something of ours was installed from."""
    forget(connection, kind, name)
    connection.execute(sa.insert(tables.INSTALLED).values(kind=kind, name=name, sha256=digest, note=""))


def forget(connection: sa.Connection, kind: str, name: str) -> None:
    """Let the ledger forget something of ours that is gone."""
    kept = tables.INSTALLED
    connection.execute(sa.delete(kept).where(kept.c.kind == kind, kept.c.name == name))
