"""Figures of plans draw what the frames say, the same bytes each time."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from sark_lib.evidence.figures.canvas import Picture
from sark_lib.evidence.figures.plans import estimates, icicle, waterfall
from sark_lib.evidence.plans.frame import read_plan
from tests.unit.evidence.plans.recorded import explained


def plan(name: str) -> pd.DataFrame:
    """A recorded plan of 18."""
    return read_plan(explained(18, name))


BEFORE, AFTER = plan("p7_cross_protocol_capabilities/whole"), plan("p4_high_sensitivity_capabilities/whole")
LIMIT = plan("guard/limit_stops")


def drawn() -> list[Picture]:
    """One of each."""
    return [
        icicle({"before": BEFORE, "after": AFTER}),
        waterfall(BEFORE, "p7"),
        estimates({"p7": BEFORE, "limit": LIMIT}),
    ]


def test_each_asks_a_question_and_is_drawn_alike() -> None:
    """A title is a question, and the SVG is the same to the byte."""
    for first, second in zip(drawn(), drawn(), strict=True):
        assert first.title.endswith("?")
        assert first.svg() == second.svg()


def test_an_icicle_is_as_wide_as_its_plan() -> None:
    """The topmost node is as wide as the plan's time, every plan on the scale of the longest."""
    panels = icicle({"before": BEFORE, "after": AFTER}).figure.axes
    for axes, frame in zip(panels, (BEFORE, AFTER), strict=True):
        bricks = [patch.get_width() for patch in axes.patches]  # type: ignore[attr-defined]
        assert bricks[0] == pytest.approx(frame.loc[0, "ms"], rel=0.01)
        assert len(bricks) == len(frame)
        assert axes.get_xlim() == panels[0].get_xlim()


def test_a_waterfall_ends_at_the_sum() -> None:
    """The bars are each node's own pages, and the last one ends at the statement's."""
    axes = waterfall(BEFORE, "p7").figure.axes[0]
    ends = [patch.get_x() + patch.get_width() for patch in axes.patches]  # type: ignore[attr-defined]
    assert max(ends) == BEFORE.loc[0, ["buffers_hit", "buffers_read"]].sum()


def test_what_was_stopped_is_hollow() -> None:
    """A LIMIT that had enough hollows the scan below it, and nothing is marked as far off."""
    whole, stopped, *far = estimates({"limit": LIMIT}).figure.axes[0].collections[1:]
    assert (np.shape(whole.get_offsets())[0], np.shape(stopped.get_offsets())[0]) == (1, 1)
    assert np.size(stopped.get_facecolor()) == 0
    assert far == []


def test_what_is_far_off_is_named() -> None:
    """A node that ran to its end and gave 20 times its estimate is marked and named."""
    wrong = {"Plan": {"Node Type": "Seq Scan", "Plan Rows": 10, "Actual Rows": 200, "Actual Loops": 1}}
    axes = estimates({"p": read_plan(wrong)}).figure.axes[0]
    assert [text.get_text() for text in axes.texts] == ["Seq Scan, p"]


def test_labels_keep_out_of_each_others_way() -> None:
    """Nodes far off that lie close together are named above one another, not over one another."""
    node = {"Node Type": "Seq Scan", "Actual Rows": 0, "Actual Loops": 1}
    plans = {f"pattern {rows}": read_plan({"Plan": node | {"Plan Rows": rows}}) for rows in (100, 110, 120, 130)}
    figure = estimates(plans).figure
    figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in figure.axes[0].texts]
    assert len(boxes) == len(plans)
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))
