"""The walk along the numbered notebooks: run them in order, stop at a closed gate, leave a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import typer

from sark_lib.errors import ParamsError
from sark_lib.evidence.report.github import workflow_commands
from sark_lib.evidence.report.model import Report, RunRef
from sark_lib.pg.connection.advisory_lock import hold
from sark_lib.pg.ledger import operator
from sark_lib.runbook.checks.registry import page_from
from sark_lib.runbook.files.atomic import create_run
from sark_lib.runbook.files.project import project_dir
from sark_lib.runbook.notebook.engine import Ending
from sark_lib.runbook.notebook.execute import NotebookResult, run_notebook
from sark_lib.runbook.params.effective import Effective, effective
from sark_lib.runbook.params.env_hint import addressed, addressing
from sark_lib.runbook.params.errors import nearest
from sark_lib.runbook.runner.progress import Terminal
from sark_lib.runbook.runner.reports import PAGE, closing_report, write_dossier
from sark_lib.runbook.session.database import connected, reached, shown
from sark_lib.runbook.session.provenance import NOTEBOOK, notebook_sha256
from sark_lib.runbook.session.record import RUN_DIR
from sark_lib.runbook.session.session import RUN_LOCK
from sark_lib.runbook.session.stage import STAGES, Stage

_TIMED_OUT = 124
_SIGNALLED = 128


@dataclass(frozen=True)
class Walk:
    """One walk: where, with which parameters.

    Args:
        project: The folder with ``notebooks/`` and ``params/``.
        found: The parameters.
        said: What was said for this run, handed to every notebook.
        folder: The run's folder.
        annotate: Whether to print workflow commands of GitHub Actions at the end.
        lock: The server process that holds its run lock; None in a dry run.
    """

    project: Path
    found: Effective
    said: Mapping[str, object]
    folder: Path
    annotate: bool = False
    lock: int | None = None

    @property
    def ref(self) -> RunRef:
        """Which run it is."""
        return RunRef(env=self.found.params.env, run=self.folder.name, mode=self.found.params.mode)

    def executed(self, stage: Stage) -> Path:
        """Return where a stage's executed notebook goes; its report has the same name with ``.json``."""
        return self.folder / stage.file_name


def walk(
    overrides: Mapping[str, object],
    *,
    from_stage: str | None = None,
    to_stage: str | None = None,
    start: Path | None = None,
    stages: Sequence[Stage] = STAGES,
    annotate: bool = False,
) -> int:
    """Run the stages' notebooks in order.

    Args:
        overrides: What was said for this run, ``env`` and ``mode`` included.
        from_stage: The first stage; the first of the default walk if None.
        to_stage: The last stage; the last of the default walk if None, or ``from_stage`` itself where that is no
            part of the default walk.
        start: Where to look for the project; the current directory by default.
        stages: The stages there are, by number.
        annotate: Whether to print workflow commands of GitHub Actions at the end.

    Returns:
        The exit code: 0, 1 or 2 for findings and failures, 124 for a timeout, 128 and the number for a signal.

    Raises:
        SarkError: Nothing was begun: bad parameters, no connection, the lock is held, the evidence has no place.
    """
    project = project_dir(start)
    plan = planned(project, stages, from_stage, to_stage)
    found = effective(plan[0].name, overrides, project / "params")
    params = found.params
    with ExitStack() as stack:
        stack.enter_context(addressing(params.env))
        conninfo = stack.enter_context(reached(params.database))
        held = None
        if params.mode == "execute":
            held = stack.enter_context(hold(conninfo, "run", wait_s=params.wait_lock_s)).pid
            _orders(conninfo, params.schema_, params.env)
        folder = create_run(project / params.runs_dir, params.env)
        return _along(Walk(project, found, overrides, folder, annotate, held), plan, shown(params.database, conninfo))


def _orders(conninfo: str, schema: str, env: str) -> None:
    """Say what an operator has told the runs of this database: a pause holds, an abort was for the run before."""
    with connected(conninfo, schema) as connection, connection.begin():
        if said := operator.begin(connection):
            typer.echo(addressed(said, env))


def planned(project: Path, stages: Sequence[Stage], from_stage: str | None, to_stage: str | None) -> list[Stage]:
    """Return the stages of a walk, those without a notebook left out.

    A stage outside the default walk is only in it by name.

    Raises:
        ParamsError: A stage is unknown, has no notebook, or they are in the wrong order.
    """
    by_name = {stage.name: stage for stage in stages if stage.notebook(project).exists()}
    named = {name for name in (from_stage, to_stage) if name}
    for name in sorted(named - set(by_name)):
        if name in {stage.name for stage in stages}:
            raise ParamsError(f"stage {name} has no notebook yet", do=f"the stages are {', '.join(by_name)}")
        raise ParamsError(f"there is no stage {name!r}{nearest(name, by_name)}")
    if not by_name:
        raise ParamsError("there is no notebook of any stage", where=str(project / "notebooks"))
    usual = [stage for stage in by_name.values() if stage.default_walk]
    first = by_name[from_stage] if from_stage else usual[0]
    last = by_name[to_stage] if to_stage else first if not first.default_walk else usual[-1]
    if first.number > last.number:
        raise ParamsError(f"--from {first.name} comes after --to {last.name}", do="name them in the order of the walk")
    reach = range(first.number, last.number + 1)
    return [
        stage for stage in by_name.values() if stage.number in reach and (stage.default_walk or stage.name in named)
    ]


def _along(this: Walk, plan: Sequence[Stage], database: str) -> int:
    terminal, reports, exit_code = Terminal(), list[Report](), 0
    terminal.begin(this.ref, database)
    for stage in plan:
        result = _run(this, stage, terminal, first=stage is plan[0])
        report = closing_report(this.ref, stage.name, this.executed(stage).with_suffix(".json"), result)
        reports.append(report)
        terminal.ended(f"{stage.number:02d} {stage.name}", report, result)
        if exit_code := _exit_code(result, report):
            break
    executed = {stage.name: this.executed(stage) for stage in plan[: len(reports)]}
    page = this.folder / PAGE
    whole = write_dossier(this.folder, this.ref, reports, executed, docs=page_from(this.folder, this.project))
    terminal.end(whole, exit_code, page)
    if this.annotate:
        typer.echo(workflow_commands(whole), nl=False)
    return exit_code


def _run(this: Walk, stage: Stage, terminal: Terminal, *, first: bool) -> NotebookResult:
    """Run one notebook; only the first one closes the open run, or every stage would."""
    said = {name: value for name, value in this.said.items() if first or name != "new_run"}
    label, source = f"{stage.number:02d} {stage.name}", stage.notebook(this.project)
    ours = {RUN_DIR: str(this.folder.resolve()), NOTEBOOK: notebook_sha256(source)}
    return run_notebook(
        source,
        this.executed(stage),
        {**said, "env": this.found.params.env},
        env=ours | ({RUN_LOCK: str(this.lock)} if this.lock else {}),
        timeout_s=this.found.params.stage_timeout_s,
        progress=lambda position, cells, title: terminal.running(label, position, cells, title),
    )


def _exit_code(result: NotebookResult, report: Report) -> int:
    """Return a stage's exit code; a walk that was told to stop stops, even after a stage that passed."""
    if result.signal is not None:
        return _SIGNALLED + result.signal
    if result.ending is Ending.TIMED_OUT:
        return _TIMED_OUT
    return int(report["verdict"]["exit_code"])
