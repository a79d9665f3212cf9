"""Patterns are read from their files, values are chosen by how often they occur, and timings are judged."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sark_lib.errors import DeclarationError
from sark_lib.evidence.benchmark import timings
from sark_lib.evidence.benchmark.timings import Case, Pattern, Timing
from sark_lib.evidence.checks.findings import Severity, Status
from sark_lib.evidence.figures.benchmark import targets
from sark_lib.evidence.plans.frame import read_plan
from sark_lib.evidence.render.table import Table
from sark_lib.pg.benchmark import parameters
from sark_lib.sql.loader import parse

PATTERN = Pattern(id="p9_find", title="Find", question="Where is it?", target_ms=50, sql="SELECT 1")
ROWS = pd.DataFrame({"id": ["a", "b"]})
PLAN = read_plan(
    {
        "Plan": {
            "Node Type": "Nested Loop",
            "Shared Hit Blocks": 40,
            "Shared Read Blocks": 2,
            "Plans": [
                {"Node Type": "Seq Scan", "Relation Name": "resources", "Shared Hit Blocks": 30},
                {"Node Type": "Index Scan", "Relation Name": "capabilities", "Index Name": "ix_cap_resource"},
            ],
        }
    }
)


def asked(kind: str = timings.WHOLE, value: str | None = None) -> Case:
    """A case of the pattern."""
    return Case(pattern=PATTERN, kind=kind, value=value)


def took(*ms: float, case: Case | None = None, failure: str = "") -> Timing:
    """A case with the times it took."""
    if failure:
        return Timing(case=case or asked(), failure=failure)
    return Timing(case=case or asked(), ms=ms, cpu_ms=(1.0, 9.0, 2.0), answer=ROWS, plan=PLAN)


def authored(header: str, sql: str = "SELECT 1") -> Pattern:
    """Read a pattern file."""
    return Pattern.authored(parse("patterns", "p9_find.sql", f"-- title: Find\n{header}\n\n{sql};\n".encode()))


# --- the files


def test_the_eight_patterns_are_the_application_s() -> None:
    """Each has its id, its target in milliseconds and at most one parameter, all of them drawn from something known."""
    patterns = parameters.patterns()
    assert [(p.id.partition("_")[0], p.target_ms) for p in patterns] == [
        *(("p1", 50), ("p2", 100), ("p3", 75), ("p4", 60), ("p5", 100), ("p6", 250), ("p7", 150), ("p8", 200)),
    ]
    assert [p.id.partition("_")[0] for p in patterns if p.parameter] == ["p1", "p2", "p3", "p5", "p8"]
    assert {p.domain for p in (*patterns, *parameters.variants(patterns)) if p.domain} == set(parameters._DOMAINS)
    assert all(p.question.endswith("?") for p in patterns)


@pytest.mark.parametrize(
    ("names", "found"),
    [("p4", ["p4"]), (" p7 , p1_list_resources_by_protocol,", ["p1", "p7"]), (",", ["p1", "p2", "p3"])],
)
def test_patterns_are_chosen_by_name(names: str, found: list[str]) -> None:
    """A name is a file's, or what comes before its first underscore; no name is all, and the order is the files'."""
    assert [pattern.id.partition("_")[0] for pattern in parameters.patterns(names)][:3] == found


def test_an_unknown_pattern_is_refused_with_the_nearest() -> None:
    """A misspelt pattern is never left out silently."""
    with pytest.raises(DeclarationError) as caught:
        parameters.patterns("p1,p4_high_sensitivty_capabilities")
    assert "Did you mean 'p4_high_sensitivity_capabilities'?" in caught.value.do


def test_a_pattern_is_read_with_its_parameter() -> None:
    """The header says what a bind is drawn from; a case binds its value."""
    pattern = authored("-- target_ms: 7.5\n-- parameters: key = schema key", "SELECT :key")
    assert (pattern.target_ms, pattern.parameter, pattern.domain) == (7.5, "key", "schema key")
    assert Case(pattern=pattern, kind="rare", value="oneOf").binds == {"key": "oneOf"}
    assert asked().binds == {}


@pytest.mark.parametrize(
    ("header", "sql", "line"),
    [
        ("-- target_ms: soon", "SELECT 1", 2),
        ("-- target_ms: 0", "SELECT 1", 2),
        ("-- target_ms: nan", "SELECT 1", 2),
        ("-- target_ms: inf", "SELECT 1", 2),
        ("-- target_ms: 5", "SELECT :key", 1),
        ("-- target_ms: 5\n-- parameters: key = schema key", "SELECT 1", 3),
        ("-- target_ms: 5\n-- parameters: key = schema key", "SELECT :other", 3),
        ("-- target_ms: 5\n-- parameters: key", "SELECT :key", 3),
        ("-- target_ms: 5\n-- parameters: key = schema key", "SELECT :key, :other", 3),
    ],
)
def test_a_pattern_that_cannot_be_meant_is_refused_with_its_line(header: str, sql: str, line: int) -> None:
    """A target that is no time, or a bind that nothing is drawn for, is refused."""
    with pytest.raises(DeclarationError) as caught:
        authored(header, sql)
    assert caught.value.where == f"sql/patterns/p9_find.sql:{line}"


# --- the values


def counted(rows: dict[str, int], total: int = 10_000) -> pd.DataFrame:
    """Values with how many rows have them."""
    return pd.DataFrame([(value, n, total) for value, n in rows.items()], columns=["value", "rows", "total"])


def chosen(values: pd.DataFrame, seed: int = 1) -> dict[str, list[str]]:
    """The value of each class."""
    return {kind: list(found["value"]) for kind, found in parameters.by_class(values, seed)}


def test_a_value_of_every_class_is_chosen() -> None:
    """The most frequent one, one that 1 or 2 of 100 rows have, one that 1 of 1000 have, and one that none has."""
    values = counted({"none": 0, "one": 1, "few": 10, "some": 150, "many": 2_000, "most": 7_000})
    assert chosen(values) == {"common": ["most"], "uncommon": ["some"], "rare": ["few"], "absent": ["none"]}


def test_a_class_may_have_no_value() -> None:
    """Where all rows have the same value there is nothing uncommon and nothing rare."""
    values = counted({"mcp": 10_000, "none": 0})
    assert chosen(values) == {"common": ["mcp"], "uncommon": [], "rare": [], "absent": ["none"]}


@given(
    st.dictionaries(st.text(max_size=3), st.integers(1, 2_000), min_size=1, max_size=30),
    st.integers(0, 2**32 - 1),
    st.randoms(use_true_random=False),
)
def test_the_same_values_give_the_same_choice(rows: dict[str, int], seed: int, order: object) -> None:
    """The order in which the server returns values changes nothing, and each choice keeps what its class says."""
    values = counted({**rows, "absent value": 0})
    shuffled = values.sample(frac=1, random_state=np.random.RandomState(abs(hash(order)) % 2**32))
    assert chosen(values, seed) == chosen(shuffled, seed)
    for kind, found in parameters.by_class(values, seed):
        assert len(found) <= 1
        least, below = {"common": (0.01, 101), "absent": (0, 0.001), **parameters._CLASSES}[kind]
        assert (100 * found["rows"] / found["total"]).between(least, below, inclusive="left").all()


def test_the_seed_decides_between_values_of_one_class() -> None:
    """Another seed may take another value, and over a few seeds it does."""
    values = counted({"most": 9_000, **{f"owner {n}": 10 for n in range(50)}})
    assert len({chosen(values, seed)["rare"][0] for seed in range(10)}) > 3


def test_what_cannot_be_asked_says_why() -> None:
    """A table of cases shows a class without a value as not applicable, with the reason."""
    cases = [asked("common", "mcp"), Case(pattern=PATTERN, kind="rare", missing="no protocol is that rare")]
    assert list(timings.drawn(cases)["value"]) == ["mcp", "not applicable: no protocol is that rare"]


# --- the judgement


def test_the_95th_of_100_is_judged() -> None:
    """Five slow runs of 100 are within the target, six are not; exactly the target is within it."""
    assert not took(*[50.0] * 95, *[51.0] * 5).missed
    assert took(*[50.0] * 94, *[51.0] * 6).missed
    assert took(51.0, 51.0).missed


def test_one_row_a_case_is_told() -> None:
    """Median, 95th percentile, the median of the CPU, buffers with those read, and what the plan reads."""
    row = timings.measured([took(1.0, 2.0, 4.0)]).iloc[0]
    assert (row["pattern"], row["class"], row["target_ms"], row["rows"]) == ("p9_find", "whole", 50, 2)
    assert (row["median_ms"], row["p95_ms"], row["cpu_ms"], row["buffers"]) == (2.0, 4.0, 2.0, 42)
    assert row["reads"] == "Seq Scan resources, Index Scan ix_cap_resource"


def test_the_text_of_measured_cases_lasts() -> None:
    """Two measurements of the same data have the same text, however long they took; another answer has another."""
    text = [
        repr(Table(timings.measured([timing]), live=timings.LIVE))
        for timing in (took(1.0), took(2.0), Timing(case=asked(), ms=(1.0,), answer=ROWS.iloc[::-1], plan=PLAN))
    ]
    assert text[0] == text[1]
    assert text[0] != text[2]


def test_cpu_that_could_not_be_seen_is_missing() -> None:
    """A server on another machine leaves the column empty; nothing is made up."""
    assert timings.measured([Timing(case=asked(), ms=(1.0,), answer=ROWS, plan=PLAN)])["cpu_ms"].isna().all()


def test_a_missed_target_is_a_warning_that_names_the_case() -> None:
    """Each pattern has one outcome; its offenders are the cases that missed, with what they took."""
    cases = [asked("common", "mcp"), asked("rare", "grpc")]
    (outcome,) = timings.outcomes(cases, [took(1.0, case=cases[0]), took(80.0, case=cases[1])])
    assert (outcome.check, outcome.status, outcome.severity) == ("target.p9_find", Status.FAILED, Severity.WARNING)
    assert outcome.offenders == ({"class": "rare", "value": "grpc", "p95_ms": 80.0},)
    assert outcome.message == "Find: 1 of its cases missed 50 ms, rare first"


def test_a_case_without_an_answer_missed_its_target() -> None:
    """What ran into a timeout or failed is no success; the reason stands beside it, and no number."""
    (outcome,) = timings.outcomes([asked()], [took(failure="the statement was cancelled")])
    assert outcome.status is Status.FAILED
    assert outcome.offenders == ({"class": "whole", "value": None, "why": "the statement was cancelled"},)
    row = timings.measured([took(failure="the statement was cancelled")]).iloc[0]
    assert row[["rows", "answer", "median_ms", "p95_ms", "cpu_ms", "buffers"]].isna().all()
    assert row["reads"] == "the statement was cancelled"


def test_a_met_target_says_nothing_live() -> None:
    """The outcome of a pattern that met its target is the same however long it took."""
    assert timings.outcomes([asked()], [took(1.0)]) == timings.outcomes([asked()], [took(49.0)])


def test_a_pattern_that_nobody_could_ask_is_not_applicable() -> None:
    """On an empty database no target is met; it says why instead."""
    cases = [Case(pattern=PATTERN, kind=timings.WHOLE, missing="there are no resources")]
    (outcome,) = timings.outcomes(cases, [])
    assert (outcome.status, outcome.message) == (Status.NOT_APPLICABLE, "there are no resources")
    assert timings.slowest(timings.measured([])).empty


def test_the_figure_shows_the_slowest_case_of_each_pattern() -> None:
    """One row a pattern, its worst 95th percentile against its target; a case without an answer has no length."""
    frame = timings.measured([took(1.0), took(20.0), took(failure="it failed")])
    assert timings.slowest(frame).to_dict("records") == [{"pattern": "p9_find", "measured_ms": 20.0, "target_ms": 50.0}]
    assert "p9_find" in repr(targets(timings.slowest(frame)))
