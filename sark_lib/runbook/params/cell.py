"""The parameter cell of a notebook, written from the parameter class."""

from __future__ import annotations

import json
from typing import get_args

from pydantic.fields import FieldInfo

from sark_lib.runbook.params.fields import STAGE_PARAMS, named

_CELL_HEAD = "# None: as params/<env>.yaml says, or else the default\n"


def parameter_cell(stage: str) -> str:
    """Return the source of a notebook's parameter cell.

    Types are plain (``str``, not ``str | None``), because papermill's inspector reads nothing else and would call
    every parameter unknown.

    Args:
        stage: The stage's name.
    """
    return _CELL_HEAD + "\n".join(_cell_line(name, field) for name, field in named(STAGE_PARAMS[stage]).items())


def _cell_line(name: str, field: FieldInfo) -> str:
    if name == "env":
        return f'env: str = "{field.default}"  # {field.description}'
    text = isinstance(field.default, str)
    kind = "str" if text else "float" if field.default is None else type(field.default).__name__
    choices = f"{' | '.join(get_args(field.annotation))}, " if text and get_args(field.annotation) else ""
    default = json.dumps(field.default) if text and not choices else field.default
    return f"{name}: {kind} = None  # {field.description} [{choices}default {default}]"
