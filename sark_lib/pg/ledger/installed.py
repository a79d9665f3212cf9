"""The record of what the tool installed, each object with the hash of its text."""

from __future__ import annotations

import sqlalchemy as sa

from sark_lib.pg.ledger import tables
from sark_lib.schema.expected import OURS

_THERE = {"view": "to_regclass", "function": "to_regproc"}


def remembered(connection: sa.Connection, kind: str) -> dict[str, str]:
    """Return the hash of the text each thing of ours was installed from, by name; without those that are gone."""
    kept = tables.INSTALLED
    there = getattr(sa.func, _THERE[kind])(sa.literal(f"{OURS}.").concat(kept.c.name)).is_not(None)
    query = sa.select(kept.c.name, kept.c.sha256).where(kept.c.kind == kind, there)
    return {row.name: row.sha256 for row in connection.execute(query)}


def remember(connection: sa.Connection, kind: str, name: str, digest: str, note: str = "") -> None:
    """Record the hash of the text something of ours was installed from, and what else is to be known of it."""
    forget(connection, kind, name)
    connection.execute(sa.insert(tables.INSTALLED).values(kind=kind, name=name, sha256=digest, note=note))


def forget(connection: sa.Connection, kind: str, name: str) -> None:
    """Let the ledger forget something of ours that is gone."""
    kept = tables.INSTALLED
    connection.execute(sa.delete(kept).where(kept.c.kind == kind, kept.c.name == name))
