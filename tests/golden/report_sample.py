"""A small run with every kind of outcome and names that mean harm, for the tests of cards, reports and pages."""

from __future__ import annotations

from datetime import date

from sark_lib.errors import LockTimeout
from sark_lib.evidence.checks.coverage import Coverage
from sark_lib.evidence.checks.findings import Check, Severity
from sark_lib.evidence.checks.verdict import Verdict
from sark_lib.evidence.checks.waiver import Waiver
from sark_lib.evidence.report.model import Report, RunRef, StageResult, StepLine, run_report, stage_report

HOSTILE = "<script>alert('x')</script>\nPASS forged \u202e \x01 naïve 服务器"

RUN = RunRef(env="staging", run="2026-03-02-1412", mode="execute")

TODAY = date(2026, 3, 2)
WAIVERS = {
    "views_on_v1": Waiver(
        check="views_on_v1", reason=f"billing reads <v1> until its owners move: {HOSTILE}", until=date(2026, 6, 30)
    )
}
COVERED = Coverage(what="capabilities", rows=50_000, of=1_000_000, at_most_wrong=0.00006, confidence=0.95)


def check(check_id: str, severity: Severity) -> Check:
    """A check that says how many offenders it found, and the first."""
    return Check(
        id=check_id,
        title=f"Nothing offends {check_id}",
        severity=severity,
        message="{count} rows offend, the first is {key}",
        hint="Run sark-runbook run --from migrate",
    )


def verdict() -> Verdict:
    """One outcome of each kind, worst finding ERROR."""
    return Verdict(
        (
            check("schema.tables", Severity.CRITICAL).outcome([], seconds=0.25),
            check("data.placeholder", Severity.WARNING).outcome([{"key": 7, "name": HOSTILE}], seconds=0.5),
            check("parity.resources.name", Severity.ERROR).outcome(
                [{"key": "a", "expected": "x & y", "actual": None}], total=1234, seconds=1.0
            ),
            check("data.both", Severity.INFO).outcome([{"key": "b"}, {"key": "c"}]),
            check("schema.hypertable", Severity.WARNING).not_applicable("TimescaleDB is not installed here."),
            check("views_on_v1", Severity.ERROR).outcome([{"key": "billing"}]).under(WAIVERS, TODAY),
        )
    )


def validate_stage() -> Report:
    """The report of a stage that found something."""
    return stage_report(
        RUN,
        StageResult(
            stage="validate",
            suite="full",
            verdict=verdict(),
            steps=[StepLine(id="suites", state="done", seconds=1.75), StepLine(id="later", state="not run")],
            figures=[{"title": "How bad is it?", "sha256": "0" * 64}],
            coverage=[COVERED, Coverage(what="resources", rows=1_000, of=1_000)],
            not_checked=["costs: suite full leaves them alone"],
            server={"postgresql": "18.1", "schema": "public", "size": 1_234_567},
        ),
    )


def migrate_stage() -> Report:
    """The report of a stage that had nothing to complain of."""
    steps = [StepLine(id="servers", state="done", rows=1000, seconds=2.0), StepLine(id="tools", state="done", rows=500)]
    return stage_report(RUN, StageResult(stage="migrate", steps=steps))


def stopped_stage() -> Report:
    """The report of a stage that could not do its work."""
    error = LockTimeout("resources is locked by <pid 4242>.", where="public.resources", do="sark-runbook run")
    return stage_report(RUN, StageResult(stage="benchmark", error=error))


def run() -> Report:
    """The report of the three stages together."""
    return run_report(RUN, [migrate_stage(), validate_stage(), stopped_stage()])


def earlier() -> Report:
    """The report of a run before: with something that is gone, milder, fewer, and not asked again."""
    found = Verdict(
        (
            check("parity.resources.name", Severity.ERROR).outcome([{"key": "a"}], total=17),
            check("data.placeholder", Severity.INFO).outcome([{"key": 7}]),
            check("schema.tables", Severity.CRITICAL).outcome([{"key": "resources"}]),
            check("schema.hypertable", Severity.WARNING).outcome([{"key": "cost_tracking"}]),
            check("views_on_v1", Severity.ERROR).outcome([{"key": "billing"}]),
        )
    )
    ref = RunRef(env="staging", run="2026-02-27-0900", mode="execute")
    return run_report(ref, [stage_report(ref, StageResult(stage="validate", verdict=found))])
