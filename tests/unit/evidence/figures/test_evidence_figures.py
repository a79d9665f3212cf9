"""A figure draws its data, the same bytes each time, and says in text what lasts of it."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

import matplotlib as mpl
import pandas as pd
import pytest

from sark_lib.evidence.figures.backfill import batch_rates
from sark_lib.evidence.figures.benchmark import targets
from sark_lib.evidence.figures.canvas import VERMILION, Picture
from sark_lib.evidence.figures.checks import severities
from sark_lib.evidence.render.verdict_tables import by_severity
from tests.golden.report_sample import verdict

TARGETS = pd.DataFrame({"pattern": ["p1", "p2"], "measured_ms": [0.1, 30.0], "target_ms": [5.0, 20.0]})
BATCHES = pd.DataFrame({"table": ["r", "r", "c"], "rows": [1000, 2000, 500], "seconds": [0.5, 0.8, 0.1]})


PAUSES = pd.DataFrame({"reason": ["lock", "lock", "archiver"], "after": [0, 0, 2], "seconds": [1.0, 2.0, 75.0]})


def drawn() -> list[Picture]:
    """One figure of each kind."""
    return [targets(TARGETS), batch_rates(BATCHES), severities(by_severity(verdict()))]


@pytest.mark.parametrize("kind", [0, 1, 2])
def test_a_figure_is_drawn_to_the_byte(kind: int) -> None:
    """Drawn twice, PNG and SVG are the same bytes, without date, user or version."""
    first, second = drawn()[kind], drawn()[kind]
    assert first.png() == second.png() == first.png()
    assert first.svg() == second.svg() == first.svg()
    assert first.png().startswith(b"\x89PNG")
    assert b"<dc:date>" not in first.svg()
    assert b"Software" not in first.png()


@pytest.mark.parametrize(
    ("draw", "frame", "change"),
    [
        (targets, TARGETS, {"measured_ms": [0.1, 31.0]}),
        (targets, TARGETS, {"pattern": ["p1", "p3"]}),
        (batch_rates, BATCHES, {"seconds": [0.5, 0.8, 0.2]}),
        (lambda paused: batch_rates(BATCHES, paused), PAUSES, {"after": [0, 1, 2]}),
        (lambda paused: batch_rates(BATCHES, paused), PAUSES, {"seconds": [1.0, 2.0, 76.0]}),
        (severities, by_severity(verdict()), {"findings": [4, 3, 2, 1]}),
    ],
)
def test_another_number_is_another_figure(
    draw: Callable[[pd.DataFrame], Picture], frame: pd.DataFrame, change: dict[str, Any]
) -> None:
    """A changed number is drawn."""
    assert draw(frame.assign(**change)).svg() != draw(frame).svg()


def test_live_values_stay_out_of_the_text() -> None:
    """Milliseconds and batch sizes change the drawing and not the text; a target or a number of rows changes both."""
    faster = TARGETS.assign(measured_ms=[0.2, 0.3])
    assert repr(targets(faster)) == repr(targets(TARGETS))
    assert repr(targets(TARGETS.assign(target_ms=[5.0, 20.000000001]))) != repr(targets(TARGETS))
    other_batches = pd.DataFrame({"table": ["r", "c"], "rows": [3000, 500], "seconds": [0.9, 0.2]})
    assert repr(batch_rates(other_batches)) == repr(batch_rates(BATCHES))
    assert repr(batch_rates(other_batches.assign(rows=[3000, 501]))) != repr(batch_rates(BATCHES))


def test_the_caller_may_say_what_lasts() -> None:
    """The text is of the frame the caller gives, and the report's entry has its full hash."""
    lasting = pd.DataFrame({"pattern": ["p1"], "met": [True]})
    picture = targets(TARGETS, text=lasting)
    assert repr(picture).splitlines()[:4] == [
        "Figure: Does every pattern meet its target?",
        "pattern  met",
        "-------  ---",
        "p1       yes",
    ]
    assert picture.entry["sha256"].startswith(repr(picture)[-12:])
    assert len(picture.entry["sha256"]) == 64


def test_pauses_are_drawn_where_they_were_and_named() -> None:
    """A line after the rows that were copied before, with reason and length; as text they are no part of the figure."""
    picture = batch_rates(BATCHES, PAUSES)
    assert [note.get_text() for note in picture.figure.axes[1].texts] == [
        "lock, 3.0 s in 2 pauses",
        "archiver, 1 min 15 s",
    ]
    assert [note.xy[0] for note in picture.figure.axes[1].texts] == [0, 3000]  # type: ignore[attr-defined]
    assert repr(picture) == repr(batch_rates(BATCHES)) == repr(batch_rates(BATCHES, PAUSES.iloc[:0]))


def test_only_the_longest_pauses_are_named() -> None:
    """However many there were, the figure can be read."""
    many = pd.DataFrame({"reason": map(str, range(50)), "after": [1] * 50, "seconds": range(50)})
    (note,) = batch_rates(BATCHES, many).figure.axes[1].texts
    assert note.get_text().splitlines() == ["49, 49.0 s", "48, 48.0 s", "47, 47.0 s", "46, 46.0 s"]


def test_a_miss_is_told_by_shape_too() -> None:
    """A pattern above its target has another mark, not only another colour; one on its target has met it."""
    frame = pd.DataFrame({"pattern": ["over", "on"], "measured_ms": [20.1, 20.0], "target_ms": [20.0, 20.0]})
    (axes,) = targets(frame).figure.axes
    marks = [(line.get_marker(), line.get_color()) for line in axes.lines if line.get_marker() in {"o", "X"}]
    assert [marker for marker, _ in marks[:2]] == ["o", "X"]
    assert [color == VERMILION for _, color in marks[:2]] == [False, True]


def test_the_slowest_against_its_target_stands_on_top() -> None:
    """Rows are ordered by measured over target, the worst uppermost."""
    (axes,) = targets(TARGETS.iloc[::-1]).figure.axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["p1", "p2"]


def test_a_notebook_is_given_pixels_for_its_size() -> None:
    """The PNG has half as many again dots as the CSS pixels it is shown in, and no SVG is offered to nbval."""
    png, size = targets(TARGETS)._repr_png_()
    width, height = struct.unpack(">II", png[16:24])
    assert (width, height) == pytest.approx((size["width"] * 1.5, size["height"] * 1.5), abs=2)
    assert not hasattr(Picture, "_repr_svg_")


def test_drawing_leaves_no_style_behind() -> None:
    """matplotlib's settings are afterwards what they were."""
    before = dict(mpl.rcParams)
    for picture in drawn():
        picture.png()
    assert dict(mpl.rcParams) == before


def test_nothing_to_draw_is_drawn() -> None:
    """Frames without rows make figures too."""
    for picture in (targets(TARGETS.iloc[:0]), batch_rates(BATCHES.iloc[:0])):
        assert picture.png().startswith(b"\x89PNG")
        assert "rows=0" in repr(picture)
