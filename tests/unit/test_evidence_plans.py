"""EXPLAIN is read into one row a node, with totals instead of averages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sark_lib.errors import PlanUnreadable
from sark_lib.evidence.plans import COLUMNS, read_plan

# Real plans of PostgreSQL 18, kept beside the repository where it was made; a clone elsewhere has none.
REAL = Path(__file__).parents[3] / "shared" / "data" / "plans" / "pg18.json"


def node(kind: str, *children: dict[str, Any], **measures: object) -> dict[str, Any]:
    """A node as EXPLAIN gives it: ``time`` and ``rows`` are averages over ``loops``."""
    names = {"time": "Actual Total Time", "rows": "Actual Rows", "loops": "Actual Loops", "estimate": "Plan Rows"}
    named = {names.get(name, name): value for name, value in measures.items()}
    below = {"Plans": [{"Parent Relationship": "Outer", **child} for child in children]} if children else {}
    return {"Node Type": kind, **named, **below}


NESTED = node(
    "Nested Loop",
    node("Seq Scan", time=2.0, rows=10, loops=1, estimate=8, **{"Relation Name": "resources"}),
    node(
        "Index Scan",
        time=0.5,
        rows=3.5,
        loops=10,
        estimate=2,
        **{"Relation Name": "capabilities", "Index Name": "ix", "Shared Hit Blocks": 40, "Shared Read Blocks": 2},
    ),
    time=9.0,
    rows=35,
    loops=1,
)


def test_a_plan_is_one_row_a_node() -> None:
    """Nodes stand in the order EXPLAIN prints them, with their depth, relation and index."""
    frame = read_plan([{"Plan": NESTED}])
    assert list(frame.columns) == list(COLUMNS)
    assert list(frame["depth"]) == [0, 1, 1]
    assert list(frame["type"]) == ["Nested Loop", "Seq Scan", "Index Scan"]
    assert list(frame["relation"].fillna("")) == ["", "resources", "capabilities"]
    assert list(frame["buffers_hit"].fillna(-1)) == [-1, -1, 40]


def test_averages_over_loops_become_totals() -> None:
    """Rows, estimate and time of a node are multiplied by its loops; its own time is what its children leave."""
    inner = read_plan({"Plan": NESTED}).iloc[2]
    assert (inner["rows"], inner["rows_estimated"], inner["ms"]) == (35.0, 20.0, 5.0)
    assert list(read_plan({"Plan": NESTED})["ms_self"]) == [2.0, 2.0, 5.0]


def test_workers_share_the_time() -> None:
    """Below a Gather three processes worked at once: rows add up, wall clock does not."""
    scan = node("Seq Scan", time=30.0, rows=100, loops=3)
    frame = read_plan(
        {"Plan": node("Gather", node("Sort", scan, time=40.0, rows=100, loops=3), time=45.0, rows=300, loops=1)}
    )
    assert list(frame["rows"]) == [300.0, 300.0, 300.0]
    assert list(frame["ms"]) == [45.0, 40.0, 30.0]
    assert list(frame["ms_self"]) == [5.0, 10.0, 30.0]


def test_the_leader_alone_runs_an_initplan() -> None:
    """An InitPlan that hangs on a Gather is not shared by the workers."""
    init = node("Result", time=6.0, rows=1, loops=1) | {"Parent Relationship": "InitPlan"}
    scan = node("Seq Scan", time=30.0, rows=100, loops=3)
    frame = read_plan({"Plan": node("Gather", init, scan, time=45.0, rows=300, loops=1)})
    assert list(frame["ms"]) == [45.0, 6.0, 30.0]


def test_a_node_that_never_ran_has_no_rows() -> None:
    """Zero loops are zero rows and zero time; the estimate is then for one loop."""
    never = read_plan({"Plan": node("Seq Scan", time=0.0, rows=0, loops=0, estimate=7)}).iloc[0]
    assert (never["rows"], never["ms"], never["ms_self"], never["rows_estimated"]) == (0, 0, 0, 7)


def test_no_node_took_less_than_no_time() -> None:
    """Where a CTE's time is charged to another node, a node's own time stops at 0."""
    plan = node("CTE Scan", node("Seq Scan", time=5.0, rows=1, loops=1), time=4.0, rows=1, loops=1)
    assert list(read_plan({"Plan": plan})["ms_self"]) == [0.0, 5.0]


def test_what_was_not_measured_is_missing() -> None:
    """EXPLAIN without ANALYZE has estimates alone, and so has the frame."""
    frame = read_plan('[{"Plan": {"Node Type": "Seq Scan", "Plan Rows": 5}}]')
    assert frame.loc[0, "rows_estimated"] == 5
    assert frame.loc[0, ["rows", "loops", "ms", "ms_self", "buffers_hit", "relation"]].isna().all()


@pytest.mark.parametrize(
    ("rubbish", "what"),
    [
        ("", "no JSON"),
        (b"\xff\xfe\x00", "no JSON"),
        ("Seq Scan on resources", "no JSON"),
        ("null", "no 'Plan'"),
        ("[]", "no 'Plan'"),
        ([{"Plan": {}}, {"Plan": {}}], "no 'Plan'"),
        ({"Plan": "Seq Scan"}, "no 'Plan'"),
        (None, "no 'Plan'"),
        ({"Plan": {}}, "no 'Node Type'"),
        ({"Plan": {"Node Type": 1}}, "no 'Node Type'"),
        ({"Plan": {"Node Type": "X", "Plans": {}}}, "'Plans'"),
        ({"Plan": {"Node Type": "X", "Plans": ["Y"]}}, "'Plans'"),
        ({"Plan": {"Node Type": "X", "Plan Rows": "5"}}, "'Plan Rows' is '5'"),
        ({"Plan": {"Node Type": "X", "Plan Rows": -5}}, "'Plan Rows' is -5"),
        ({"Plan": {"Node Type": "X", "Actual Loops": True}}, "'Actual Loops' is True"),
        ({"Plan": {"Node Type": "X", "Actual Loops": 1.5}}, "'Actual Loops' is 1.5"),
        ('{"Plan": {"Node Type": "X", "Actual Rows": NaN}}', "'Actual Rows' is nan"),
        ('{"Plan": ' + '{"Node Type": "X", "Plans": [' * 3000 + "]}" * 3000 + "}", "too deeply"),
    ],
)
def test_rubbish_is_refused(rubbish: object, what: str) -> None:
    """What is no plan is refused with the reason."""
    with pytest.raises(PlanUnreadable) as caught:
        read_plan(rubbish)
    assert what in caught.value.what


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
keys = st.sampled_from(["Plan", "Plans", "Node Type", "Plan Rows", "Actual Rows", "Actual Loops", "Actual Total Time"])
junk = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=5),
    max_leaves=20,
)


@given(st.dictionaries(keys, junk, max_size=6) | junk)
def test_no_rubbish_breaks_out(rubbish: object) -> None:
    """Whatever is given, it is read or refused, never another error."""
    plan = {"Plan": {"Node Type": "X", **rubbish}} if isinstance(rubbish, dict) else rubbish
    try:
        frame = read_plan(plan)
    except PlanUnreadable:
        return
    assert len(frame) >= 1


@pytest.mark.skipif(not REAL.exists(), reason="the real plans of shared/data/plans are not beside this repository")
def test_real_plans_are_read() -> None:
    """Every node of 101 real plans is one row, rows and buffers agree with EXPLAIN's own totals."""
    plans = json.loads(REAL.read_text(encoding="utf-8"))
    assert len(plans) == 101
    for name, plan in plans.items():
        frame = read_plan(plan)
        top = plan["Plan"]
        assert len(frame) == json.dumps(plan["Plan"]).count('"Node Type"'), name
        assert frame.loc[0, "buffers_hit"] == top["Shared Hit Blocks"], name
        assert frame.loc[0, "rows"] == top["Actual Rows"], name
        assert (frame["buffers_hit"] <= frame.loc[0, "buffers_hit"]).all(), name
