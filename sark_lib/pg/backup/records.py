"""What the ledger knows about backups: the evidence of dumps that were verified."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from sark_lib.pg.ledger import tables

STAGE = "backup"


def evidence(connection: sa.Connection, run_id: int, step: str) -> dict[str, Any] | None:
    """Return what the newest finished ``step`` of this stage has left in the ledger of a run."""
    return _newest(connection, step, tables.EVENT.c.run_id == run_id)


def last_verified(connection: sa.Connection) -> tuple[datetime, dict[str, Any]] | None:
    """Return the newest verified backup, whichever run took it.

    Args:
        connection: To a database that has a ledger.

    Returns:
        When its snapshot was taken, which is what its age counts from, and its evidence: ``path``, ``host``,
        ``format``, ``bytes``, ``sha256``, ``tool``, ``lsn``, ``tables``, ``restore_with``. None where there is none.
    """
    body = tables.EVENT.c.body
    found = _newest(connection, "compare", body["evidence"]["verified"].as_boolean())
    return (datetime.fromisoformat(found["taken_at"]), found) if found else None


def _newest(connection: sa.Connection, step: str, condition: sa.ColumnElement[bool]) -> dict[str, Any] | None:
    event = tables.EVENT
    query = sa.select(event.c.body["evidence"]).where(
        event.c.stage == STAGE, event.c.step == step, event.c.state == "done", event.c.body.has_key("evidence")
    )
    found: dict[str, Any] | None = connection.execute(
        query.where(condition).order_by(event.c.seq.desc()).limit(1)
    ).scalar()
    return found


def dump_of(connection: sa.Connection, sha256: str) -> dict[str, Any] | None:
    """Return what the ledger says of a verified dump, known by its checksum; None where it knows none."""
    event, said = tables.EVENT, tables.EVENT.c.body["evidence"]
    query = sa.select(said).where(event.c.stage == STAGE, event.c.step == "compare", event.c.state == "done")
    query = query.where(said["sha256"].astext == sha256, said["verified"].as_boolean()).order_by(event.c.seq.desc())
    found: dict[str, Any] | None = connection.execute(query.limit(1)).scalar()
    return found
