"""Hints name the environment they were given with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from sark_lib.errors import SarkError

# Every command works on an environment, but for the one that reads two files.
_COMMAND = re.compile(r"\bsark-runbook (?!diff\b)(?>(?:db )?[a-z][a-z-]*)(?! --env)")


def addressed(text: str, env: str) -> str:
    """Return a text whose commands name the environment, so that whoever pastes one works on the right database.

    Args:
        text: What to do, as a check or an error says it.
        env: The environment; commands that name none mean ``local``.
    """
    return text if env == "local" else _COMMAND.sub(rf"\g<0> --env {env}", text)


@contextmanager
def addressing(env: str) -> Iterator[None]:
    """Let an error that leaves the block name the environment in its commands.

    Args:
        env: The environment.
    """
    try:
        yield
    except SarkError as error:
        error.do = addressed(error.do, env)
        raise
