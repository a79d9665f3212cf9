"""A value is kept whole and shown on one line."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sark_lib.evidence.values import bytes_, count, describe, duration, plain, shown, visible


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (None, None),
        (float("nan"), None),
        (Decimal("NaN"), None),
        (pd.NA, None),
        (pd.NaT, None),
        (np.int64(3), 3),
        (np.float64(0.1), 0.1),
        (np.bool_(1), True),
        (float("-inf"), "-infinity"),
        (Decimal("1.10"), "1.10"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC), "2026-01-02T03:04:05.000006+00:00"),
        (pd.Timestamp("2026-01-02"), "2026-01-02T00:00:00"),
        (date(2026, 1, 2), "2026-01-02"),
        (b"\x00\xff", "00ff"),
        (memoryview(b"\x01"), "01"),
        ({"b": 1, "a": UUID(int=0)}, '{"a": "00000000-0000-0000-0000-000000000000", "b": 1}'),
        (["é", None], '["é", null]'),
    ],
)
def test_a_value_is_kept_as_json_can_hold_it(value: object, kept: object) -> None:
    """Whatever a driver or pandas returns becomes a JSON scalar that says the same."""
    assert plain(value) == kept
    assert type(plain(value)) is type(kept)
    json.dumps(plain(value), allow_nan=False)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1234567, "1,234,567"),
        (True, "yes"),
        (np.bool_(0), "no"),
        (1234.5, "1,234.50"),
        (-0.0001, "0.00"),
        (Decimal("2.005"), "2.00"),
        (None, "–"),
        (float("inf"), "infinity"),
        (timedelta(minutes=3, seconds=20), "3 min 20 s"),
        ("1234567", "1234567"),
        ("two\nlines", r"two\nlines"),
    ],
)
def test_a_value_is_shown(value: object, text: str) -> None:
    """Numbers are grouped with fixed decimals; text stays as it is, on one line."""
    assert shown(value) == text


@given(st.text(st.characters(codec=None)))
def test_whatever_is_shown_can_be_seen(text: str) -> None:
    """No text breaks a line, hides, reverses its neighbours or cannot be encoded once it is visible."""
    assert visible(text).isprintable()
    visible(text).encode()


def test_what_can_be_seen_stays() -> None:
    """Letters of every script stay; a bidirectional mark and a lone surrogate do not."""
    assert visible("naïve 服务器 🙂") == "naïve 服务器 🙂"
    assert visible("a\u202eb\ud800\x01") == r"a\u202eb\ud800\x01"
    assert visible("a\nb\t", keep="\n") == "a\nb" + r"\t"


def test_an_offender_is_one_line() -> None:
    """An offender's numbers stay ungrouped, since they may be identifiers."""
    assert describe({"key": 1234567, "name": "a\nb", "none": None}) == r"key=1234567 name=a\nb none=–"


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (1024**2 - 1, "1.0 MiB"), (5 * 1024**3, "5.0 GiB")],
)
def test_bytes_have_a_unit(number: int, text: str) -> None:
    """Bytes are shown in the largest unit that leaves at least 1, also just below the next."""
    assert bytes_(number) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 ms"),
        (0.085, "85 ms"),
        (0.9996, "1.0 s"),
        (59.94, "59.9 s"),
        (59.96, "1 min 00 s"),
        (200, "3 min 20 s"),
        (3599.6, "1 h 00 min"),
        (7500, "2 h 05 min"),
    ],
)
def test_a_duration_is_said_as_people_say_it(seconds: float, text: str) -> None:
    """A duration never shows 1000 ms, 60.0 s or 60 min."""
    assert duration(seconds) == text


def test_counts_are_grouped() -> None:
    """A count has thousands separators."""
    assert count(-1234567) == "-1,234,567"
