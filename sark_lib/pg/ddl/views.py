"""Views installed from declarations, with a hash of their text so that a change is noticed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import sqlalchemy as sa
from sqlalchemy.schema import CreateView, DropView

from sark_lib.pg.catalog import privileges
from sark_lib.pg.catalog.privileges import Grant
from sark_lib.pg.ledger import tables
from sark_lib.pg.ledger.installed import forget, remember, remembered
from sark_lib.pg.rows.source import Source
from sark_lib.schema import expected
from sark_lib.schema.expected import OURS
from sark_lib.schema.mapping import ENTITIES

# What somebody else may do with a view of ours; its owner needs no word.
_GRANTED = sa.text(
    """
    SELECT c.relname, coalesce(r.rolname, 'public'), a.privilege_type
    FROM pg_class AS c CROSS JOIN LATERAL aclexplode(c.relacl) AS a LEFT JOIN pg_roles AS r ON r.oid = a.grantee
    WHERE c.oid = to_regclass(:view) AND a.grantee <> c.relowner ORDER BY 2, 3
    """
)
_ROLES = sa.text("SELECT rolname FROM pg_roles UNION ALL SELECT 'public'")
# Kept in the ledger from when a view is dropped until it is there again: its application may alter v1 in between.
_PUT_BY = "grants"


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

    OR REPLACE cannot drop, rename or reorder columns, so a changed view is dropped and created, and what was granted on
    it is granted again.
    """
    changed = stale(connection, source)
    if changed:
        queries, hashed = declared(source), _hashes(source)
        for name in changed:
            _take_off(connection, name)
            connection.execute(CreateView(queries[name], name, schema=OURS))
            _grant(connection, name)
            remember(connection, "view", name, hashed[name])
    return changed


def stale(connection: sa.Connection, source: Source) -> list[str]:
    """Return the views that are absent, or were made for another mapping, shape or policy."""
    there = remembered(connection, "view")
    return [name for name, digest in _hashes(source).items() if there.get(name) != digest]


def _hashes(source: Source) -> dict[str, str]:
    return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in texts(source).items()}


def drop(connection: sa.Connection) -> None:
    """Remove the views, so that the application can alter v1; the ledger keeps what was granted on them."""
    for row in connection.execute(sa.select(tables.INSTALLED.c.name).where(tables.INSTALLED.c.kind == "view")).all():
        _take_off(connection, row.name)
    connection.execute(sa.delete(tables.INSTALLED).where(tables.INSTALLED.c.kind == "view"))


def _take_off(connection: sa.Connection, name: str) -> None:
    """Drop a view, if it is there, and put by what was granted on it."""
    held = connection.execute(_GRANTED, {"view": f"{OURS}.{name}"}).all()
    if held:
        remember(connection, _PUT_BY, name, "", json.dumps([list(grant) for grant in held]))
    connection.execute(DropView(sa.Table(name, sa.MetaData(), schema=OURS), if_exists=True))


def _grant(connection: sa.Connection, name: str) -> None:
    """Grant again what was put by, to those roles that are still there."""
    kept = tables.INSTALLED
    note = connection.execute(sa.select(kept.c.note).where(kept.c.kind == _PUT_BY, kept.c.name == name)).scalar()
    there = set(connection.execute(_ROLES).scalars()) if note else set()
    for view, who, what in json.loads(note or "[]"):
        if who in there:
            granted = privileges.statement(OURS, Grant(view, who, what)).as_string(None)
            connection.exec_driver_sql(granted.replace("%", "%%"))
    forget(connection, _PUT_BY, name)
