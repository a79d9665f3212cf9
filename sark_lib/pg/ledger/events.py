"""The ledger: what has happened to this database, written in the transactions in which it happened."""

from __future__ import annotations

import getpass
import hashlib
import json
import os
import socket
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from sark_lib.errors import LedgerError
from sark_lib.evidence.values import without_secrets
from sark_lib.pg.catalog import introspect
from sark_lib.pg.ledger import tables
from sark_lib.schema.expected import OURS
from sark_lib.schema.mapping import ENTITIES

GENESIS = "0" * 64
# The step of an event that speaks of its whole stage.
STAGE = "(stage)"
# What an event's hash covers, in this order.
_CHAINED = ("run_id", "stage", "step", "state", "at", "wal", "body", "prev")


@dataclass(frozen=True)
class Run:
    """A run of this database: its number, environment and parameters."""

    id: int
    env: str
    params_hash: str
    params: dict[str, Any]
    state: str


def exists(connection: sa.Connection) -> bool:
    """Whether this database has a ledger."""
    return introspect.exists(connection, OURS, "run", "event", "batch")


def mapped(connection: sa.Connection, *origins: str) -> bool:
    """Whether any row has been migrated, or any of these origins."""
    maps = [tables.row_map(entity) for entity in ENTITIES]
    chosen = [sa.select(1).where(m.c.origin.in_(origins)) if origins else sa.select(1).select_from(m) for m in maps]
    return any(connection.execute(sa.select(sa.exists(query))).scalar_one() for query in chosen)


def open_run(connection: sa.Connection) -> Run | None:
    """Return the open run, if there is one."""
    row = connection.execute(sa.select(tables.RUN).where(tables.RUN.c.state == "open")).one_or_none()
    return Run(row.id, row.env, row.params_hash, row.params, row.state) if row else None


def last_run(connection: sa.Connection) -> Run | None:
    """Return the newest run, open or not."""
    row = connection.execute(sa.select(tables.RUN).order_by(tables.RUN.c.id.desc()).limit(1)).one_or_none()
    return Run(row.id, row.env, row.params_hash, row.params, row.state) if row else None


def join_run(connection: sa.Connection, env: str, schema: str, params: dict[str, Any], digest: str) -> Run:
    """Join the open run of this database, or start one.

    Args:
        connection: In a transaction.
        env: The environment's name.
        schema: Where v1 and v2 live.
        params: The deciding parameters.
        digest: Their hash.

    Raises:
        LedgerError: The open run was started with other parameters; both are named.
    """
    check_identity(connection)
    found = open_run(connection)
    if found is None:
        values = {"env": env, "v1_schema": schema, "params": params, "params_hash": digest, "state": "open"}
        connection.execute(sa.insert(tables.RUN).values(values))
        found = open_run(connection)
    elif found.params_hash != digest:
        changed = sorted(k for k in {*params, *found.params} if params.get(k) != found.params.get(k))
        told = "; ".join(f"{k}: {found.params.get(k)!r} there, {params.get(k)!r} here" for k in changed)
        raise LedgerError(
            f"run {found.id} of this database is open with other parameters ({told})",
            where=f"ledger of {env}",
            do="use the same parameters to resume it, or --new-run to close it and start another",
        )
    assert found is not None  # noqa: S101 - just inserted in this transaction
    return found


def close_run(connection: sa.Connection, run_id: int, state: str) -> None:
    """End a run as ``passed`` or ``closed``."""
    values = {"state": state, "ended_at": sa.func.clock_timestamp()}
    connection.execute(sa.update(tables.RUN).where(tables.RUN.c.id == run_id).values(values))


def check_identity(connection: sa.Connection) -> None:
    """Stamp a new ledger with the database it lives in; refuse one that came with a copy.

    Raises:
        LedgerError: The ledger was written in another database.
    """
    now = introspect.identity(connection)
    written = connection.execute(sa.select(tables.IDENTITY)).mappings().one_or_none()
    if written is None:
        connection.execute(sa.insert(tables.IDENTITY).values(now))
    elif (written["system_identifier"], written["database_oid"]) != (now["system_identifier"], now["database_oid"]):
        raise LedgerError(
            f"this ledger came with a copy: it was written in database {written['database']!r}, which is another one",
            where=f"database {now['database']!r}",
            do="if this copy is to be migrated on its own, run `sark-runbook adopt-ledger`",
        )


def adopt(connection: sa.Connection) -> None:
    """Make this database the ledger's own: for a copy restored elsewhere, asked for by name.

    Raises:
        LedgerError: There is no ledger.
    """
    now = introspect.identity(connection)
    if not exists(connection):
        raise LedgerError(
            "there is no ledger to adopt: no run has begun on this database, nor on one it was copied from",
            where=f"database {now['database']!r}",
            do="go on without: the ledger that sark-runbook run --mode execute begins is this database's own",
        )
    connection.execute(sa.delete(tables.IDENTITY))
    connection.execute(sa.insert(tables.IDENTITY).values(now))


def record(connection: sa.Connection, run_id: int, stage: str, step: str, *, state: str, body: dict[str, Any]) -> None:
    """Append an event, chained to the one before.

    Args:
        connection: In the transaction of the work it tells of.
        run_id: The run.
        stage: The stage's name.
        step: The step, or ``STAGE`` for the stage as a whole.
        state: ``started``, ``done`` or ``failed``.
        body: What happened: rows, seconds, hashes. Who and where are added.
    """
    prev = connection.execute(sa.select(tables.EVENT.c.hash).order_by(tables.EVENT.c.seq.desc()).limit(1)).scalar()
    at, wal = connection.execute(sa.text("SELECT clock_timestamp(), CAST(pg_current_wal_insert_lsn() AS text)")).one()
    who = {"user": getpass.getuser(), "host": socket.gethostname(), "pid": os.getpid()}
    row = {"run_id": run_id, "stage": stage, "step": step, "state": state, "at": at, "wal": wal}
    row |= {"body": without_secrets(body | who), "prev": prev or GENESIS}
    connection.execute(sa.insert(tables.EVENT).values(row | {"hash": _hash(row)}))


def _hash(row: dict[str, Any]) -> str:
    text = json.dumps([str(row[k]) if k == "at" else row[k] for k in _CHAINED], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def broken(connection: sa.Connection) -> int | None:
    """Return the ``seq`` of the first event whose chain does not hold, None when all do."""
    prev = GENESIS
    for row in connection.execute(sa.select(tables.EVENT).order_by(tables.EVENT.c.seq)).mappings():
        if row["prev"] != prev or row["hash"] != _hash(dict(row)):
            return int(row["seq"])
        prev = row["hash"]
    return None


def last_event(connection: sa.Connection, run_id: int, stage: str, step: str) -> dict[str, Any] | None:
    """Return the newest event of a step in a run: state, body, at."""
    event = tables.EVENT
    query = sa.select(event.c.state, event.c.body, event.c.at).where(
        event.c.run_id == run_id, event.c.stage == stage, event.c.step == step
    )
    row = connection.execute(query.order_by(event.c.seq.desc()).limit(1)).mappings().one_or_none()
    return dict(row) if row else None


def evidence(connection: sa.Connection, stage: str, step: str) -> tuple[datetime, dict[str, Any]] | None:
    """Return when a step was last done with something to show for it, in whichever run, and what that is."""
    event = tables.EVENT
    query = sa.select(event.c.at, event.c.body["evidence"]).where(
        event.c.stage == stage, event.c.step == step, event.c.state == "done", event.c.body.has_key("evidence")
    )
    row = connection.execute(query.order_by(event.c.seq.desc()).limit(1)).one_or_none()
    return (row[0], row[1]) if row else None


def shared(connection: sa.Connection, run_id: int, stage: str) -> bool:
    """Whether a run has events of other stages too."""
    event = tables.EVENT
    others = sa.exists().where(event.c.run_id == run_id, event.c.stage != stage)
    return bool(connection.execute(sa.select(others)).scalar_one())


def happened(connection: sa.Connection, run_id: int, stage: str, step: str, state: str) -> bool:
    """Whether a step of a run has an event of this state."""
    event = tables.EVENT
    of_step = (event.c.run_id == run_id, event.c.stage == stage, event.c.step == step, event.c.state == state)
    return bool(connection.execute(sa.select(sa.exists().where(*of_step))).scalar_one())


def newest(connection: sa.Connection, stage: str, step: str, state: str) -> int:
    """Return the number of the newest event of a step and state, in whichever run; 0 where there is none."""
    event = tables.EVENT
    query = sa.select(sa.func.max(event.c.seq)).where(event.c.stage == stage, event.c.step == step)
    return int(connection.execute(query.where(event.c.state == state)).scalar() or 0)


def seconds_a_row(connection: sa.Connection) -> float | None:
    """Return what the copy took, seconds a row written, over all batches there are; None where there are none."""
    batch = tables.BATCH
    since = sa.func.lag(batch.c.at).over(partition_by=[batch.c.run_id, batch.c.step], order_by=batch.c.n)
    took = sa.select(
        sa.func.extract("epoch", batch.c.at - since).label("s"), batch.c.rows_written.label("n")
    ).subquery()
    query = sa.select(sa.func.sum(took.c.s), sa.func.sum(took.c.n)).where(took.c.s.is_not(None))
    seconds, rows = connection.execute(query).one()
    return float(seconds) / int(rows) if rows else None


def passed(connection: sa.Connection, run_id: int) -> set[str]:
    """Return the stages of a run that have passed, of those before a rollback none."""
    event = tables.EVENT
    query = sa.select(event.c.stage).where(event.c.run_id == run_id, event.c.step == STAGE, event.c.state == "passed")
    names = list(connection.execute(query.order_by(event.c.seq)).scalars())
    undone = len(names) - names[::-1].index("rollback") if "rollback" in names else 0
    return set(names[undone:])


def checkpoint(connection: sa.Connection, run_id: int, step: str) -> tuple[int, Any, int]:
    """Return where a batched step stands: batches done, the last key, rows written."""
    batch = tables.BATCH
    query = sa.select(batch).where(batch.c.run_id == run_id, batch.c.step == step).order_by(batch.c.n.desc()).limit(1)
    last = connection.execute(query).one_or_none()
    if last is None:
        return 0, None, 0
    total = sa.select(sa.func.sum(batch.c.rows_written)).where(batch.c.run_id == run_id, batch.c.step == step)
    return last.n, last.upto_id, int(connection.execute(total).scalar_one())


def checkpoint_write(connection: sa.Connection, run_id: int, step: str, batch: dict[str, Any]) -> None:
    """Write a batch's row, in the transaction of its rows: the checkpoint is the batch."""
    connection.execute(sa.insert(tables.BATCH).values(run_id=run_id, step=step, **batch))
