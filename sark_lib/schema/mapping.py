"""v1 → v2 and back, declared once. Everything that copies, compares or undoes is derived from this page.

One more mapped column is one more rule, or one more word in ``keys``; the kinds of rules are in ``schema.rules``.
"""

from __future__ import annotations

from dataclasses import dataclass

from sark_lib.schema import v1
from sark_lib.schema.metadata import Metadata, always, of_owner, transport
from sark_lib.schema.rules import FirstOf, Fixed, JsonOrEmpty, Key, Lower, Rule, Same


@dataclass(frozen=True)
class Entity:
    """One v1 table and the v2 table its rows become.

    Args:
        v1: The v1 table.
        v2: The v2 table.
        rules: One a v2 column, in the order of the v2 table.
    """

    v1: str
    v2: str
    rules: tuple[Rule, ...]

    @property
    def row_map(self) -> str:
        """The table of the merge base."""
        return f"row_map_{self.v2}"

    @property
    def expected(self) -> str:
        """The view of what v2 should be."""
        return f"expected_{self.v2}"

    @property
    def inverse(self) -> str:
        """The view of what v1 should be."""
        return f"expected_{self.v1}"

    @property
    def columns(self) -> tuple[str, ...]:
        """The v2 columns, in order."""
        return tuple(rule.target for rule in self.rules)


SERVERS = Entity(
    v1=v1.SERVERS,
    v2="resources",
    rules=(
        Key("id", source="id"),
        Same("name"),
        Fixed("protocol", "mcp"),
        FirstOf("endpoint", first="command", second="endpoint"),
        Lower("sensitivity_level"),
        Metadata(
            "metadata",
            keys=(
                "transport", "command", "endpoint", "mcp_version", "capabilities", "status", "health_endpoint",
                "last_health_check", "owner_id", "team_id", "consul_id", "tags", "signature", "description",
            ),
            absent={
                "transport": transport,
                "mcp_version": always("2025-06-18"),
                "capabilities": always("[]"),
                "status": always("registered"),
                "tags": always("[]"),
            },
        ),
        Same("created_at"),
        Same("updated_at"),
    ),
)  # fmt: skip

_PARAMETERS = JsonOrEmpty("input_schema", sources=v1.PARAMETERS, marker="v1_parameters")
TOOLS = Entity(
    v1=v1.TOOLS,
    v2="capabilities",
    rules=(
        Key("id", source="id"),
        Key("resource_id", source="server_id"),
        Same("name"),
        Same("description"),
        _PARAMETERS,
        Fixed("output_schema", "{}", is_json=True),
        Lower("sensitivity_level"),
        Metadata(
            "metadata",
            keys=("requires_approval", "signature", "invocation_count", "last_invoked", "created_at", "updated_at"),
            nulls=_PARAMETERS,
            absent={
                "requires_approval": always("false"),
                "invocation_count": always("0"),
                "created_at": of_owner,
                "updated_at": of_owner,
            },
        ),
    ),
)
ENTITIES = (SERVERS, TOOLS)


def step_of(entity: Entity) -> str:
    """Return the step's name in the ledger."""
    return f"backfill_{entity.v2}"
