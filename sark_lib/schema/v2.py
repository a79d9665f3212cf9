"""The v2 models, for the runbook and for application teams alike.

Tables carry no schema of their own: set ``search_path``, or translate with
``execution_options(schema_translate_map={None: "app"})``.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import CHAR, JSONB, TIMESTAMP
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

EMPTY = sa.text("'{}'")
NOW = sa.func.now()


class Base(DeclarativeBase):
    """Base of the v2 models."""

    type_annotation_map = {dict[str, Any]: JSONB, datetime: TIMESTAMP(timezone=True)}  # noqa: RUF012 - SQLAlchemy's form


class Resource(Base):
    """Something an agent may reach, of any protocol; an MCP server became one."""

    __tablename__ = "resources"

    id: Mapped[str] = mapped_column(sa.String(255), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(255))
    protocol: Mapped[str] = mapped_column(sa.String(50))
    endpoint: Mapped[str] = mapped_column(sa.String(1000))
    sensitivity_level: Mapped[str] = mapped_column(sa.String(20), server_default="medium")
    metadata_: Mapped[dict[str, Any]] = mapped_column("metadata", server_default=EMPTY)
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)
    updated_at: Mapped[datetime] = mapped_column(server_default=NOW)

    capabilities: Mapped[list[Capability]] = relationship(
        back_populates="resource", cascade="all, delete-orphan", passive_deletes=True
    )


class Capability(Base):
    """Something a resource can do; an MCP tool became one."""

    __tablename__ = "capabilities"

    id: Mapped[str] = mapped_column(sa.String(255), primary_key=True)
    resource_id: Mapped[str] = mapped_column(
        sa.String(255), sa.ForeignKey("resources.id", name="capabilities_resource_id_fkey", ondelete="CASCADE")
    )
    name: Mapped[str] = mapped_column(sa.String(255))
    description: Mapped[str | None] = mapped_column(sa.Text)
    input_schema: Mapped[dict[str, Any]] = mapped_column(server_default=EMPTY)
    output_schema: Mapped[dict[str, Any]] = mapped_column(server_default=EMPTY)
    sensitivity_level: Mapped[str] = mapped_column(sa.String(20), server_default="medium")
    metadata_: Mapped[dict[str, Any]] = mapped_column("metadata", server_default=EMPTY)

    resource: Mapped[Resource] = relationship(back_populates="capabilities")


class FederationNode(Base):
    """A SARK installation this one trusts."""

    __tablename__ = "federation_nodes"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, server_default=sa.func.gen_random_uuid())
    node_id: Mapped[str] = mapped_column(sa.String(255), unique=True)
    name: Mapped[str] = mapped_column(sa.String(255))
    endpoint: Mapped[str] = mapped_column(sa.String(500))
    trust_anchor_cert: Mapped[str] = mapped_column(sa.Text)
    enabled: Mapped[bool] = mapped_column(server_default=sa.true())
    trusted_since: Mapped[datetime] = mapped_column(server_default=NOW)
    rate_limit_per_hour: Mapped[int] = mapped_column(server_default=sa.text("10000"))
    metadata_: Mapped[dict[str, Any]] = mapped_column("metadata", server_default=EMPTY)
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)
    updated_at: Mapped[datetime] = mapped_column(server_default=NOW)


class CostTracking(Base):
    """One call and what it cost: history, so it has no foreign key and outlives the resource."""

    __tablename__ = "cost_tracking"

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    timestamp: Mapped[datetime] = mapped_column(primary_key=True, server_default=NOW)
    principal_id: Mapped[str] = mapped_column(sa.String(255))
    resource_id: Mapped[str] = mapped_column(sa.String(255))
    capability_id: Mapped[str] = mapped_column(sa.String(255))
    estimated_cost: Mapped[Decimal | None] = mapped_column(sa.Numeric(10, 4))
    actual_cost: Mapped[Decimal | None] = mapped_column(sa.Numeric(10, 4))
    metadata_: Mapped[dict[str, Any]] = mapped_column("metadata", server_default=EMPTY)


class PrincipalBudget(Base):
    """What a principal may spend, and has spent."""

    __tablename__ = "principal_budgets"

    principal_id: Mapped[str] = mapped_column(sa.String(255), primary_key=True)
    daily_budget: Mapped[Decimal | None] = mapped_column(sa.Numeric(10, 2))
    monthly_budget: Mapped[Decimal | None] = mapped_column(sa.Numeric(10, 2))
    daily_spent: Mapped[Decimal] = mapped_column(sa.Numeric(10, 4), server_default=sa.text("0"))
    monthly_spent: Mapped[Decimal] = mapped_column(sa.Numeric(10, 4), server_default=sa.text("0"))
    last_daily_reset: Mapped[datetime | None]
    last_monthly_reset: Mapped[datetime | None]
    currency: Mapped[str] = mapped_column(CHAR(3), server_default="USD")
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)
    updated_at: Mapped[datetime] = mapped_column(server_default=NOW)


# Columns that ``audit_events`` gains, where that table exists; all nullable.
AUDIT_COLUMNS: dict[str, sa.types.TypeEngine[Any]] = {
    "principal_org": sa.String(255),
    "resource_protocol": sa.String(50),
    "capability_id": sa.String(255),
    "correlation_id": sa.String(255),
    "source_node": sa.String(255),
    "target_node": sa.String(255),
    "estimated_cost": sa.Numeric(10, 4),
    "actual_cost": sa.Numeric(10, 4),
}


@cache  # a table of its own each time would keep SQLAlchemy from finding a statement it has compiled before
def table(name: str, schema: str) -> sa.Table:
    """Return the v2 table ``name`` placed in ``schema``, with its foreign keys following it.

    Raises:
        KeyError: v2 has no such table.
    """
    placed = sa.MetaData()
    for source in Base.metadata.sorted_tables:
        source.to_metadata(placed, schema=schema)
    return placed.tables[f"{schema}.{name}"]
