"""What was said for one run: on the command line, or in a notebook's parameter cell."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping

import yaml

from sark_lib.runbook.params import yaml_file
from sark_lib.runbook.params.errors import THIS_RUN, Problem, refusal, untrusted
from sark_lib.runbook.params.fields import ALL_FIELDS, Scalar

_INJECTED = "# Parameters\n"  # how papermill begins the cell it injects
_TEXTS = {name for name, field in ALL_FIELDS.items() if field.annotation is str}


def from_pairs(pairs: Iterable[str], options: Mapping[str, Scalar] | None = None) -> dict[str, object]:
    """Return what the command line says.

    Args:
        pairs: The values of ``-p``, each ``name=value`` with the value in YAML; that of a text parameter is the text
            itself, whatever YAML would make of it, without the quotes around it if it has any.
        options: What options of their own say about parameters (``--env``, ``--mode``), by parameter; None is unsaid.

    Raises:
        ParamsError: A pair is no pair, or two of them disagree.
    """
    said: dict[str, object] = {}
    problems: list[Problem] = []
    for pair in pairs:
        name, equals, text = pair.partition("=")
        try:
            value = _value(name, text)
        except yaml.constructor.ConstructorError as error:
            problems.append(Problem(name, "-p", str(error.problem)))
            continue
        problems += _pair_refused(name, value, equals=equals, said=said)
        if value is not None:  # null says nothing
            said[name] = value
    problems += untrusted(said, "-p") if not problems else []
    for name, option in (options or {}).items():
        if option is not None and said.setdefault(name, option) != option:
            problems.append(Problem(name, "-p", f"it says {said[name]!r} and --{name} says {option!r}; say one"))
    if problems:
        raise refusal(problems)
    return said


def _value(name: str, text: str) -> object:
    # A hash of digits alone, a team called 42, a name that begins with # or is null: each means itself, or a rollback
    # of some resources would be one of others, or of all.
    if not text or (name in _TEXTS and text[0] not in "'\""):
        return text
    try:
        return yaml_file.parse(text)
    except yaml.constructor.ConstructorError:
        raise
    except yaml.YAMLError:
        return text  # as in -p patterns=*


def _pair_refused(name: str, value: object, *, equals: str, said: Mapping[str, object]) -> list[Problem]:
    if not equals or not name.isidentifier():
        return [Problem("-p", THIS_RUN, "it takes name=value, as in -p schema=public")]
    if said.get(name, value) != value:
        return [Problem(name, "-p", "it is said twice, and differently")]
    return []


def from_namespace(namespace: Mapping[str, object]) -> dict[str, object]:
    """Return what a notebook's parameter cell says, and what papermill injected after it.

    Only names assigned in those cells count, so that a variable of a later cell is no parameter when the first cell
    runs again. Their values are taken from the namespace.

    Args:
        namespace: The notebook's ``globals()``. Without IPython's ``In`` (a plain script) every public scalar counts.
    """
    cells = namespace.get("In")
    if isinstance(cells, list):
        names = _assigned(cells) or [name for name in ALL_FIELDS if name in namespace]
    else:
        names = [n for n, value in namespace.items() if not n.startswith("_") and isinstance(value, (str, int, float))]
    return {name: namespace[name] for name in names if namespace.get(name) is not None}


def _assigned(cells: Iterable[str]) -> list[str]:
    """Return the names assigned in the last parameter cell and in the last one papermill injected."""
    last: dict[bool, list[str]] = {}
    for source in cells:
        injected = source.startswith(_INJECTED)
        names = _targets(source)
        if injected or "env" in names:
            last[injected] = names
    return list(dict.fromkeys(name for names in last.values() for name in names))


def _targets(source: str) -> list[str]:
    """Return the plain names that a cell assigns at its top level; none for a cell that is no plain Python."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return []
    targets = [t for node in body for t in getattr(node, "targets", [getattr(node, "target", None)])]
    return [target.id for target in targets if isinstance(target, ast.Name)]
