"""A report fits its published form, tells no lie, and becomes JUnit XML."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from jsonschema_rs import meta
from junitparser import Error, Failure, JUnitXml, Skipped

from sark_lib.errors import EvidenceUnwritable, GateClosed
from sark_lib.evidence.checks.verdict import Verdict
from sark_lib.evidence.report.junit import junit
from sark_lib.evidence.report.model import (
    Report,
    StageResult,
    outcome_entry,
    read_outcome,
    run_report,
    schema,
    stage_report,
    validate_report,
)
from tests.golden.report_sample import HOSTILE, RUN, migrate_stage, run, stopped_stage, validate_stage, verdict


def written(report: Report) -> str:
    """The report as a file holds it."""
    return json.dumps(report, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def test_the_schema_is_a_schema() -> None:
    """The published form is valid JSON Schema 2020-12, and every object in it is closed."""
    meta.validate(schema())
    objects = [part for part in parts(schema()) if isinstance(part, dict) and part.get("type") == "object"]
    assert len(objects) >= 8
    assert all("additionalProperties" in each for each in objects)


def parts(node: Any) -> list[Any]:
    """Every node of a JSON document."""
    below = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return [node, *(part for child in below for part in parts(child))]


def test_a_report_survives_its_file() -> None:
    """What is read back is valid and the same, outcomes included."""
    report = json.loads(written(run()))
    validate_report(report)
    assert report == run()
    assert tuple(read_outcome(json.loads(json.dumps(outcome_entry(each)))) for each in verdict().outcomes) == (
        verdict().outcomes
    )


def test_the_worst_stage_is_the_run() -> None:
    """A run is as bad as the worst of its stages, and one that could not work ends in 2."""
    assert migrate_stage()["verdict"] == {"worst": None, "exit_code": 0}
    assert validate_stage()["verdict"] == {"worst": "ERROR", "exit_code": 1}
    assert stopped_stage()["verdict"] == {"worst": None, "exit_code": 2}
    assert run()["verdict"] == {"worst": "ERROR", "exit_code": 2}
    assert run_report(RUN, [])["verdict"] == {"worst": None, "exit_code": 0}


def test_a_closed_gate_ends_in_its_own_exit_code() -> None:
    """A gate closed by findings of ERROR ends in 1, though it is an error."""
    report = stage_report(RUN, StageResult(stage="migrate", error=GateClosed("2 findings of ERROR.", exit_code=1)))
    assert report["verdict"]["exit_code"] == 1
    assert report["error"]["kind"] == "GateClosed"


WAIVED = {"check": "x", "reason": "x", "until": "2026-06-30", "at_most": None}


def change(**values: object) -> Callable[[Report], None]:
    """Set keys of the report."""
    return lambda report: report.update(values)


def outcome(**values: object) -> Callable[[Report], None]:
    """Set keys of the second outcome, a failed one."""
    return lambda report: report["outcomes"][1].update(values)


@pytest.mark.parametrize(
    ("spoil", "where"),
    [
        (change(schema_version=1), "$"),
        (change(mode="dry"), "$"),
        (change(extra=1), "$"),
        (change(stage="Not a name"), "$"),
        (change(steps=[{"id": "a"}]), "$"),
        (change(server={"version": ["18"]}), "$"),
        (change(figures=[{"title": "x", "sha256": "0"}]), "$"),
        (lambda report: report.pop("outcomes"), "$"),
        (outcome(status="fine"), "$"),
        (outcome(severity="FATAL"), "$"),
        (outcome(count=-1), "$"),
        (outcome(count=0), "$"),
        (outcome(status="passed"), "$"),
        (outcome(offenders=[{"key": {"nested": 1}}]), "$"),
        (outcome(seconds=-0.1), "$"),
        (outcome(status="waived"), "$"),
        (outcome(waiver=dict(WAIVED)), "$"),
        (outcome(status="waived", severity="CRITICAL", waiver=dict(WAIVED)), "$"),
        (outcome(status="waived", waiver=WAIVED | {"until": "soon"}), "$"),
        (outcome(status="waived", waiver=WAIVED | {"reason": ""}), "$"),
        (change(coverage=[{"what": "x", "rows": 1}]), "$"),
        (change(not_checked=[""]), "$"),
        (change(verdict={"worst": "WARNING", "exit_code": 1}), "$.verdict"),
        (change(verdict={"worst": "ERROR", "exit_code": 0}), "$.verdict"),
        (outcome(severity="CRITICAL"), "$.verdict"),
        (
            change(error={"kind": "X", "what": "x", "where": "", "do": ""}, verdict={"worst": "ERROR", "exit_code": 0}),
            "$.v",
        ),
    ],
)
def test_a_report_that_does_not_fit_is_refused(spoil: Callable[[Report], object], where: str) -> None:
    """A wrong key, value or type is refused, and a verdict that its outcomes do not bear out."""
    report = copy.deepcopy(validate_stage())
    spoil(report)
    with pytest.raises(EvidenceUnwritable) as caught:
        validate_report(report)
    assert caught.value.where.startswith(where)


def test_a_run_kinder_than_its_stages_is_refused() -> None:
    """A run that says 0 over a stage that says 1 is refused, and so is a false stage within it."""
    kinder, within = copy.deepcopy(run()), copy.deepcopy(run())
    kinder["verdict"] = {"worst": None, "exit_code": 0}
    within["stages"][1]["outcomes"].pop(2)
    for report, where in ((kinder, "$.verdict"), (within, "$.stages[1].verdict")):
        with pytest.raises(EvidenceUnwritable) as caught:
            validate_report(report)
        assert caught.value.where == where


def test_the_refusal_says_what_is_wrong() -> None:
    """The message names the key and the value."""
    report = copy.deepcopy(validate_stage())
    report["outcomes"][1]["seconds"] = "fast"
    with pytest.raises(EvidenceUnwritable, match='"fast" is not of type "number"') as caught:
        validate_report(report)
    assert caught.value.where == "$.outcomes[1].seconds"


def test_junit_is_read_back() -> None:
    """A reader of JUnit XML sees a suite for every stage, a case for every check, and the right counts."""
    document = JUnitXml.fromstring(junit(run()).encode())
    assert [suite.name for suite in document] == ["migrate", "validate.full", "benchmark"]
    assert (document.tests, document.failures, document.errors, document.skipped) == (7, 1, 1, 2)
    cases = {str(case.name): case for suite in document for case in suite}
    assert {name: [type(each) for each in case.result] for name, case in cases.items()} == {
        "schema.tables": [],
        "data.placeholder": [],
        "parity.resources.name": [Failure],
        "data.both": [],
        "schema.hypertable": [Skipped],
        "views_on_v1": [Skipped],
        "stage": [Error],
    }
    assert cases["data.both"].system_out.startswith("INFO: 2 rows offend")
    assert "… and 1,233 more" in cases["parity.resources.name"].result[0].text


def test_junit_is_red_exactly_when_the_exit_code_is() -> None:
    """A CI server that counts failures and errors agrees with the exit code."""
    for report in (run(), migrate_stage(), validate_stage(), stopped_stage()):
        document = JUnitXml.fromstring(junit(report).encode())
        assert bool(document.failures + document.errors) == bool(report["verdict"]["exit_code"])


def test_junit_survives_hostile_names() -> None:
    """What XML forbids is shown escaped, in one line; markup is text."""
    document = JUnitXml.fromstring(junit(validate_stage()).encode())
    (text,) = [case.system_out for suite in document for case in suite if case.name == "data.placeholder"]
    assert HOSTILE.partition("\n")[0] in text
    assert r"\nPASS forged \u202e \x01 naïve" in text


def test_an_empty_run_is_valid_junit() -> None:
    """No stages make a document without suites, and a stage without checks a suite without cases."""
    assert JUnitXml.fromstring(junit(run_report(RUN, [])).encode()).tests == 0
    stage = stage_report(RUN, StageResult(stage="schema", verdict=Verdict()))
    assert [len(suite) for suite in JUnitXml.fromstring(junit(stage).encode())] == [0]
