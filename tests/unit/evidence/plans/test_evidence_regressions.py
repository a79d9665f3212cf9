"""Two plans are compared by what their nodes are, and a worse one names the node."""

from __future__ import annotations

import pandas as pd
import pytest

from sark_lib.evidence.plans.compare import compare_plans, shape, worse
from sark_lib.evidence.plans.frame import read_plan
from tests.unit.evidence.plans.recorded import MAJORS, explained

P1, P5 = "p1_list_resources_by_protocol", "p5_search_capabilities_by_input_schema"


def plan(major: int, name: str) -> pd.DataFrame:
    """A recorded plan."""
    return read_plan(explained(major, name))


@pytest.mark.parametrize("major", MAJORS)
def test_other_constants_are_the_same_plan(major: int) -> None:
    """A pattern asked with another value has the same nodes, and its rows differ."""
    frame = compare_plans(plan(major, f"{P1}/common"), plan(major, f"{P1}/uncommon"))
    assert set(frame["change"]) == {"same"}
    assert (frame["rows_before"] > frame["rows_after"]).any()
    assert shape(plan(major, f"{P1}/common")) == shape(plan(major, f"{P1}/uncommon"))


@pytest.mark.parametrize("major", MAJORS)
def test_what_came_and_went_is_named(major: int) -> None:
    """Another join shows as new and gone nodes; the scan that stayed is found again though it hangs elsewhere."""
    frame = compare_plans(plan(major, f"{P5}/rare"), plan(major, f"{P5}/common")).set_index("node")["change"]
    assert frame["Seq Scan on capabilities (input_schema ? ?::text)"] in ("same", "moved")
    assert "new" in set(frame)
    assert frame[[name for name in frame.index if "resources_pkey" in name]].tolist() == ["gone"]


def test_a_plan_is_no_worse_than_itself() -> None:
    """Nothing is said of the same plan, nor of a better one with other nodes."""
    few, many = plan(18, f"{P5}/rare"), plan(18, f"{P5}/common")
    assert worse(many, many) == []
    assert worse(many, few) == []


def test_more_pages_name_the_node() -> None:
    """A fifth more pages is a regression, and the sentence names the node that took most of them."""
    first, *changes = worse(plan(18, f"{P5}/rare"), plan(18, f"{P5}/common"))
    assert first.endswith("most of them in Seq Scan on resources")
    assert "new: Seq Scan on resources" in changes


def test_a_handful_of_pages_is_no_regression() -> None:
    """Twice next to nothing is still next to nothing."""
    tiny = plan(18, f"{P1}/common").head(1)
    before = tiny.assign(buffers_hit=pd.array([4], "Int64"), buffers_read=pd.array([0], "Int64"))
    assert worse(before, before.assign(buffers_hit=pd.array([9], "Int64"))) == []
    assert worse(before, before.assign(buffers_hit=pd.array([90], "Int64"))) != []
