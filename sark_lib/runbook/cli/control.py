"""Commands for whoever watches a run from another shell: wait, go on, stop."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from sark_lib.runbook.cli.options import Env, Pairs, overrides


def pause(env: Env = None, param: Pairs = None) -> None:
    """Let the run of this database wait before its next batch, until resume; runs that begin later too."""
    typer.echo(_said("pause", env, param))


def resume(env: Env = None, param: Pairs = None) -> None:
    """Let a paused run go on."""
    typer.echo(_said("go", env, param))


def abort(env: Env = None, param: Pairs = None) -> None:
    """Stop the run at work before its next batch; what is committed stays, and the same command goes on."""
    typer.echo(_said("abort", env, param))


def _said(order: str, env: str | None, param: Sequence[str] | None) -> str:
    from sark_lib.pg.connection import retry  # noqa: PLC0415
    from sark_lib.pg.ledger import operator  # noqa: PLC0415
    from sark_lib.runbook.params.env_hint import addressed  # noqa: PLC0415
    from sark_lib.runbook.session.open import look  # noqa: PLC0415

    with look("start_here", overrides(param, env=env)) as run:
        # Nobody has to type the database's name for this: it changes no data, and whoever needs it is in a hurry.
        said = retry.transact(run.engine, order, lambda connection: operator.say(connection, operator.Order(order)))
        return f"{run.where}: {addressed(said, run.params.env)}"
