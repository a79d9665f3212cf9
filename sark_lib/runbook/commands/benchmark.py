"""The regression guard: a benchmark without its notebook, kept as a file or held against one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import typer

from sark_lib.errors import EvidenceUnwritable, ParamsError, StepFailed
from sark_lib.evidence.benchmark import baseline, timings
from sark_lib.evidence.benchmark.baseline import Baseline, Environment
from sark_lib.evidence.checks.verdict import Verdict
from sark_lib.evidence.render.table import Table
from sark_lib.pg.benchmark import environment
from sark_lib.runbook.files.atomic import prove_writable, write_atomically
from sark_lib.runbook.params.env_hint import addressing
from sark_lib.runbook.session.open import look
from sark_lib.runbook.session.session import Session
from sark_lib.runbook.stages import benchmark


def guarded(overrides: Mapping[str, object], save: Path | None, against: Path | None) -> int:
    """Measure, keep it or hold it against a baseline, say the findings, and return the exit code.

    Args:
        overrides: What was said for this run.
        save: Where the baseline goes, if it is to be kept.
        against: The baseline to compare with, if there is one.

    Raises:
        SarkError: It could not be measured, or not be compared.
        EvidenceUnwritable: The file has no place; said before anything is asked of the database.
    """
    was = _read(against) if against else None
    if save:
        if not save.resolve().parent.is_dir():
            raise EvidenceUnwritable(f"there is no folder for {save}", do="make it, or name another")
        prove_writable(save.resolve().parent)
    with look("benchmark", overrides) as run:
        found = benchmark.timed(run)
        for timing in found:
            if timing.failure:
                raise StepFailed(f"{timing.case.pattern.id}, {timing.case.kind}: {timing.failure}", where=run.where)
        now = baseline.keep(_environment(run), found)
    typer.echo(repr(Table(timings.measured(found), "Measured", decimals={"target_ms": 0})))
    if save:
        write_atomically(save.resolve(), now.model_dump_json(indent=1) + "\n")
        typer.echo(f"benchmark: {len(now.cases)} cases kept in {save}")
    with addressing(now.environment.env):
        return _compared(was, now, str(against)) if was else 0


def _read(path: Path) -> Baseline:
    try:
        return baseline.read(path.read_bytes(), str(path))
    except OSError as error:
        raise ParamsError(
            f"the baseline cannot be read: {error.strerror}",
            where=str(path),
            do="name a file that `sark-runbook benchmark --save FILE` wrote",
        ) from error


def _environment(run: Session) -> Environment:
    around = environment.look(run.engine)
    return Environment(
        env=run.params.env,
        major=around.major,
        version=around.version,
        seed=run.params.seed,
        pages={row["table"]: int(row["pages"]) for row in around.tables.to_dict("records")},
        settings=around.settings,
        load=around.load,
    )


def _compared(was: Baseline, now: Baseline, where: str) -> int:
    verdict = Verdict(tuple(baseline.compare(was, now, where)))
    for note in baseline.notes(was, now):
        typer.echo(f"note: {note}")
    for finding in verdict.findings:
        for offender in finding.offenders:
            typer.echo(f"{finding.severity!s:<9}{finding.check}: {offender['key']}")
        typer.echo(f"{'':<9}do: {finding.do}")
    typer.echo(f"benchmark: {len(verdict.findings)} of {len(was.cases)} cases cost more (exit {verdict.exit_code})")
    return verdict.exit_code
