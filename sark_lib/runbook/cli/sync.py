"""Commands that take live sync off and put it back."""

from __future__ import annotations

import typer

from sark_lib.runbook.cli.options import Env, ModeOption, Pairs, overrides


def detach(env: Env = None, param: Pairs = None, mode: ModeOption = None) -> None:
    """Take views and triggers off, so that the application's own DDL on v1 can run."""
    from sark_lib.runbook.commands.attach import detached  # noqa: PLC0415

    typer.echo(detached(overrides(param, env=env, mode=mode)))


def attach(env: Env = None, param: Pairs = None, mode: ModeOption = None) -> None:
    """Put views and triggers back, and bring over what was written meanwhile."""
    from sark_lib.runbook.commands.attach import attached  # noqa: PLC0415

    typer.echo(attached(overrides(param, env=env, mode=mode)))
