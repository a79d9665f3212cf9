"""The verdict on a candidate, and the tables and figures of what was tried."""

from __future__ import annotations

import pytest

from sark_lib.evidence.advisor import trials
from sark_lib.evidence.advisor.candidate import Candidate
from sark_lib.evidence.advisor.catalog import Catalogue, Column, Index, Key, Table
from sark_lib.evidence.advisor.index_size import forecast
from sark_lib.evidence.advisor.trials import Reading, Tried, copied, declared
from sark_lib.evidence.advisor.view_query import asked_of
from sark_lib.evidence.figures.indexes import benefit, pareto
from sark_lib.schema import indexes

CASE = ("p1_list", "rare")
OTHER = ("p2_search", "common")


def reading(buffers: int, cpu_ms: float | None = None, answer: str = "") -> Reading:
    """What a case cost."""
    plan = {"Node Type": "Seq Scan", "Relation Name": "t", "Shared Hit Blocks": buffers}
    return Reading(explained=[{"Plan": plan}], cpu_ms=cpu_ms, answer=answer)


def one(*pairs: tuple[Reading, Reading], kind: str = "index", **rest: object) -> Tried:
    """What trying gave for one or two cases."""
    before, after = ({key: pair[side] for key, pair in zip((CASE, OTHER), pairs, strict=False)} for side in (0, 1))
    candidate = Candidate(kind=kind, rule="R1", table="t", name="ix", reason="x")  # type: ignore[arg-type]
    return Tried(candidate=candidate, before=before, after=after, **rest)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [
        (reading(100), reading(50), True),
        (reading(100), reading(51), False),
        (reading(4), reading(1), False),  # three pages are not worth an index
        (reading(100, 40.0), reading(100, 19.0), True),
        (reading(100, 9.0), reading(100, 1.0), False),  # so little CPU cannot be told from noise
        (reading(100, None), reading(100, None), False),
    ],
)
def test_a_pattern_has_to_gain_twice(before: Reading, after: Reading, *, kept: bool) -> None:
    """In pages, or in CPU where there is enough of it to be measured."""
    assert one((before, after)).kept is kept


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [
        (reading(100), reading(119), True),
        (reading(100), reading(121), False),
        (reading(100, 100.0), reading(100, 149.0), True),  # as a busy machine does to it
        (reading(100, 100.0), reading(100, 151.0), False),
        (reading(100, 100.0), reading(115, 125.0), False),  # pages agree
        (reading(100, 5.0), reading(100, 9.0), True),
    ],
)
def test_no_other_may_lose_a_fifth(before: Reading, after: Reading, *, kept: bool) -> None:
    """What one pattern gains another must not pay; a statement written anew harms nobody who does not ask it."""
    gaining = (reading(1000), reading(10))
    assert one(gaining, (before, after)).kept is kept
    assert one(gaining, (before, after), kind="rewrite").kept


def test_another_answer_is_no_gain() -> None:
    """A rewrite that answers something else is refused, and the case is named."""
    found = one((reading(100, answer="a"), reading(1, answer="b")), kind="rewrite", unequal=(CASE,))
    assert not found.kept
    assert found.why == "another answer: p1 rare"


def test_a_candidate_becomes_a_declaration() -> None:
    """Key, order, operator class, expression: each part is written as CREATE INDEX takes it."""
    key = (
        Key(expression="name", descending=True, nulls_first=False),
        Key(expression="metadata", opclass="jsonb_path_ops"),
        Key(expression="lower(name)", is_column=False),
        Key(expression="id"),
    )
    candidate = Candidate(kind="index", rule="R1", table="t", name="ix", reason="x", key=key, predicate="id > 1")
    assert declared(candidate).columns == ("name DESC NULLS LAST", "metadata jsonb_path_ops", "(lower(name))", "id")
    assert copied(Index(name="ix", table="t", key=key)).columns == declared(candidate).columns


def test_a_view_is_asked_in_the_order_of_its_statement() -> None:
    """Columns by their names in the view, order and limit as before."""
    asked = asked_of("mv", "SELECT r.a, count(*) AS n FROM r GROUP BY r.a ORDER BY n DESC NULLS LAST, r.a LIMIT 5")
    assert " ".join(asked.split()) == "SELECT a, n FROM mv ORDER BY n DESC NULLS LAST, a LIMIT 5"


def test_figures_say_in_text_what_they_show() -> None:
    """Benefit and price are drawn the same to the byte, rejected candidates too."""
    found = [
        one((reading(1000), reading(10)), bytes=2**20, insert_ms=0.5),
        one((reading(1000), reading(900)), (reading(10), reading(100)), bytes=2**20),
    ]
    picture = benefit(trials.matrix(found))
    assert picture.png() == benefit(trials.matrix(found)).png()
    assert "Which pattern gains by which index" in repr(picture)
    assert list(trials.steps(found)["buffers"]) == [1000, 10]
    assert pareto(trials.steps(found)).png().startswith(b"\x89PNG")


def test_before_and_after_are_compared_by_pages() -> None:
    """A case that reads over a fifth more is named; one that was not asked before is left out."""
    before = {"p1 rare": (100, 1.0), "p2 common": (1000, None), "p2 rare": (100, None)}
    after = {"p1 rare": (10, 1.0), "p2 common": (1300, None), "p2 rare": (150, None), "p3 new": (1, 1.0)}
    frame = trials.compared(before, after)
    assert list(frame["times"]) == [10.0, 1000 / 1300, 100 / 150]
    assert trials.slower(frame) == [{"case": "p2 common", "times": 1.3}]  # of 150 pages nobody feels a third


@pytest.mark.parametrize(
    ("name", "mb"),
    [("ix_cap_resource", 9.8), ("ix_cap_name", 30.1), ("ix_cap_sens_name_hot", 13.2), ("ix_cost_time_brin", 0.04)],
)
def test_the_forecast_of_sizes_is_within_a_factor_of_two(name: str, mb: float) -> None:
    """Against what was built at 1M capabilities and 5M costs."""
    shares = {"low": 0.5, "medium": 0.35, "high": 0.12, "critical": 0.03}
    columns = (
        Column(name="id", type="text", width=12),
        Column(name="resource_id", type="text", width=12, n_distinct=100_000),
        Column(name="name", type="text", width=17, n_distinct=-0.5),
        Column(name="sensitivity_level", type="text", width=7, n_distinct=4, common=shares),
        Column(name="timestamp", type="timestamptz", width=8),
    )
    stands = Catalogue(tables=(
        Table(name="capabilities", columns=columns, rows=1e6, bytes=575 * 2**20),
        Table(name="cost_tracking", columns=columns, rows=5e6, bytes=674 * 2**20),
    ))  # fmt: skip
    found = forecast(indexes.DEFAULT, stands).set_index("name")["mb"]
    assert mb / 2 <= found[name] <= mb * 2
    assert found.isna()["ix_res_metadata_path"]  # its table is not there


@pytest.mark.parametrize("index", indexes.DEFAULT, ids=lambda index: index.name)
def test_every_index_says_why_it_is_there(index: indexes.Index) -> None:
    """A rule, a reason and at least one pattern: whoever wants to drop it knows whom to ask."""
    assert index.rule.startswith("R")
    assert index.reason
    assert index.patterns
