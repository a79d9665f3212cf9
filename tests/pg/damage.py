"""What may be wrong with one value of v2, column by column, as SQL expressions over the row as it was."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sark_lib.schema.mapping import SERVERS, TOOLS, Entity

Change = Mapping[str, str]
"""Columns of a v2 table, and what they become."""


def _says(**pairs: object) -> Change:
    return {"metadata": f"metadata || '{json.dumps(pairs)}'"}


def _lacks(key: str) -> Change:
    return {"metadata": f"metadata - '{key}'"}


# By column of v2: another value in that column alone.
DAMAGE: Mapping[Entity, Mapping[str, str]] = {
    SERVERS: {
        "name": "name || ' '",
        "protocol": "'http'",
        "endpoint": "endpoint || '/'",
        "sensitivity_level": "upper(sensitivity_level)",
        "metadata": """metadata || '{"a": 1}'""",
        "created_at": "created_at + interval '1 microsecond'",
        "updated_at": "'-infinity'",
    },
    TOOLS: {
        "resource_id": "(SELECT id FROM resources WHERE id <> resource_id ORDER BY id LIMIT 1)",
        "name": "upper(name)",
        "description": "coalesce(description, '') || 'x'",
        "input_schema": """input_schema || '{"a": 1}'""",
        "output_schema": "'[]'",
        "sensitivity_level": "'none'",
        "metadata": "metadata - 'signature'",
    },
}

# By column of v1: what makes that column, and no other, be read back as something else.
FORGED: Mapping[Entity, Mapping[str, Change]] = {
    SERVERS: {
        "name": {"name": "name || ' '"},
        "description": _lacks("description"),
        "transport": _says(transport="sse"),
        "endpoint": _says(endpoint="x"),
        # Alone, an edited column or an edited copy of it would be taken for the other.
        "command": {"endpoint": "'x'", **_says(command="x")},
        "mcp_version": _says(mcp_version="x"),
        "capabilities": _says(capabilities={}),
        "sensitivity_level": {"sensitivity_level": "'none'"},
        "signature": _says(signature=""),
        "status": _says(status="resting"),
        "health_endpoint": _says(health_endpoint="x"),
        "last_health_check": _says(last_health_check="infinity"),
        "owner_id": _says(owner_id="nobody"),
        "team_id": _says(team_id="ffffffff-ffff-ffff-ffff-ffffffffffff"),
        "consul_id": _says(consul_id="x"),
        "tags": _says(tags=None),
        "extra_metadata": _says(a=1),
        "created_at": {"created_at": "created_at + interval '1 microsecond'"},
        "updated_at": {"updated_at": "'-infinity'"},
    },
    TOOLS: {
        "server_id": {"resource_id": "(SELECT id FROM resources WHERE id <> resource_id ORDER BY id LIMIT 1)"},
        "name": {"name": "name || 'X'"},
        "description": {"description": "''"},
        "parameters": {"input_schema": """input_schema || '{"a": 1}'"""},
        "sensitivity_level": {"sensitivity_level": "'none'"},
        "requires_approval": _says(requires_approval="perhaps"),
        "signature": _says(signature=""),
        "invocation_count": _says(invocation_count=-7),
        "last_invoked": _says(last_invoked="infinity"),
        "extra_metadata": _says(v1_extra_metadata=[]),
        "created_at": _says(created_at="infinity"),
        "updated_at": _lacks("updated_at"),
    },
}

# By column of v1: a value of the right form that the type of the column cannot hold.
UNREADABLE: list[tuple[Entity, Change]] = [
    (SERVERS, _says(last_health_check="2025-02-30T00:00:00.000000Z")),
    (SERVERS, _says(last_health_check="999999-01-01T00:00:00.000000Z")),
    (TOOLS, _says(invocation_count=9_999_999_999)),
    (TOOLS, _says(created_at="2025-02-30T00:00:00.000000Z")),
    (TOOLS, _says(last_invoked="2025-01-01T25:00:00.000000Z")),
]
# A value of no form at all.
_NO_MOMENTS: tuple[object, ...] = ("yesterday", "", 5, {}, None)
SHAPELESS: list[Change] = [_says(last_health_check=value) for value in _NO_MOMENTS]
