"""The ledger, the merge base and the quarantine, in a schema of their own."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0001"
down_revision = None

OURS = "sark_migration"
NOW = sa.text("clock_timestamp()")
STAMP = sa.TIMESTAMP(timezone=True)


def upgrade() -> None:
    """Create what records the migration."""
    op.create_table(
        "identity",
        sa.Column("system_identifier", sa.BigInteger, nullable=False),
        sa.Column("database_oid", sa.BigInteger, nullable=False),
        sa.Column("database", sa.Text, nullable=False),
        sa.Column("adopted_at", STAMP, nullable=False, server_default=NOW),
        schema=OURS,
    )
    op.create_table(
        "run",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("env", sa.Text, nullable=False),
        sa.Column("v1_schema", sa.Text, nullable=False),
        sa.Column("params", pg.JSONB, nullable=False),
        sa.Column("params_hash", sa.Text, nullable=False),
        sa.Column("state", sa.Text, sa.CheckConstraint("state IN ('open', 'passed', 'closed')"), nullable=False),
        sa.Column("opened_at", STAMP, nullable=False, server_default=NOW),
        sa.Column("ended_at", STAMP),
        schema=OURS,
    )
    op.create_index("run_one_open", "run", [sa.text("(state)")], unique=True, schema=OURS,
                    postgresql_where=sa.text("state = 'open'"))  # fmt: skip
    op.create_table(
        "event",
        sa.Column("seq", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("run_id", sa.BigInteger, sa.ForeignKey(f"{OURS}.run.id"), nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("at", STAMP, nullable=False, server_default=NOW),
        sa.Column("wal", sa.Text, nullable=False),
        sa.Column("body", pg.JSONB, nullable=False),
        sa.Column("prev", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        schema=OURS,
    )
    op.create_table(
        "batch",
        sa.Column("run_id", sa.BigInteger, sa.ForeignKey(f"{OURS}.run.id"), primary_key=True),
        sa.Column("step", sa.Text, primary_key=True),
        sa.Column("n", sa.Integer, primary_key=True),
        sa.Column("after_id", sa.Uuid),
        sa.Column("upto_id", sa.Uuid),
        sa.Column("rows_read", sa.BigInteger, nullable=False),
        sa.Column("rows_written", sa.BigInteger, nullable=False),
        sa.Column("at", STAMP, nullable=False, server_default=NOW),
        schema=OURS,
    )
    for entity in ("resources", "capabilities"):
        op.create_table(
            f"row_map_{entity}",
            sa.Column("v1_id", sa.Uuid, primary_key=True),
            sa.Column("digest", sa.BigInteger, nullable=False),
            sa.Column("origin", pg.CHAR(1), nullable=False),
            schema=OURS,
        )
    op.create_table(
        "quarantine",
        sa.Column("entity", sa.Text, primary_key=True),
        sa.Column("v1_id", sa.Uuid, primary_key=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("at", STAMP, nullable=False, server_default=NOW),
        schema=OURS,
    )
    op.create_table(
        "parked",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("v2_table", sa.Text, nullable=False),
        sa.Column("v2_id", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("v2_row", pg.JSONB, nullable=False),
        sa.Column("at", STAMP, nullable=False, server_default=NOW),
        schema=OURS,
    )
    op.create_table(
        "installed",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False, server_default=""),
        schema=OURS,
    )


def downgrade() -> None:
    """Drop the records."""
    names = (
        "installed",
        "parked",
        "quarantine",
        "row_map_capabilities",
        "row_map_resources",
        "batch",
        "event",
        "run",
        "identity",
    )
    for name in names:
        op.drop_table(name, schema=OURS)
