"""``sark-runbook db``: the embedded server, and psql on any database the parameters name."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess

import typer

from sark_lib.errors import ParamsError
from sark_lib.runbook.cli.options import Env, Pairs, overrides
from sark_lib.runbook.params.fields import Params

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The embedded server, and psql on any database.")


@app.command()
def start(env: Env = None, param: Pairs = None) -> None:
    """Leave the embedded server running, for notebooks to attach to."""
    from sark_lib.local import supervisor  # noqa: PLC0415

    _embedded_only(env, param)
    typer.echo(f"running: {supervisor.start().url()}")


@app.command()
def stop(env: Env = None, param: Pairs = None) -> None:
    """Stop the embedded server; its data stay."""
    from sark_lib.local import supervisor  # noqa: PLC0415

    _embedded_only(env, param)
    typer.echo("stopped" if supervisor.stop() else "none was running")


@app.command()
def url(env: Env = None, param: Pairs = None) -> None:
    """Print where the database is; never a password."""
    from sark_lib.local import supervisor  # noqa: PLC0415
    from sark_lib.pg.connection.conninfo import describe, resolve  # noqa: PLC0415

    database = _params(env, param).database
    if database != "embedded":
        typer.echo(describe(resolve(database)))
        return
    server = supervisor.attach()
    if server is None:
        raise ParamsError("the embedded server is not running", do="sark-runbook db start")
    typer.echo(server.url())


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def psql(context: typer.Context, env: Env = None, param: Pairs = None) -> None:
    """Open psql on the database; what follows -- is psql's own (db psql -- -c 'TABLE resources').

    The search path is the application's schema and sark_migration, as in the files of sark_lib/sql.
    """
    from sark_lib.local.client import split  # noqa: PLC0415
    from sark_lib.runbook.session.database import reached  # noqa: PLC0415

    found = _params(env, param)
    program = _psql(found.database)
    search_path = {"PGOPTIONS": f'-csearch_path="{found.schema_}",sark_migration'}
    with reached(found.database) as conninfo:
        plain, secrets = split(conninfo)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for psql, which cancels its statement
        done = subprocess.run([program, plain, *context.args], env=os.environ | search_path | secrets, check=False)
    raise typer.Exit(done.returncode)


def _psql(database: str) -> str:
    """Return a psql: the embedded server's own, which knows no TLS, or the one on the path."""
    from sark_lib.local.binaries import embedded  # noqa: PLC0415

    if database == "embedded":
        return str(embedded().program("psql"))
    found = shutil.which("psql")
    if found is None:
        raise ParamsError("there is no psql on the path", do="install PostgreSQL's client programs")
    return found


def _params(env: str | None, param: list[str] | None) -> Params:
    from sark_lib.runbook.files.project import project_dir  # noqa: PLC0415
    from sark_lib.runbook.params.effective import effective  # noqa: PLC0415

    return effective("start_here", overrides(param, env=env), project_dir() / "params").params


def _embedded_only(env: str | None, param: list[str] | None) -> None:
    found = _params(env, param)
    if found.database != "embedded":
        raise ParamsError(
            f"{found.env} is at {found.database}; only the embedded server is ours to start and stop",
            where=f"params/{found.env}.yaml",
            do="add -p database=embedded, or leave out --env",
        )
