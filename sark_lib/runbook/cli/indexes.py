"""Commands for what the optimize stage has built."""

from __future__ import annotations

import typer

from sark_lib.runbook.cli.options import Env, ModeOption, Pairs, overrides


def refresh(env: Env = None, param: Pairs = None, mode: ModeOption = None) -> None:
    """Compute the materialized views anew, beside their readers; a dry run says how old they are."""
    from sark_lib.runbook.commands.refresh import refreshed  # noqa: PLC0415

    typer.echo(refreshed(overrides(param, env=env, mode=mode)))
