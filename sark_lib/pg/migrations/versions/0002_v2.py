"""The five v2 tables. Those an earlier tool left are compared and repaired before this runs, and kept."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.dialects import postgresql as pg

revision = "0002"
down_revision = "0001"

EMPTY, NOW = sa.text("'{}'"), sa.func.now()
STAMP = sa.TIMESTAMP(timezone=True)
TABLES = ("resources", "capabilities", "federation_nodes", "cost_tracking", "principal_budgets")


def upgrade() -> None:
    """Create what is not there."""
    schema = context.config.attributes["schema"]
    for name in TABLES:
        op.create_table(name, *COLUMNS[name](schema), schema=schema, if_not_exists=True)


def downgrade() -> None:
    """Drop the tables this tool created; adopted ones stay."""
    for name in reversed(TABLES):
        if name not in context.config.attributes["adopted"]:
            op.drop_table(name, schema=context.config.attributes["schema"])


def text(name: str, length: int, *, key: bool = False, unique: bool = False, default: str | None = None) -> Any:  # noqa: ANN401
    """Return a varchar column, NOT NULL."""
    return sa.Column(
        name, sa.String(length), nullable=False, primary_key=key, unique=unique or None, server_default=default
    )


def stamp(name: str, *, key: bool = False, optional: bool = False) -> Any:  # noqa: ANN401
    """Return a timestamptz column, now() by default unless it is optional."""
    return sa.Column(name, STAMP, nullable=optional, primary_key=key, server_default=None if optional else NOW)


def document(name: str) -> sa.Column[Any]:
    """Return a jsonb column with an empty object as default."""
    return sa.Column(name, pg.JSONB, nullable=False, server_default=EMPTY)


COLUMNS: dict[str, Callable[[str], tuple[sa.Column[Any], ...]]] = {
    "resources": lambda _: (
        text("id", 255, key=True),
        text("name", 255),
        text("protocol", 50),
        text("endpoint", 1000),
        text("sensitivity_level", 20, default="medium"),
        document("metadata"),
        stamp("created_at"),
        stamp("updated_at"),
    ),
    "capabilities": lambda schema: (
        text("id", 255, key=True),
        sa.Column(
            "resource_id",
            sa.String(255),
            sa.ForeignKey(f"{schema}.resources.id", name="capabilities_resource_id_fkey", ondelete="CASCADE"),
            nullable=False,
        ),
        text("name", 255),
        sa.Column("description", sa.Text),
        document("input_schema"),
        document("output_schema"),
        text("sensitivity_level", 20, default="medium"),
        document("metadata"),
    ),
    "federation_nodes": lambda _: (
        sa.Column("id", sa.Uuid, primary_key=True, server_default=sa.func.gen_random_uuid()),
        text("node_id", 255, unique=True),
        text("name", 255),
        text("endpoint", 500),
        sa.Column("trust_anchor_cert", sa.Text, nullable=False),
        sa.Column("enabled", sa.Boolean, nullable=False, server_default=sa.true()),
        stamp("trusted_since"),
        sa.Column("rate_limit_per_hour", sa.Integer, nullable=False, server_default=sa.text("10000")),
        document("metadata"),
        stamp("created_at"),
        stamp("updated_at"),
    ),
    "cost_tracking": lambda _: (
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        stamp("timestamp", key=True),
        text("principal_id", 255),
        text("resource_id", 255),
        text("capability_id", 255),
        sa.Column("estimated_cost", sa.Numeric(10, 4)),
        sa.Column("actual_cost", sa.Numeric(10, 4)),
        document("metadata"),
    ),
    "principal_budgets": lambda _: (
        text("principal_id", 255, key=True),
        sa.Column("daily_budget", sa.Numeric(10, 2)),
        sa.Column("monthly_budget", sa.Numeric(10, 2)),
        sa.Column("daily_spent", sa.Numeric(10, 4), nullable=False, server_default=sa.text("0")),
        sa.Column("monthly_spent", sa.Numeric(10, 4), nullable=False, server_default=sa.text("0")),
        stamp("last_daily_reset", optional=True),
        stamp("last_monthly_reset", optional=True),
        sa.Column("currency", pg.CHAR(3), nullable=False, server_default="USD"),
        stamp("created_at"),
        stamp("updated_at"),
    ),
}
