"""Where ``audit_events`` exists it gains nullable columns; where it does not, nothing happens."""

from typing import Any

import sqlalchemy as sa
from alembic import context, op

revision = "0003"
down_revision = "0002"

TABLE = "audit_events"
COLUMNS: dict[str, sa.types.TypeEngine[Any]] = {
    "principal_org": sa.String(255),
    "resource_protocol": sa.String(50),
    "capability_id": sa.String(255),
    "correlation_id": sa.String(255),
    "source_node": sa.String(255),
    "target_node": sa.String(255),
    "estimated_cost": sa.Numeric(10, 4),
    "actual_cost": sa.Numeric(10, 4),
}


def upgrade() -> None:
    """Add the columns the caller found missing."""
    attributes = context.config.attributes
    for name in attributes["audit_missing"]:
        op.add_column(TABLE, sa.Column(name, COLUMNS[name]), schema=attributes["schema"])


def downgrade() -> None:
    """Drop the columns this tool added; those that were there before stay."""
    attributes = context.config.attributes
    for name in attributes["audit_added"]:
        op.drop_column(TABLE, name, schema=attributes["schema"])
