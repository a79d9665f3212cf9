"""The options every command takes, and what becomes of them."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

import typer

from sark_lib.runbook.params.fields import Scalar

Env = Annotated[str | None, typer.Option("--env", help="The environment: params/<env>.yaml (default: local).")]
Pairs = Annotated[
    list[str] | None,
    typer.Option("-p", "--param", metavar="NAME=VALUE", help="A parameter for this run; as often as needed."),
]

Annotations = Annotated[bool, typer.Option("--annotations", help="Print findings as annotations of GitHub Actions.")]


def seconds(text: str) -> float:
    """Return a length of time in seconds: ``60s``, ``5min``, ``1h30min``; a bare number is seconds.

    Raises:
        typer.BadParameter: It is no length of time.
    """
    import pandas as pd  # noqa: PLC0415 (it takes its time; --help shall not wait)

    bare = text.replace(".", "", 1).isdigit()
    length = pd.to_timedelta(float(text) if bare else text, unit="s" if bare else None, errors="coerce")
    if not length > pd.Timedelta(0):  # what is no time at all is not longer either
        raise typer.BadParameter(f"{text!r} is no length of time: 60s, 5min, 1h30min")
    return float(length.total_seconds())


Within = Annotated[
    float | None,
    typer.Option(
        "--within",
        parser=seconds,
        metavar="TIME",
        help="60s, 5min: compare as much as fits, and say what was left out.",
    ),
]


class Mode(StrEnum):
    """What a run may do."""

    DRY_RUN = "dry-run"
    EXECUTE = "execute"


ModeOption = Annotated[
    Mode | None, typer.Option("--mode", help="dry-run changes nothing, execute does (default: as the parameters say).")
]


def overrides(pairs: Sequence[str] | None, **options: Scalar) -> dict[str, object]:
    """Return what the command line says for this run.

    Args:
        pairs: The values of ``-p``.
        **options: What options of their own say, by parameter; None is unsaid.

    Raises:
        ParamsError: A pair is no pair, or disagrees with an option.
    """
    from sark_lib.runbook.params.overrides import from_pairs  # noqa: PLC0415 (pandas takes its time; --help shall not wait)

    plain = {name: str(value) if isinstance(value, StrEnum) else value for name, value in options.items()}
    return from_pairs(pairs or [], plain)
