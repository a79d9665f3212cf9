"""What a stage or a run leaves behind as JSON, for programs; ``report.schema.json`` is its published form."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from importlib.resources import files
from typing import Any, Literal

from jsonschema_rs import Draft202012Validator

from sark_lib.errors import EvidenceUnwritable, ReportUnreadable, SarkError
from sark_lib.evidence.checks.coverage import Coverage
from sark_lib.evidence.checks.findings import Outcome, Severity, Status
from sark_lib.evidence.checks.verdict import Verdict
from sark_lib.evidence.checks.waiver import Waiver
from sark_lib.evidence.values import Scalar, plain

# 2 adds to 1: the status "waived" with its waiver, and what a stage has covered and what it has not.
SCHEMA_VERSION = 2

Mode = Literal["dry-run", "execute"]
Report = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class StepLine:
    """What became of one step.

    Args:
        id: The step's ledger id.
        state: One word or two in small letters, for example ``done``, ``skipped``, ``failed``, ``not run``.
        rows: Rows it changed; None where that says nothing.
        seconds: How long it took; None where it did not run.
        note: Anything a reader should know.
    """

    id: str
    state: str
    rows: int | None = None
    seconds: float | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class RunRef:
    """Which run a report belongs to.

    Args:
        env: The environment's name.
        run: The run's id.
        mode: Whether anything could be written.
    """

    env: str
    run: str
    mode: Mode


@dataclass(frozen=True, kw_only=True)
class StageResult:
    """All that a stage has to report.

    Args:
        stage: The stage's name.
        verdict: What its checks found.
        steps: What became of its steps, in order.
        figures: ``{"title", "sha256"}`` of every figure (``Picture.entry``).
        server: What was asked: version, database, schema.
        suite: The suite of checks, where only one was asked for.
        error: Why the stage could not do its work.
        coverage: What was compared, and of how much.
        not_checked: What was not looked at, by name, with the reason.
    """

    stage: str
    verdict: Verdict = field(default_factory=Verdict)
    steps: Sequence[StepLine] = ()
    figures: Sequence[Mapping[str, str]] = ()
    server: Mapping[str, object] = field(default_factory=dict)
    suite: str | None = None
    error: SarkError | None = None
    coverage: Sequence[Coverage] = ()
    not_checked: Sequence[str] = ()


def stage_report(run: RunRef, result: StageResult) -> Report:
    """Return a stage's report, ready for ``json.dumps``.

    Raises:
        EvidenceUnwritable: The report does not fit its published form.
    """
    suite = {} if result.suite is None else {"suite": result.suite}
    covered = {"coverage": [asdict(part) for part in result.coverage], "not_checked": list(result.not_checked)}
    verdict = {"worst": _name(result.verdict.worst), "exit_code": _exit_code(result)}
    report = {
        "schema_version": SCHEMA_VERSION,
        "stage": result.stage,
        **suite,
        **asdict(run),
        "verdict": verdict,
        "error": _error(result.error),
        "outcomes": [outcome_entry(outcome) for outcome in result.verdict.outcomes],
        "steps": [asdict(step) for step in result.steps],
        "figures": [dict(figure) for figure in result.figures],
        "server": {name: plain(value) for name, value in result.server.items()},
        **{name: entries for name, entries in covered.items() if entries},
    }
    validate_report(report)
    return report


def run_report(run: RunRef, stages: Sequence[Report]) -> Report:
    """Return a run's report: its stages' reports, and the worst of their verdicts.

    Raises:
        EvidenceUnwritable: A stage's report does not fit its published form.
    """
    report = {
        "schema_version": SCHEMA_VERSION,
        **asdict(run),
        "verdict": worst_verdict(stages),
        "stages": list(stages),
    }
    validate_report(report)
    return report


def worst_verdict(stages: Sequence[Report]) -> dict[str, Scalar]:
    """Return the ``verdict`` entry of a run: worst severity and highest exit code of its stages."""
    worst = max((Severity[stage["verdict"]["worst"]] for stage in stages if stage["verdict"]["worst"]), default=None)
    return {"worst": _name(worst), "exit_code": max((stage["verdict"]["exit_code"] for stage in stages), default=0)}


def validate_report(report: Report) -> None:
    """Hold a report to its published form, and its verdict to its outcomes.

    Args:
        report: A stage's or a run's report, as read from JSON.

    Raises:
        EvidenceUnwritable: It does not fit; the message names the first place that matters.
    """
    # Of the two forms, that it means to be: held to either of them, it would only be told that it is neither.
    form = "run_report" if "stages" in report else "stage_report"
    validator = Draft202012Validator({"$ref": f"#/$defs/{form}", "$defs": schema()["$defs"]})
    problem = next(iter(validator.iter_errors(report)), None)
    if problem is not None:
        raise _misfit(problem.message, _json_path(problem.instance_path))
    if "stages" not in report:
        _hold_to_outcomes(report, "$.verdict")
        return
    for index, stage in enumerate(report["stages"]):
        _hold_to_outcomes(stage, f"$.stages[{index}].verdict")
    if report["verdict"] != worst_verdict(report["stages"]):
        raise _misfit("the run's verdict is not the worst of its stages'", "$.verdict")


def read_report(text: str, where: str) -> Report:
    """Return a report from its file; one of form 1, which form 2 only adds to, is read as one of form 2.

    Args:
        text: What the file holds.
        where: What it is called in messages.

    Raises:
        ReportUnreadable: It is no report; the message names the first place that matters.
    """
    do = "name a report.json, NN_stage.json, or what `sark-runbook validate --output` wrote"
    try:
        report = json.loads(text)
        for part in (report, *report.get("stages", ())) if isinstance(report, dict) else ():
            if part.get("schema_version") == 1:
                part["schema_version"] = SCHEMA_VERSION
        validate_report(report)
    except EvidenceUnwritable as error:
        raise ReportUnreadable(error.what, where=f"{where}, {error.where}", do=do) from None
    except (ValueError, AttributeError, TypeError):
        raise ReportUnreadable("The file holds no report", where=where, do=do) from None
    return dict(report)


def schema() -> dict[str, Any]:
    """Return the published JSON schema."""
    text = files("sark_lib.evidence").joinpath("report.schema.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def outcome_entry(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome as the report holds it."""
    entry = asdict(outcome)
    waiver = entry.pop("waiver")
    if outcome.waiver is not None:
        entry["waiver"] = waiver | {"until": outcome.waiver.until.isoformat()}
    return entry | {
        "severity": str(outcome.severity),
        "status": str(outcome.status),
        "offenders": [dict(offender) for offender in outcome.offenders],
    }


def read_outcome(entry: Mapping[str, Any]) -> Outcome:
    """Return the outcome that a report holds; the inverse of ``outcome_entry``."""
    read = {
        "severity": Severity[entry["severity"]],
        "status": Status(entry["status"]),
        "offenders": tuple(entry["offenders"]),
    }
    if waiver := entry.get("waiver"):
        read["waiver"] = Waiver(**(waiver | {"until": date.fromisoformat(waiver["until"])}))
    return Outcome(**(dict(entry) | read))


def read_verdict(report: Report) -> Verdict:
    """Return what the checks of a stage's report found."""
    return Verdict(tuple(read_outcome(entry) for entry in report["outcomes"]))


def _hold_to_outcomes(report: Report, where: str) -> None:
    """Refuse a stage whose verdict is kinder, or harsher, than its outcomes."""
    verdict = read_verdict(report)
    if report["verdict"]["worst"] != _name(verdict.worst):
        raise _misfit(f"the worst finding is {verdict.worst}, and the verdict says otherwise", where)
    if report["error"] is None and report["verdict"]["exit_code"] != verdict.exit_code:
        raise _misfit(f"the findings end in exit code {verdict.exit_code}, and the verdict says otherwise", where)
    if report["error"] is not None and report["verdict"]["exit_code"] == 0:
        raise _misfit("the stage could not do its work, and the verdict says 0", where)


def _exit_code(result: StageResult) -> int:
    error = 0 if result.error is None else result.error.exit_code
    return max(error, result.verdict.exit_code)


def _error(error: SarkError | None) -> dict[str, str] | None:
    if error is None:
        return None
    return {"kind": type(error).__name__, "what": error.what, "where": error.where, "do": error.do}


def _name(severity: Severity | None) -> str | None:
    return None if severity is None else severity.name


def _json_path(parts: Sequence[str | int]) -> str:
    return "$" + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)


def _misfit(what: str, where: str) -> EvidenceUnwritable:
    return EvidenceUnwritable(
        f"The report does not fit its published form: {what}.",
        where=where,
        do="Compare it with sark_lib/evidence/report.schema.json.",
    )
