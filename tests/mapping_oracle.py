"""What v1 rows must become in v2, said a second time: in Python, from the description of v1 and v2, not from the code.

Slow and plain on purpose. Where it and the mapping differ, one of them is wrong.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from tests.v1_rows import Json, Moment, Row, Rows

# The columns of a server that v2 has only in metadata, and the words no extra_metadata may take.
SERVER_KEYS = (
    "transport", "command", "endpoint", "mcp_version", "capabilities", "status", "health_endpoint", "last_health_check",
    "owner_id", "team_id", "consul_id", "tags", "signature", "description",
)  # fmt: skip
TOOL_KEYS = ("requires_approval", "signature", "invocation_count", "last_invoked", "created_at", "updated_at")
KEPT = ("v1_extra_metadata", "v1_columns")
NULL_PARAMETERS = "v1_parameters"


def decode(text: str | bytes) -> Any:
    """Decode JSON as jsonb holds it: numbers by all their digits, the exponent written out, no minus zero."""
    return json.loads(text, parse_float=_number, parse_int=_number)


def _number(text: str) -> tuple[str, str]:
    value = Decimal(text)
    return "number", format(value or abs(value), "f")


@dataclass(frozen=True)
class V2:
    """What becomes of the rows of v1.

    Args:
        resources: Sorted by id.
        capabilities: Sorted by id.
        kept_aside: The keys of the rows v2 cannot hold, by table of v1.
    """

    resources: list[dict[str, Any]]
    capabilities: list[dict[str, Any]]
    kept_aside: dict[str, set[UUID]]


def v2_of(rows: Rows, *, placeholder: bool) -> V2:
    """Return what becomes of the rows of v1.

    Args:
        rows: All there are.
        placeholder: Whether ``unset:<id>`` stands where a server has neither command nor endpoint.
    """
    servers = {row["id"] for row in rows.servers if not _mappable(row, placeholder=placeholder)}
    tools = {row["id"] for row in rows.tools if row["server_id"] in servers or not _readable(row)}
    return V2(
        _by_id(resource(row) for row in rows.servers if row["id"] not in servers),
        _by_id(capability(row) for row in rows.tools if row["id"] not in tools),
        {"mcp_servers": servers, "mcp_tools": tools},
    )


def _by_id(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: str(row["id"]))


def _mappable(row: Row, *, placeholder: bool) -> bool:
    return bool(row["command"] or row["endpoint"] or placeholder) and _readable(row)


def resource(row: Row) -> dict[str, Any]:
    """Return the resource a server becomes; a placeholder stands where it has neither command nor endpoint."""
    return {
        "id": str(row["id"]),
        "name": row["name"],
        "protocol": "mcp",
        "endpoint": row["command"] or row["endpoint"] or f"unset:{row['id']}",
        "sensitivity_level": row["sensitivity_level"],
        "metadata": _metadata(row, SERVER_KEYS, KEPT),
        "created_at": row["created_at"].text,
        "updated_at": row["updated_at"].text,
    }


def capability(row: Row) -> dict[str, Any]:
    """Return the capability a tool becomes."""
    parameters = decode(row["parameters"].text)
    metadata = _metadata(row, TOOL_KEYS, (*KEPT, NULL_PARAMETERS))
    return {
        "id": str(row["id"]),
        "resource_id": str(row["server_id"]),
        "name": row["name"],
        "description": row["description"],
        "input_schema": {} if parameters is None else parameters,
        "output_schema": {},
        "sensitivity_level": row["sensitivity_level"],
        "metadata": metadata | ({NULL_PARAMETERS: None} if parameters is None else {}),
    }


def _metadata(row: Row, keys: tuple[str, ...], ours: tuple[str, ...]) -> dict[str, Any]:
    columns = {name: _value(row[name]) for name in keys if name in row}
    extra = decode(row["extra_metadata"].text)
    if not isinstance(extra, dict):
        return columns | {"v1_extra_metadata": extra}
    colliding = {key: value for key, value in extra.items() if key in (*keys, *ours)}
    free = {key: value for key, value in extra.items() if key not in colliding}
    return free | columns | ({"v1_extra_metadata": colliding} if colliding else {})


def _value(value: Any) -> Any:
    """Return a value of v1 as JSON has it."""
    if isinstance(value, Json):
        return decode(value.text)
    if isinstance(value, Moment):
        return value.iso
    if isinstance(value, UUID):
        return str(value)
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return ("number", str(value)) if is_number else value


def _readable(row: Row) -> bool:
    return all(value.readable for value in row.values() if isinstance(value, Json))
