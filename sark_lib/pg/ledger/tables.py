"""The ledger's tables as Core constructs, for queries; Alembic revision 0001 creates them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import CHAR, JSONB, TIMESTAMP

from sark_lib.schema.expected import OURS
from sark_lib.schema.mapping import Entity

_META = sa.MetaData(schema=OURS)
_STAMP = TIMESTAMP(timezone=True)

IDENTITY = sa.Table(
    "identity",
    _META,
    sa.Column("system_identifier", sa.BigInteger),
    sa.Column("database_oid", sa.BigInteger),
    sa.Column("database", sa.Text),
)
RUN = sa.Table(
    "run",
    _META,
    sa.Column("id", sa.BigInteger, primary_key=True),
    sa.Column("env", sa.Text),
    sa.Column("v1_schema", sa.Text),
    sa.Column("params", JSONB),
    sa.Column("params_hash", sa.Text),
    sa.Column("state", sa.Text),
    sa.Column("opened_at", _STAMP),
    sa.Column("ended_at", _STAMP),
)
EVENT = sa.Table(
    "event",
    _META,
    sa.Column("seq", sa.BigInteger, primary_key=True),
    sa.Column("run_id", sa.BigInteger),
    sa.Column("stage", sa.Text),
    sa.Column("step", sa.Text),
    sa.Column("state", sa.Text),
    sa.Column("at", _STAMP),
    sa.Column("wal", sa.Text),
    sa.Column("body", JSONB),
    sa.Column("prev", sa.Text),
    sa.Column("hash", sa.Text),
)
BATCH = sa.Table(
    "batch",
    _META,
    sa.Column("run_id", sa.BigInteger, primary_key=True),
    sa.Column("step", sa.Text, primary_key=True),
    sa.Column("n", sa.Integer, primary_key=True),
    sa.Column("after_id", sa.Uuid),
    sa.Column("upto_id", sa.Uuid),
    sa.Column("rows_read", sa.BigInteger),
    sa.Column("rows_written", sa.BigInteger),
    sa.Column("at", _STAMP),
)
QUARANTINE = sa.Table(
    "quarantine",
    _META,
    sa.Column("entity", sa.Text, primary_key=True),
    sa.Column("v1_id", sa.Uuid, primary_key=True),
    sa.Column("reason", sa.Text),
    sa.Column("detail", sa.Text),
)
PARKED = sa.Table(
    "parked",
    _META,
    sa.Column("v2_table", sa.Text),
    sa.Column("v2_id", sa.Text),
    sa.Column("reason", sa.Text),
    sa.Column("v2_row", JSONB),
)
# Rows of either side that a trigger could not bring over, or was not asked to: settled by catch-up and before every
# switch. Without a unique key, so that writing it never waits and never fails. A NULL key is the whole table.
MISSED = sa.Table(
    "missed",
    _META,
    sa.Column("id", sa.BigInteger, primary_key=True),
    sa.Column("entity", sa.Text),
    sa.Column("key", sa.Text),
    sa.Column("reason", sa.Text),
    sa.Column("at", _STAMP),
)
# After cutover: rows that are in v2 alone, because v1 cannot hold them.
HELD_BACK = sa.Table(
    "held_back",
    _META,
    sa.Column("v2_table", sa.Text, primary_key=True),
    sa.Column("v2_id", sa.Text, primary_key=True),
    sa.Column("reason", sa.Text),
    sa.Column("detail", sa.Text),
    sa.Column("at", _STAMP),
)
# Which side the application writes, by v1 table; no row means that nothing is synced.
SYNC = sa.Table(
    "sync",
    _META,
    sa.Column("entity", sa.Text, primary_key=True),
    sa.Column("direction", sa.Text),
    sa.Column("attached", sa.Boolean),
    sa.Column("late", sa.Text),
    sa.Column("at", _STAMP),
)
# Counts writers that came late, the refused ones too: a sequence survives their rollback.
LATE_WRITES = sa.Sequence("late_writes", schema=OURS, metadata=_META)
PAUSE = sa.Table(
    "pause",
    _META,
    sa.Column("id", sa.BigInteger, primary_key=True),
    sa.Column("run_id", sa.BigInteger),
    sa.Column("step", sa.Text),
    sa.Column("reason", sa.Text),
    sa.Column("detail", sa.Text),
    sa.Column("began_at", _STAMP),
    sa.Column("ended_at", _STAMP),
)
# One row: what the operator has told a run from outside.
CONTROL = sa.Table(
    "control",
    _META,
    sa.Column("only", sa.Boolean, primary_key=True),
    sa.Column("order", sa.Text),
    sa.Column("said_by", sa.Text),
    sa.Column("at", _STAMP),
)
INSTALLED = sa.Table(
    "installed",
    _META,
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("sha256", sa.Text),
    sa.Column("note", sa.Text),
)


def row_map(entity: Entity) -> sa.TableClause:
    """Return the merge base of ``entity``: v1_id, digest of the v2 row as written, origin (r, s, a or b)."""
    columns = (sa.column("v1_id", sa.Uuid), sa.column("digest", sa.BigInteger), sa.column("origin", CHAR(1)))
    return sa.table(entity.row_map, *columns, schema=OURS)
