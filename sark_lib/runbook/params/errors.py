"""What is wrong with parameters, as sentences: name, origin, what it needs, how to write it.

A value is repeated only where a declared parameter is ill-typed, never where it might be a secret.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

import yaml
from pydantic import ValidationError

from sark_lib.errors import ParamsError
from sark_lib.runbook.params import yaml_file
from sark_lib.runbook.params.fields import ALL_FIELDS, Params, marked

THIS_RUN = "this run"

_SECRET_NAME = re.compile(
    r"passw(or)?d|passphrase|secret|token|dsn|api_?key|(^|_)(pw|pwd|pass|url|uri)($|_)", re.IGNORECASE
)
_SECRET_VALUE = re.compile(r"://[^\s@]*:[^\s@]*@|passw(or)?d\s*=", re.IGNORECASE)
_NO_SECRETS = (
    "secrets are no parameters, they would end up in notebooks: "
    "database: env:NAME reads the DSN from a variable, service:NAME from pg_service.conf and .pgpass"
)
_WANTED = {
    "bool_type": "true or false",
    "int_type": "a whole number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "string_type": "text",
}
_READS_AS: dict[str, tuple[type, ...]] = {"bool_type": (bool,), "int_type": (int,), "float_type": (int, float)}


@dataclass(frozen=True)
class Problem:
    """One thing wrong with one parameter.

    Args:
        name: The parameter, as the user wrote it.
        origin: Where it was said: a file, ``this run``, ``default``.
        text: What is wrong and what would be right.
    """

    name: str
    origin: str
    text: str

    def __str__(self) -> str:
        return f"{self.name} ({self.origin}): {self.text}"


def refusal(problems: Sequence[Problem]) -> ParamsError:
    """Return one error that names every problem."""
    lines = [str(problem) for problem in problems]
    what = (
        lines[0]
        if len(lines) == 1
        else "\n".join([f"{len(lines)} parameters are refused:", *(f"  - {x}" for x in lines)])
    )
    return ParamsError(
        what,
        do="`sark-runbook params` lists every parameter with its help",
        names=[problem.name for problem in problems],
    )


def nearest(word: str, words: Iterable[str]) -> str:
    """Return ``; the nearest is …`` for a misspelt word, or where nothing is near, all the words there are."""
    known = list(words)
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    return f"; the nearest is {close[0]}" if close else f"; there are {', '.join(known)}"


def untrusted(said: Mapping[Any, object], origin: str) -> list[Problem]:
    """Return what is wrong with names and shapes, before any type is looked at.

    Args:
        said: Parameters as they came from YAML, the command line or a notebook.
        origin: Where they came from.
    """
    return [
        Problem(_shown(name), origin, text)
        for name, value in said.items()
        if (text := _name_refused(name) or _value_refused(value))
    ]


def _shown(name: Hashable) -> str:
    """Return a name fit for a log: what is no identifier may be a DSN in the wrong place."""
    text = str(name)
    return text if text.isidentifier() else repr(re.match(r"\w{0,20}", text)[0] + "…")  # type: ignore[index]


def _name_refused(name: Hashable) -> str:
    if name in ALL_FIELDS:
        return ""
    if not isinstance(name, str) or not name.isidentifier():
        return "no name of a parameter: letters, digits and _ only"
    if _SECRET_NAME.search(name):
        return _NO_SECRETS
    return "no stage has this parameter" + nearest(name, ALL_FIELDS)


def looks_secret(text: str) -> bool:
    """Tell whether a text looks like a DSN with a password."""
    return _SECRET_VALUE.search(text) is not None


def _value_refused(value: object) -> str:
    if isinstance(value, str) and looks_secret(value):
        return f"the value looks like a DSN with a password; {_NO_SECRETS}"
    if not isinstance(value, (str, int, float)):
        kind = type(value).__name__
        return f"a {kind} is no value of a parameter; write a list as comma-separated text, a date in quotes"
    return ""


def ill_typed(error: ValidationError, origins: Mapping[str, str]) -> list[Problem]:
    """Return a problem for each value that pydantic refused.

    Args:
        error: What ``Params.model_validate`` raised.
        origins: By parameter, where its value came from.
    """
    return [
        Problem(name, origins[name], _sentence(name, item))
        for item in error.errors(include_url=False)
        for name in [str(item["loc"][0])]
    ]


def _sentence(name: str, item: Mapping[str, Any]) -> str:
    kind, value, context = item["type"], item["input"], item.get("ctx", {})
    if kind == "literal_error":
        choices = get_args(ALL_FIELDS[name].annotation)
        return f"{value!r} is none of {' | '.join(choices)}{_close(str(value), choices)}"
    if kind == "value_error":
        return str(context["error"])
    if kind not in _WANTED:
        return f"{value!r} is out of range: {item['msg'].removeprefix('Input ')}"
    return f"{_described(value)}, it needs {_WANTED[kind]}{_in_yaml(name, kind, value)}"


def _close(value: str, choices: Iterable[str]) -> str:
    close = difflib.get_close_matches(value, list(choices), n=1)
    return f"; did you mean {close[0]}?" if close else ""


def _described(value: object) -> str:
    if isinstance(value, str):
        return f"{value!r} is text"
    if isinstance(value, bool):
        return f"YAML reads {str(value).lower()} here (also for yes, no, on, off)"
    return f"{value!r} is a number"


def _in_yaml(name: str, kind: str, value: object) -> str:
    """Return how to write it, where the value is right and only its type is not."""
    if kind == "string_type":
        return f"; in quotes: {name}: '{value}'"
    try:
        meant = yaml_file.parse(value) if isinstance(value, str) else None
    except yaml.YAMLError:
        return ""
    if isinstance(meant, _READS_AS.get(kind, ())) and isinstance(meant, bool) == (kind == "bool_type"):
        return f"; without quotes: {name}: {value} (plain papermill: -y '{name}: {value}')"
    return ""


def in_file(stored: Mapping[Any, object], label: str, env: str) -> list[Problem]:
    """Return what a params file may not say.

    Args:
        stored: The file's content.
        label: The file's name.
        env: The environment it is for.
    """
    problems = [
        Problem(name, label, "is said for each run, never in a file")
        for name in sorted(marked("per_run"))
        if name in stored
    ]
    if stored.get("env") != env:
        problems.append(
            Problem("env", label, f"the file must say env: {env}, or plain papermill -f would read another")
        )
    if stored.get("mode") == "execute" and stored.get("database", "embedded") != "embedded":
        problems.append(
            Problem(
                "mode", label, "a file may say execute only for the embedded database; elsewhere say it for each run"
            )
        )
    return problems


def contradictions(params: Params, origins: Mapping[str, str], stored: Mapping[Any, object]) -> list[Problem]:
    """Return what is right by itself and wrong together."""
    found = []
    if stored.get("protected") is True and not params.protected:
        found.append(("protected", "the environment's file protects this database; only the file can say otherwise"))
    if params.protected and params.mode == "execute" and not params.confirm_database:
        found.append(("confirm_database", "execute on a protected database needs its name: -p confirm_database=NAME"))
    if params.batch_rows > params.batch_rows_max:
        found.append(("batch_rows", f"{params.batch_rows} is more than batch_rows_max, {params.batch_rows_max}"))
    return [Problem(name, origins[name], text) for name, text in found]
