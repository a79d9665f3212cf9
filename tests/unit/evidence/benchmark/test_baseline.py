"""A baseline comes back from its file as it was, refuses what it cannot be compared with, and names what costs more."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sark_lib.errors import StepFailed
from sark_lib.evidence.benchmark import baseline
from sark_lib.evidence.benchmark.baseline import Baseline, Environment, Kept
from sark_lib.evidence.checks.findings import Status

WHERE = Environment(
    env="local", major=18, version="18.1", seed=1, pages={"t": 100}, settings={"work_mem": "4MB"}, load=1.0
)


def explained(kind: str, buffers: int, index: str | None = None) -> list[dict[str, Any]]:
    """An EXPLAIN of one node."""
    node = {"Node Type": kind, "Relation Name": "capabilities", "Shared Hit Blocks": buffers, "Actual Loops": 1}
    node |= {"Actual Rows": 1, "Plan Rows": 1} | ({"Index Name": index} if index else {})
    return [{"Plan": node}]


def kept(plan: object, buffers: int, cpu_ms: float, value: str = "v") -> Baseline:
    """A baseline of one case."""
    cpu = tuple(cpu_ms * share for share in (0.98, 1.0, 1.02, 0.99, 1.01))
    case = Kept(
        pattern="p4", kind="whole", value=value, median_ms=1, p95_ms=2, cpu_ms=cpu, buffers=buffers, explained=plan
    )
    return Baseline(environment=WHERE, cases=(case,))


BY_INDEX = kept(explained("Index Scan", 464, "hot"), 464, 2.0)


def test_a_file_gives_back_what_was_kept() -> None:
    """Written and read it is the same, and its form stands in it."""
    text = BY_INDEX.model_dump_json()
    assert baseline.read(text, "b.json") == BY_INDEX
    assert json.loads(text)["form"] == baseline.FORM


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Invalid JSON"),
        ("{}", "environment"),
        (BY_INDEX.model_dump_json().replace("sark-benchmark/1", "sark-benchmark/9"), "form"),
        (BY_INDEX.model_dump_json().replace('"seed"', '"seeds"'), "environment.seed"),
    ],
)
def test_another_file_is_refused_by_what_is_wrong_in_it(text: str, said: str) -> None:
    """No traceback: the place in the file, and what to do."""
    with pytest.raises(StepFailed) as caught:
        baseline.read(text, "b.json")
    assert said in caught.value.what
    assert caught.value.where == "b.json"
    assert caught.value.exit_code == 2


def test_the_same_costs_pass() -> None:
    """A benchmark held against itself passes, and so does one that costs less, with another plan."""
    better = kept(explained("Index Only Scan", 100, "better"), 100, 1.0)
    for now in (BY_INDEX, better):
        assert [outcome.status for outcome in baseline.compare(BY_INDEX, now, "b.json")] == [Status.PASSED]


def test_more_pages_are_an_error_that_names_the_node() -> None:
    """The sentence has both numbers, and the node that touches most of them."""
    now = kept(explained("Seq Scan", 66_882), 66_882, 2.0)
    (outcome,) = baseline.compare(BY_INDEX, now, "b.json")
    assert outcome.finding is not None
    assert outcome.severity.exit_code == 1
    assert "464 pages became 66,882" in outcome.message
    assert "Seq Scan" in outcome.message


def test_more_cpu_is_an_error_beyond_the_noise_alone() -> None:
    """A third more with intervals apart is one; as many pages, a tenth more, or microseconds are none."""
    for cpu_ms, status in ((4.0, Status.FAILED), (2.2, Status.PASSED)):
        (outcome,) = baseline.compare(BY_INDEX, kept(explained("Index Scan", 464, "hot"), 464, cpu_ms), "b.json")
        assert outcome.status is status
    assert baseline.cpu([0.1, 0.11, 0.1], [0.3, 0.31, 0.3]) == ""
    assert baseline.cpu([], [9.0, 9.0, 9.0]) == ""
    assert baseline.cpu([2.0, 2.1, 2.0], [9.0, 9.0, 9.0]) == "2 CPU-ms became 9"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"major": 17}, "PostgreSQL 18, this is 17"),
        ({"seed": 2}, "seed 1, this with 2"),
        ({"pages": {"t": 111}}, "t had 100 pages, and has 111"),
        ({"pages": {}}, "t had 100 pages, and has 0"),
    ],
)
def test_what_cannot_be_compared_is_said(changed: dict[str, Any], said: str) -> None:
    """Another version, seed or size is no regression and no success: exit code 2, with the reason."""
    now = BY_INDEX.model_copy(update={"environment": WHERE.model_copy(update=changed)})
    with pytest.raises(StepFailed, match=said) as caught:
        baseline.compare(BY_INDEX, now, "b.json")
    assert caught.value.exit_code == 2


def test_another_value_cannot_be_compared() -> None:
    """The data changed what is asked for."""
    with pytest.raises(StepFailed, match="asked for 'v', and now for 'w'"):
        baseline.compare(BY_INDEX, kept(explained("Index Scan", 464, "hot"), 464, 2.0, value="w"), "b.json")


def test_other_settings_and_cases_are_noted() -> None:
    """They are no reason to refuse, but one to look at."""
    other = WHERE.model_copy(update={"settings": {"work_mem": "64MB"}})
    now = Baseline(environment=other, cases=())
    assert baseline.notes(BY_INDEX, now) == ["work_mem=4MB then, 64MB now", "p4, whole: not asked now"]
    assert [o.status for o in baseline.compare(BY_INDEX, now, "b.json")] == [Status.PASSED]
