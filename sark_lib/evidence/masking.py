"""How values of rows that differ are shown: secrets masked, unknown keys by their shape, long values cut."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sark_lib.evidence.secrets import MASK, masked, names_a_secret
from sark_lib.evidence.values import count, plain
from sark_lib.schema import v1
from sark_lib.schema.mapping import ENTITIES
from sark_lib.schema.metadata import Metadata

# Signs of a value that are shown.
WIDTH = 60
ABSENT = "(none)"
_METADATA = [rule for entity in ENTITIES for rule in entity.rules if isinstance(rule, Metadata)]
# The columns of v1 and v2, and the keys that the mapping writes into metadata. Other keys belong to somebody else.
_COLUMNS = {name for table in v1.KNOWN.values() for name in table} | {
    rule.target for entity in ENTITIES for rule in entity.rules
}
_KEYS = {key for rule in _METADATA for key in rule.keys}
_HOLD_KEYS = {name for rule in _METADATA for name in (rule.target, rule.extra)}


def pair(column: str, left: object, right: object, *, values: bool = False) -> tuple[str, str]:
    """Return two values of one column as a reader may see them.

    Args:
        column: The name of the column.
        left: The value as it should be.
        right: The value as it is.
        values: Whether to show values under unknown keys too; secrets stay masked.
    """
    if not (isinstance(left, dict) and isinstance(right, dict) and left != right):
        return _both(column, left, right, known=column in _COLUMNS, values=values)
    keys = sorted(key for key in left.keys() | right.keys() if left.get(key, ABSENT) != right.get(key, ABSENT))
    told = [
        _both(key, left.get(key, ABSENT), right.get(key, ABSENT), known=_known(column, key), values=values)
        for key in keys
    ]
    sides = ("; ".join(f"{key}: {each[side]}" for key, each in zip(keys, told, strict=True)) for side in (0, 1))
    first, second = map(_cut, sides)
    return first, second


def _both(name: str, left: object, right: object, *, known: bool, values: bool) -> tuple[str, str]:
    first, second = (_shown(name, side, known=known, values=values) for side in (left, right))
    # Two secrets, or two values of one shape, look alike.
    return first, f"{second} (another)" if first == second and left != right else second


def _shown(name: str, value: object, *, known: bool, values: bool) -> str:
    if value is None or value == ABSENT:
        return "NULL" if value is None else ABSENT
    value = _hidden(name, value, known=known, values=values)
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(plain(value))
    return _cut(text)


def _hidden(name: str, value: Any, *, known: bool, values: bool) -> Any:  # noqa: ANN401 - any JSON value
    """Return a value without its secrets, and without what stands under unknown keys."""
    if names_a_secret(name):
        return MASK
    if isinstance(value, Mapping):
        told = ((key, part, known and _known(name, key)) for key, part in value.items())
        return {key: _hidden(key, part, known=is_known, values=values) for key, part, is_known in told}
    if isinstance(value, list):
        return [_hidden(name, part, known=known, values=values) for part in value]
    if not (known or values):
        return _shape(value)
    return masked(value, foreign=True) if isinstance(value, str) else value


def _known(column: str, key: str) -> bool:
    return column in _HOLD_KEYS and key in _KEYS


def _shape(value: object) -> str:
    """Return the kind of a value and its length, but not the value."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else "boolean"
    return f"text of {count(len(value))}" if isinstance(value, str) else "number"


def _cut(text: str) -> str:
    return text if len(text) <= WIDTH else f"{text[:WIDTH]}… (+{count(len(text) - WIDTH)} signs)"
