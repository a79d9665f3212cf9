"""The indexes of v2, each with the reason it exists. One more index is one more entry."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Index:
    """An index installed by the schema stage.

    Args:
        name: Its name, the same in every environment.
        table: The v2 table.
        columns: Its key columns, in order.
        reason: What would be slow without it.
    """

    name: str
    table: str
    columns: tuple[str, ...]
    reason: str


# A mass delete checks the foreign key once a row: without its index 20 resources took 3.2 s at 1M capabilities.
FOREIGN_KEYS = (
    Index("ix_cap_resource", "capabilities", ("resource_id",), "foreign key to resources; cascade and joins"),
)
