"""The ledger, the merge base and the quarantine, in a schema of their own."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0001"
down_revision = None

OURS = "sark_migration"
NOW = sa.text("clock_timestamp()")
STAMP = sa.TIMESTAMP(timezone=True)

# Whoever it is, the owner too: history is added to. (An owner can drop the trigger; then the chain of hashes shows it.)
APPEND_ONLY = (
    """
    CREATE FUNCTION sark_migration.refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
    BEGIN
        RAISE EXCEPTION USING
            MESSAGE = concat('the ledger is append-only: ', TG_OP, ' of ', TG_TABLE_NAME, ' is refused'),
            ERRCODE = 'insufficient_privilege', HINT = 'what has happened stays written; append another event';
    END $$
    """,
    """
    CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON sark_migration.event
    FOR EACH STATEMENT EXECUTE FUNCTION sark_migration.refuse_change()
    """,
    "ALTER TABLE sark_migration.event ENABLE ALWAYS TRIGGER append_only",
    "REVOKE UPDATE, DELETE, TRUNCATE ON sark_migration.event FROM PUBLIC",
)


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
    for statement in APPEND_ONLY:
        op.execute(statement)
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
        "missed",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("entity", sa.Text, nullable=False),
        sa.Column("key", sa.Text),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", STAMP, nullable=False, server_default=NOW),
        schema=OURS,
    )
    op.create_table(
        "held_back",
        sa.Column("v2_table", sa.Text, primary_key=True),
        sa.Column("v2_id", sa.Text, primary_key=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False, server_default=""),
        sa.Column("at", STAMP, nullable=False, server_default=NOW),
        schema=OURS,
    )
    op.create_table(
        "sync",
        sa.Column("entity", sa.Text, primary_key=True),
        sa.Column("direction", sa.Text, sa.CheckConstraint("direction IN ('forward', 'reverse')"), nullable=False),
        sa.Column("attached", sa.Boolean, nullable=False),
        sa.Column("late", sa.Text, nullable=False),
        sa.Column("at", STAMP, nullable=False, server_default=NOW),
        schema=OURS,
    )
    op.execute("CREATE SEQUENCE sark_migration.late_writes")
    op.create_table(
        "pause",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("run_id", sa.BigInteger, sa.ForeignKey(f"{OURS}.run.id"), nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("began_at", STAMP, nullable=False, server_default=NOW),
        sa.Column("ended_at", STAMP),
        schema=OURS,
    )
    op.create_table(
        "control",
        sa.Column("only", sa.Boolean, sa.CheckConstraint('"only"'), primary_key=True, server_default=sa.true()),
        sa.Column("order", sa.Text, sa.CheckConstraint("\"order\" IN ('go', 'pause', 'abort')"), nullable=False),
        sa.Column("said_by", sa.Text, nullable=False),
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
        "control",
        "pause",
        "sync",
        "held_back",
        "missed",
        "parked",
        "quarantine",
        "row_map_capabilities",
        "row_map_resources",
        "batch",
        "event",
        "run",
        "identity",
    )
    op.execute("DROP SEQUENCE sark_migration.late_writes")
    for name in names:
        op.drop_table(name, schema=OURS)
    op.execute("DROP FUNCTION sark_migration.refuse_change()")
