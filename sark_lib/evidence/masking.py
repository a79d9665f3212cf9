"""How values of differing rows are shown: secrets masked, long ones cut, and of JSON objects only what differs."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from sark_lib.evidence.values import count, plain

# Signs of a value that are shown.
WIDTH = 60
ABSENT = "(none)"
_SECRET = re.compile(
    r"passw|passphrase|secret|token|api_?-?key|private|credential|authorization|signature|cookie|bearer", re.IGNORECASE
)
# user:password@ of a URL, and --password=… or TOKEN=… of a command.
_INSIDE = re.compile(r"(://[^/@:\s]*:)[^@/\s]+(?=@)|((?:passw\w*|secret|token|api_?-?key)[=:\s]+)\S+", re.IGNORECASE)


def pair(column: str, left: object, right: object) -> tuple[str, str]:
    """Return two values of one column as a reader may see them.

    Args:
        column: Its name tells a secret.
        left: What it should be.
        right: What it is.
    """
    if isinstance(left, dict) and isinstance(right, dict):
        keys = sorted(key for key in left.keys() | right.keys() if left.get(key, ABSENT) != right.get(key, ABSENT))
        if keys:
            told = [pair(key, left.get(key, ABSENT), right.get(key, ABSENT)) for key in keys]
            sides = ("; ".join(f"{key}: {each[side]}" for key, each in zip(keys, told, strict=True)) for side in (0, 1))
            first, second = map(_cut, sides)
            return first, second
    return _shown(column, left), _shown(column, right)


def _shown(column: str, value: object) -> str:
    if value is None or value == ABSENT:
        return "NULL" if value is None else ABSENT
    if _SECRET.search(column):
        return _masked(value)
    value = _hidden(value)
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(plain(value))
    return _cut(_INSIDE.sub(lambda match: f"{match[1] or match[2]}***", text))


def _hidden(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Return a JSON value without its secrets, however deep they lie."""
    if isinstance(value, dict):
        return {key: _masked(part) if _SECRET.search(key) else _hidden(part) for key, part in value.items()}
    return [_hidden(part) for part in value] if isinstance(value, list) else value


def _masked(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return a word that tells two secrets apart and gives neither away."""
    return f"*** ({hashlib.sha256(str(plain(value)).encode()).hexdigest()[:8]})"


def _cut(text: str) -> str:
    return text if len(text) <= WIDTH else f"{text[:WIDTH]}… (+{count(len(text) - WIDTH)} signs)"
