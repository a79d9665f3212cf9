"""The one renderer of tables: deterministic text, escaped HTML."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from sark_lib.evidence.render.table import Table
from tests.golden.report_sample import HOSTILE

FRAME = pd.DataFrame(
    {
        "table": ["resources", "capabilities"],
        "rows": [1234567, 9],
        "share": [1 / 3, None],
        "ok": [True, False],
        "ms": [1.5, 2.5],
    }
)


def test_a_table_is_text() -> None:
    """Title, padded columns, fixed decimals, separators, and a footer; the live column is left out."""
    assert repr(Table(FRAME, "Rows per table", decimals={"share": 4}, live=["ms"])) == (
        "Rows per table\n"
        "table              rows   share  ok\n"
        "------------  ---------  ------  ---\n"
        "resources     1,234,567  0.3333  yes\n"
        "capabilities          9       –  no\n"
        "rows=2 sha256=a1dae7329490"
    )


def test_nothing_is_elided() -> None:
    """A thousand rows of long text are a thousand lines of it."""
    frame = pd.DataFrame({"n": range(1000), "text": ["x" * 500] * 1000})
    lines = repr(Table(frame)).splitlines()
    assert len(lines) == 1003
    assert all(line.endswith("x" * 500) for line in lines[2:-1])


def test_a_change_beyond_the_shown_decimals_changes_the_text() -> None:
    """The hash is over full values: 1e-9 more looks the same in the row and not in the footer."""
    before, after = (repr(Table(pd.DataFrame({"x": [number]}))).splitlines() for number in (0.5, 0.5 + 1e-9))
    assert before[:-1] == after[:-1]
    assert before[-1] != after[-1]


@pytest.mark.parametrize(
    "other",
    [
        FRAME.assign(rows=[1234568, 9]),
        FRAME.rename(columns={"rows": "lines"}),
        FRAME.iloc[::-1],
        FRAME.iloc[:1],
        FRAME.assign(table=["resources", "capabilities "]),
        FRAME.assign(share=[1 / 3, 0.0]),
        FRAME.assign(rows=["1234567", "9"]),
        FRAME[["rows", "table", "share", "ok", "ms"]],
    ],
)
def test_every_difference_changes_the_hash(other: pd.DataFrame) -> None:
    """A value, a name, the order of rows or columns, a missing row, a blank and a type count."""
    assert Table(other).sha256 != Table(FRAME).sha256


def test_a_live_value_changes_no_text() -> None:
    """A live column stands in the HTML alone, outside text and hash."""
    tables = [Table(FRAME.assign(ms=[ms, 2.0]), live=["ms"]) for ms in (111.0, 222.0)]
    assert repr(tables[0]) == repr(tables[1])
    assert ["222.00" in table._repr_html_() for table in tables] == [False, True]


@given(st.lists(st.text(st.characters(codec=None)), min_size=1, max_size=5))
def test_no_value_breaks_the_form(values: list[str]) -> None:
    """Whatever stands in a cell, a table of n rows has n + 3 lines, and its HTML n rows."""
    table = Table(pd.DataFrame({"value": values}))
    assert len(repr(table).splitlines()) == len(values) + 3
    assert len(BeautifulSoup(table._repr_html_(), "html.parser").select("tbody tr")) == len(values)


def test_html_is_escaped() -> None:
    """A hostile name is shown as text, in title, heading and cell."""
    soup = BeautifulSoup(Table(pd.DataFrame({HOSTILE: [HOSTILE]}), HOSTILE)._repr_html_(), "html.parser")
    assert soup.find("script") is None
    assert [soup.select_one(tag).get_text().count("<script>") for tag in ("caption", "th", "td")] == [1, 1, 1]  # type: ignore[union-attr]


def test_numbers_stand_right() -> None:
    """Columns of numbers are aligned right, Decimals and missing ones included; flags and text left."""
    frame = FRAME.assign(cost=pd.Series([Decimal("1.5"), None], dtype=object), some=pd.array([1, None], dtype="Int64"))
    soup = BeautifulSoup(Table(frame)._repr_html_(), "html.parser")
    sides = {str(th.get_text()): str(th["style"]).removeprefix("text-align: ") for th in soup.select("th")}
    right = {name for name, side in sides.items() if side == "right"}
    assert right == {"rows", "share", "ms", "cost", "some"}


def test_an_empty_table_says_so() -> None:
    """No rows are shown as headings and rows=0, no columns as the footer alone."""
    assert repr(Table(FRAME.iloc[:0])).splitlines()[-1].startswith("rows=0 sha256=")
    assert repr(Table(pd.DataFrame())).startswith("rows=0 sha256=")


def test_columns_may_share_a_name() -> None:
    """Two columns of one name, as a join gives them, are both shown."""
    frame = pd.DataFrame([[1, 2]], columns=["id", "id"])
    assert repr(Table(frame)).splitlines()[2] == " 1   2"
