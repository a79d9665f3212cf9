"""Files of ``params/``: YAML in which the same name twice is a mistake, read without ever repeating what it says."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml

from sark_lib.errors import ParamsError


def load(path: Path, label: str, form: str) -> Any:  # noqa: ANN401 - whatever the file holds
    """Return what a file holds.

    Args:
        path: The file.
        label: What it is called in messages.
        form: What it should look like, for whoever wrote something else.

    Raises:
        OSError: It cannot be read.
        ParamsError: It is no YAML.
    """
    try:
        return yaml.load(path.read_bytes(), Loader=_UniqueKeys)  # noqa: S506 (a SafeLoader)
    except yaml.YAMLError as error:
        raise ParamsError(f"{label} is no YAML: {_position(error)}", do=form) from None


class _UniqueKeys(yaml.SafeLoader):
    """A safe loader to which the same name twice is a mistake, not a choice of the last one."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:  # noqa: FBT001, FBT002 (PyYAML's signature)
        names = [key.value for key, _ in node.value]
        twice = next((key for position, (key, _) in enumerate(node.value) if key.value in names[:position]), None)
        if twice is not None:
            raise yaml.constructor.ConstructorError(None, None, f"{twice.value} is there twice", twice.start_mark)
        return super().construct_mapping(node, deep)


def _position(error: yaml.YAMLError) -> str:
    """Return the problem and its line; never the line's text, which may hold a secret."""
    mark = getattr(error, "problem_mark", None)
    return str(getattr(error, "problem", "unreadable")) + (f", line {mark.line + 1}" if mark else "")
