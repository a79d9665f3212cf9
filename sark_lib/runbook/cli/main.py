"""The command ``sark-runbook``.

Commands import what they need when they run: ``--help`` answers at once.
"""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from sark_lib.errors import SarkError
from sark_lib.runbook.cli import control, data, db, indexes, sync
from sark_lib.runbook.cli.options import Annotations, Env, ModeOption, Pairs, Within, overrides

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Take a SARK v1 database to v2: numbered notebooks, run in order, dry run first, with evidence.",
    epilog="Exit codes: 0 passed, 1 findings of ERROR, 2 CRITICAL findings or it could not run, "
    "124 timeout, 130 and 143 interrupted.",
)
app.add_typer(db.app, name="db")
app.command()(data.seed)
app.command()(data.grants)
app.command()(data.demo)
app.command()(data.adopt_ledger)
app.command()(sync.detach)
app.command()(sync.attach)
app.command()(indexes.refresh)
app.command()(control.pause)
app.command()(control.resume)
app.command()(control.abort)


@app.command()
def run(
    *,
    env: Env = None,
    from_stage: Annotated[str | None, typer.Option("--from", metavar="STAGE", help="The first stage.")] = None,
    to_stage: Annotated[str | None, typer.Option("--to", metavar="STAGE", help="The last stage.")] = None,
    param: Pairs = None,
    mode: ModeOption = None,
    new_run: Annotated[bool, typer.Option("--new-run", help="Close the open run, start a new one.")] = False,
    wait_lock: Annotated[float | None, typer.Option("--wait-lock", metavar="S", help="Wait for another run.")] = None,
    annotations: Annotations = False,
) -> None:
    """Run the stages in order; stop at a closed gate.

    Without --from and --to: from preflight to optimize. After a crash the same command goes on where it stopped.
    Executed notebooks and one report go to runs/<env>/<run>/.
    """
    from sark_lib.runbook.runner.run import walk  # noqa: PLC0415

    said = overrides(param, env=env, mode=mode, new_run=new_run or None, wait_lock_s=wait_lock)
    raise typer.Exit(walk(said, from_stage=from_stage, to_stage=to_stage, annotate=annotations))


@app.command()
def rollback(env: Env = None, param: Pairs = None, mode: ModeOption = None) -> None:
    """Go back: before cutover take out of v2 what the migration wrote, after it make v1 the truth again.

    The same as: run --from rollback --to rollback. A dry run lists what would go and what would be lost.
    """
    from sark_lib.runbook.runner.run import walk  # noqa: PLC0415

    said = overrides(param, env=env, mode=mode)
    raise typer.Exit(walk(said, from_stage="rollback", to_stage="rollback"))


@app.command()
def validate(
    *,
    output: Annotated[Path, typer.Option(help="Where the JSON report goes.", dir_okay=False)],
    env: Env = None,
    suite: Annotated[str | None, typer.Option(help="quick, full, schema, data, relationships or costs.")] = None,
    within: Within = None,
    junit: Annotated[Path | None, typer.Option(help="Where a JUnit file goes.", dir_okay=False)] = None,
    annotations: Annotations = False,
    param: Pairs = None,
) -> None:
    """Compare v2 with v1, without a notebook; write a JSON report.

    The report's form: sark_lib/evidence/report.schema.json. The exit code is the worst finding's.
    """
    from sark_lib.runbook.commands.validate import validated  # noqa: PLC0415

    raise typer.Exit(
        validated(overrides(param, env=env, suite=suite, within_s=within), output, junit, annotate=annotations)
    )


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(help="The older report.json.", metavar="OLD")],
    new: Annotated[Path, typer.Argument(help="The newer one.", metavar="NEW")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Say it as JSON.")] = False,
) -> None:
    """Say what two reports tell apart: findings that are new, worse, still there, waived, gone, not asked again.

    Exit codes: 0 nothing new, 1 a new finding of ERROR, 2 one of CRITICAL or no report.
    """
    from sark_lib.runbook.commands.diff import differing  # noqa: PLC0415

    said, exit_code = differing(old, new, as_json=as_json)
    typer.echo(said)
    raise typer.Exit(exit_code)


@app.command()
def benchmark(
    *,
    env: Env = None,
    save: Annotated[Path | None, typer.Option(help="Keep what was measured as a baseline.", dir_okay=False)] = None,
    compare: Annotated[Path | None, typer.Option(help="Hold it against a baseline.", dir_okay=False)] = None,
    param: Pairs = None,
) -> None:
    """Time the query patterns without a notebook; keep the result, or say what costs more than it did.

    With --compare: exit code 1 where pages or CPU rose beyond the noise, the node named; 2 where the baseline is of
    another server version or of other data.
    """
    from sark_lib.runbook.commands.benchmark import guarded  # noqa: PLC0415

    raise typer.Exit(guarded(overrides(param, env=env), save, compare))


@app.command()
def status(env: Env = None, param: Pairs = None) -> None:
    """Say how far the migration of a database has come, as its ledger knows it."""
    from sark_lib.runbook.commands.status import standing  # noqa: PLC0415

    said, exit_code = standing(overrides(param, env=env))
    typer.echo(said)
    raise typer.Exit(exit_code)


@app.command()
def params(
    env: Env = None,
    stage: Annotated[str | None, typer.Option(help="Only this stage's parameters.")] = None,
    param: Pairs = None,
) -> None:
    """Show every parameter: its value, where the value comes from, what it means; and the waivers, if any."""
    from sark_lib.runbook.files.project import project_dir  # noqa: PLC0415
    from sark_lib.runbook.params.effective import effective  # noqa: PLC0415

    found = effective(stage or "start_here", overrides(param, env=env), project_dir() / "params")
    for table in found.tables(f"Parameters of {found.params.env}", everything=stage is None):
        typer.echo(repr(table))


def main() -> NoReturn:
    """Run the command; a user's mistake ends in three lines and exit code 2, not in a traceback."""
    signal.signal(signal.SIGTERM, _terminated)
    try:
        app(prog_name="sark-runbook")
    except SarkError as error:
        typer.echo("\n".join(error.lines()), err=True)
        sys.exit(error.exit_code)
    sys.exit(0)


def _terminated(number: int, _frame: object) -> NoReturn:
    """Leave by the ordinary way, so that locks, servers and files are left as they should be."""
    sys.exit(128 + number)
