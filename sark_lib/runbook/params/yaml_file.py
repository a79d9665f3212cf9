"""YAML as people write parameters: duplicate keys and numbers that mean something else are refused.

YAML 1.1 reads ``0200`` as 128, ``1:30`` as 90 and ``0x10`` as 16. A parameter is written by hand, so a number that is
not in plain decimal digits is a mistake and is refused, in files, on the command line and in hints alike.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml

from sark_lib.errors import ParamsError

_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FRACTION = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_NUMBER_REFUSED = (
    "a number must be in plain decimal digits, without a leading 0, 0x, 0b, _ or a colon; put text in quotes"
)


def load(path: Path, label: str, form: str) -> Any:  # noqa: ANN401 - whatever the file holds
    """Return the content of a YAML file.

    Args:
        path: The file.
        label: The name of the file in messages.
        form: The form the file should have, shown as the hint.

    Raises:
        OSError: The file cannot be read.
        ParamsError: The file is not valid YAML, or holds a duplicate key or a number in another form.
    """
    try:
        return parse(path.read_bytes())
    except yaml.YAMLError as error:
        raise ParamsError(f"{label} is no YAML: {problem(error)}", do=form) from None


def parse(text: str | bytes) -> Any:  # noqa: ANN401 - whatever the text holds
    """Return the value of a YAML text.

    Raises:
        yaml.YAMLError: The text is not valid YAML, or holds a duplicate key or a number in another form.
    """
    return yaml.load(text, Loader=_Strict)  # noqa: S506 (a SafeLoader)


def problem(error: yaml.YAMLError) -> str:
    """Return the problem and its line; never the text of the line, which may hold a secret."""
    mark = getattr(error, "problem_mark", None)
    return str(getattr(error, "problem", "unreadable")) + (f", line {mark.line + 1}" if mark else "")


class _Strict(yaml.SafeLoader):
    """A safe loader that refuses duplicate keys, and numbers that are not in plain decimal digits."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:  # noqa: FBT001, FBT002 (PyYAML's signature)
        names = [key.value for key, _ in node.value]
        twice = next((key for position, (key, _) in enumerate(node.value) if key.value in names[:position]), None)
        if twice is not None:
            raise yaml.constructor.ConstructorError(None, None, f"{twice.value} is there twice", twice.start_mark)
        return super().construct_mapping(node, deep)

    def construct_yaml_int(self, node: yaml.ScalarNode) -> int:
        _refuse_other_forms(node, _WHOLE)
        return int(node.value)

    def construct_yaml_float(self, node: yaml.ScalarNode) -> float:
        _refuse_other_forms(node, _FRACTION)
        return float(super().construct_yaml_float(node))


_Strict.add_constructor("tag:yaml.org,2002:int", _Strict.construct_yaml_int)
_Strict.add_constructor("tag:yaml.org,2002:float", _Strict.construct_yaml_float)


def _refuse_other_forms(node: yaml.ScalarNode, form: re.Pattern[str]) -> None:
    if not form.fullmatch(str(node.value)):
        raise yaml.constructor.ConstructorError(None, None, _NUMBER_REFUSED, node.start_mark)
