"""EXPLAIN is read into one row a node, with totals instead of averages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sark_lib.errors import PlanUnreadable
from sark_lib.evidence.plans.frame import COLUMNS, read_plan, read_summary
from tests.unit.evidence.plans.recorded import MAJORS, explained, kept

# Real plans of PostgreSQL 18, kept beside the repository where it was made; a clone elsewhere has none.
REAL = Path(__file__).parents[5] / "shared" / "data" / "plans" / "pg18.json"


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
        ({"Plan": {"Node Type": "X", "Actual Rows": 10**5000}}, "'Actual Rows' is too large"),
        ({"Plan": {"Node Type": "X", "Filter": 1}}, "'Filter' is no text"),
        ({"Plan": {"Node Type": "X", "Filter": "\ud800"}}, "'Filter' is no text"),
        ({"Plan": {"Node Type": "X", "Workers": [1]}}, "'Workers'"),
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
keys = st.sampled_from(
    ["Plan", "Plans", "Node Type", "Plan Rows", "Actual Rows", "Actual Loops", "Actual Total Time", "Workers", "Filter",
     "Sort Key", "Subplan Name", "CTE Name", "Parent Relationship", "Planning", "JIT", "Triggers", "Shared Hit Blocks"]
)  # fmt: skip
junk = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=5),
    max_leaves=20,
)


@given(st.dictionaries(keys, junk, max_size=6) | junk)
def test_no_rubbish_breaks_out(rubbish: object) -> None:
    """Whatever is given, it is read or refused, never another error."""
    plan = {**rubbish, "Plan": {"Node Type": "X", **rubbish}} if isinstance(rubbish, dict) else rubbish
    try:
        read_summary(plan)
        frame = read_plan(plan)
    except PlanUnreadable:
        return
    assert len(frame) >= 1


def whole(own: int, *children: dict[str, Any], kind: str = "Nested Loop", **named: str) -> dict[str, Any]:
    """A node with what is its own, its children's pages and milliseconds on top, as EXPLAIN counts."""
    total = own + sum(child["Shared Hit Blocks"] for child in children if child["Parent Relationship"] != "InitPlan")
    measures = {"Actual Loops": 1, "Actual Rows": 1, "Actual Total Time": float(total), "Shared Hit Blocks": total}
    return {"Node Type": kind, "Parent Relationship": "Outer", **measures, **named, "own": own, "Plans": list(children)}


trees = st.recursive(
    st.integers(0, 1000).map(whole),
    lambda below: st.builds(lambda own, some: whole(own, *some), st.integers(0, 1000), st.lists(below, max_size=3)),
    max_leaves=12,
)


def owns(tree: dict[str, Any]) -> list[int]:
    """What is each node's own, in the order EXPLAIN prints them."""
    return [tree["own"], *(own for child in tree["Plans"] for own in owns(child))]


@given(trees)
def test_own_parts_are_what_the_children_leave(tree: dict[str, Any]) -> None:
    """Each node's own part comes out as it went in, and the parts add up to the whole."""
    frame = read_plan({"Plan": tree})
    assert list(frame["ms_self"]) == list(frame["buffers_hit_self"]) == owns(tree)
    assert frame["ms_self"].sum() == frame.loc[0, "ms"]


@given(cte=trees, rest=trees, own=st.integers(0, 1000), reads=st.integers(0, 1000), initial=st.booleans())
def test_who_waits_for_a_cte_is_not_charged_with_it(
    cte: dict[str, Any], rest: dict[str, Any], own: int, reads: int, *, initial: bool
) -> None:
    """A CTE or InitPlan hangs on the top, is charged to the node that reads it, and is taken off there, once."""
    name = "InitPlan 1" if initial else "CTE c"
    cte |= {"Parent Relationship": "InitPlan", "Subplan Name": name}
    names = {"Filter": "(a > (InitPlan 1).col1)"} if initial else {"CTE Name": "c"}
    reader = whole(reads + cte["Shared Hit Blocks"], kind="Seq Scan" if initial else "CTE Scan", **names)
    frame = read_plan({"Plan": whole(own, cte, reader, rest)})
    assert list(frame["ms_self"]) == [own, *owns(cte), reads, *owns(rest)]
    assert frame["ms_self"].sum() == frame.loc[0, "ms"]


RECORDED = [(major, name) for major in MAJORS for name in kept(major)["plans"]]


@pytest.mark.parametrize(("major", "name"), RECORDED)
def test_recorded_plans_add_up(major: int, name: str) -> None:
    """In plans of 15 and 18 the own parts of pages and WAL add up exactly, those of time but for rounding."""
    frame = read_plan(explained(major, name))
    top = frame.loc[0]
    for column in ("buffers_hit", "buffers_read", "temp_written", "wal_bytes"):
        assert frame[f"{column}_self"].sum() == top[column]
        assert (frame[f"{column}_self"] >= 0).all()
    assert frame["ms_self"].sum() == pytest.approx(top["ms"], rel=0.01, abs=0.05)
    assert (frame["ms_self"] >= 0).all()
    assert read_summary(explained(major, name)).execution_ms >= top["ms"]


def one(major: int, guard: str, kind: str) -> Any:
    """The first node of a type in a recorded plan."""
    frame = read_plan(explained(major, f"guard/{guard}"))
    return frame.loc[frame["type"] == kind].iloc[0]


@pytest.mark.parametrize("major", MAJORS)
class TestGuards:
    """Where other readers of plans raise a false alarm, the frame says that there is nothing to say."""

    def test_what_never_ran_has_no_error(self, major: int) -> None:
        """A node with loops 0 was estimated for nothing."""
        frame = read_plan(explained(major, "guard/never_executed"))
        never = frame.loc[frame["loops"] == 0]
        assert len(never) > 0
        assert never["error"].isna().all()

    def test_a_limit_that_stopped_early_excuses_few_rows(self, major: int) -> None:
        """5 rows of 66,667 estimated are no misestimate below a LIMIT that had enough."""
        scan = one(major, "limit_stops", "Seq Scan")
        assert scan["stopped"]
        assert scan["rows_estimated"] > 1000 * scan["rows"]
        assert pd.isna(scan["error"])

    def test_a_merge_join_that_ends_excuses_its_other_side(self, major: int) -> None:
        """The longer side of a merge join is not read to its end."""
        frame = read_plan(explained(major, "guard/merge_join_stops"))
        orders = frame.loc[frame["relation"] == "orders"].iloc[0]
        assert orders["rows_estimated"] > 5 * orders["rows"]
        assert pd.isna(orders["error"])

    def test_bitmaps_are_not_counted(self, major: int) -> None:
        """What a Bitmap Index Scan says of rows, of BRIN above all, is no count."""
        assert pd.isna(one(major, "brin", "Bitmap Index Scan")["error"])
        assert pd.isna(one(major, "lossy_bitmap", "Bitmap Index Scan")["error"])

    def test_brin_is_lossy_by_design(self, major: int) -> None:
        """Only the count of lossy blocks tells; which index it was, the node below says."""
        frame = read_plan(explained(major, "guard/brin"))
        assert frame["index"].dropna().tolist() == ["orders_placed_brin"]
        assert one(major, "lossy_bitmap", "Bitmap Heap Scan")["lossy_blocks"] > 0

    def test_a_cte_read_twice_is_taken_off_once(self, major: int) -> None:
        """The aggregate in the CTE is the most of the plan, and no reader is charged with it."""
        frame = read_plan(explained(major, "guard/cte_read_twice"))
        readers = frame.loc[frame["type"] == "CTE Scan"]
        assert len(readers) == 2
        assert readers["buffers_hit_self"].tolist() == [0, 0]

    def test_an_init_plan_is_taken_off_where_it_was_waited_for(self, major: int) -> None:
        """The scan that compares with it has its own pages alone; so has a Gather that ran it for its workers."""
        for guard in ("init_plan", "init_plan_above_a_gather"):
            frame = read_plan(explained(major, f"guard/{guard}"))
            scans = frame.loc[frame["relation"] == "orders", "buffers_hit_self"]
            assert len(scans) == 2
            assert scans.sum() == frame.loc[0, "buffers_hit"]

    def test_time_is_divided_by_those_who_ran(self, major: int) -> None:
        """Three processes where two workers came; one where none did."""
        assert one(major, "workers_share", "Seq Scan")["processes"] == 3
        alone = read_plan(explained(major, "guard/no_worker_came")).iloc[-1]
        assert (alone["processes"], alone["error"]) == (1, pytest.approx(1.0, abs=0.01))

    def test_spills_are_seen(self, major: int) -> None:
        """A sort on disk, and a hash in more than one batch, with the pages they wrote."""
        sort, hashed = one(major, "sort_spills", "Sort"), one(major, "hash_spills", "Hash")
        assert sort["disk_kb"] > 1000
        assert sort["temp_written_self"] > 100
        assert hashed["batches"] > 1

    def test_writes_are_seen(self, major: int) -> None:
        """WAL, and the pages made dirty, are those of the node that inserts."""
        insert = one(major, "writes", "ModifyTable")
        assert insert["wal_bytes_self"] > 1000
        assert insert["operation"] == "Insert"


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
