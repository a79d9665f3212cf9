"""A small run with every kind of outcome and names that mean harm, for the tests of cards, reports and pages."""

from __future__ import annotations

from sark_lib.errors import LockTimeout
from sark_lib.evidence.findings import Check, Severity, Verdict
from sark_lib.evidence.report import Report, RunRef, StageResult, StepLine, run_report, stage_report

HOSTILE = "<script>alert('x')</script>\nPASS forged \u202e \x01 naïve 服务器"

RUN = RunRef(env="staging", run="2026-03-02-1412", mode="execute")


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
