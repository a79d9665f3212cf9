"""How a single value is kept in evidence, and how it is shown.

Kept: as JSON can hold it, with full precision. Shown: in one line, with no sign that a reader cannot see.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import string
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pandas as pd

from sark_lib.evidence.secrets import masked

Scalar = str | int | float | bool | None

MISSING = "–"
# Levels of JSON that are shown; Python's own limit is 1,000 calls, and others are on the stack already.
DEEPEST = 100
# Strings are matched whole, so that a bracket in one does not count.
_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{}\]]', re.DOTALL)


def plain(value: object) -> Scalar:
    """Return a value from a database or a DataFrame as JSON can hold it, with nothing lost.

    Decimals, dates, UUIDs and the like become their text; bytes become hexadecimal; arrays and objects become JSON
    text with sorted keys; NaN, NaT and NA become None; the infinities, which JSON does not know, become words.
    """
    item = getattr(value, "item", None)  # a numpy scalar
    value = item() if callable(item) else value
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    if _is_missing(value):
        return None
    if isinstance(value, float) and math.isinf(value):
        return "infinity" if value > 0 else "-infinity"
    if isinstance(value, str | int | float):
        return value
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).hex()
    return value.isoformat() if isinstance(value, date | datetime | time) else str(value)


def shown(value: object, *, decimals: int = 2) -> str:
    """Return a value as one line of text.

    Args:
        value: Anything; whole numbers get thousands separators, so give identifiers as text.
        decimals: How many decimals a fraction is shown with; always all of them.
    """
    if isinstance(value, timedelta):
        return duration(value.total_seconds())
    kept = plain(value)
    if kept is None:
        return MISSING
    if isinstance(kept, bool):
        return "yes" if kept else "no"
    if isinstance(value, Decimal) or isinstance(kept, float):
        return _fixed(value if isinstance(value, Decimal) else float(kept), decimals)
    return count(kept) if isinstance(kept, int) else visible(kept)


def json_text(value: object) -> str:
    """Return JSON for a file: secrets masked, and every sign that a reader cannot see as its escape.

    Args:
        value: What ``json.dumps`` takes; a text in it comes back as it was, apart from its secrets.
    """
    text = json.dumps(without_secrets(value), indent=2, ensure_ascii=False)
    return "".join(sign if sign.isprintable() or sign == "\n" else json.dumps(sign)[1:-1] for sign in text) + "\n"


def without_secrets(value: object) -> object:
    """Return a value as JSON holds it, with the secrets in its texts masked."""
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, Mapping):
        return {name: without_secrets(part) for name, part in value.items()}
    return [without_secrets(part) for part in value] if isinstance(value, list | tuple) else value


def parse_json(text: str | bytes) -> Any:  # noqa: ANN401 - any JSON value
    """Return a JSON value; one that is nested too deeply to be shown comes back as a sentence that says so.

    ``json.loads`` and everything that walks its result would run into Python's limit of recursion.
    """
    text = text.decode() if isinstance(text, bytes) else text
    depth = 0 if text.count("[") + text.count("{") <= DEEPEST else _depth(text)
    if depth > DEEPEST:
        return f"JSON of {count(depth)} levels, {count(len(text))} characters"
    return json.loads(text)


def _depth(text: str) -> int:
    level = deepest = 0
    for sign in _BRACKET.findall(text):
        level += 1 if sign in "[{" else -1 if sign in "]}" else 0
        deepest = max(deepest, level)
    return deepest


def describe(offender: Mapping[str, Scalar]) -> str:
    """Return one offender as ``key=… name=…``, on one line; its numbers may be identifiers, so they stay ungrouped."""
    texts = {name: MISSING if value is None else visible(str(value)) for name, value in offender.items()}
    return " ".join(f"{name}={text}" for name, text in texts.items())


def visible(text: str, *, keep: str = "") -> str:
    r"""Mask secrets, and escape what a reader cannot see: line breaks, control signs, bidirectional marks.

    A name taken from a database can then neither break a row, nor forge a line of a report, nor make a file invalid.

    Args:
        text: Any text.
        keep: Characters that stay as they are, for example ``"\n"``.
    """
    return "".join(
        sign if sign.isprintable() or sign in keep else sign.encode("unicode_escape").decode() for sign in masked(text)
    )


def count(number: int) -> str:
    """Return ``1,234,567``."""
    return f"{number:,}"


def bytes_(number: float) -> str:
    """Return a number of bytes in the largest unit of 1024 that leaves at least 1: ``1.2 GiB``."""
    units = ("B", "KiB", "MiB", "GiB", "TiB", "PiB")
    step = 0
    while round(abs(number), 1) >= 1024 and step < len(units) - 1:  # noqa: PLR2004  (the unit of the units)
        number, step = number / 1024, step + 1
    return f"{number:.0f} B" if step == 0 else f"{number:.1f} {units[step]}"


def duration(seconds: float) -> str:
    """Return a length of time as people say it: ``85 ms``, ``4.2 s``, ``3 min 20 s``, ``2 h 05 min``."""
    if round(abs(seconds), 3) < 1:
        return f"{seconds * 1000:.0f} ms"
    if round(abs(seconds), 1) < 60:  # noqa: PLR2004  (seconds of a minute)
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02d} min" if hours else f"{minutes} min {rest:02d} s"


def places(message: str) -> frozenset[str]:
    """Return the ``{…}`` places of a message.

    Values come formatted, so a place with a conversion or a format is none that is filled.
    """
    try:
        parts = list(string.Formatter().parse(message))
    except ValueError:
        return frozenset({message})
    return frozenset(
        name + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "")
        for _, name, spec, conversion in parts
        if name is not None
    )


def _is_missing(value: object) -> bool:
    """Tell None, NaN, NaT and NA; never asked about an array."""
    return value is None or value is pd.NA or value is pd.NaT or value != value  # noqa: PLR0124  (NaN alone differs)


def _fixed(number: float | Decimal, decimals: int) -> str:
    """Return a number with fixed decimals, and no minus before a zero."""
    return f"{number:z,.{decimals}f}"


def sha256(frame: pd.DataFrame) -> str:
    """Return the SHA-256 of a frame's column names and full values, in their order, 64 hex digits."""
    rows = [[plain(value) for value in row] for row in frame.itertuples(index=False, name=None)]
    text = json.dumps([[str(name) for name in frame.columns], rows])
    return hashlib.sha256(text.encode()).hexdigest()
