"""The values a run works with: default, then ``params/<env>.yaml``, then what was said for this run.

Everything that is wrong is refused here, before a connection is opened or a kernel started, and all of it at once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

import pandas as pd
from pydantic import ValidationError
from pydantic.fields import FieldInfo

from sark_lib.errors import ParamsError
from sark_lib.evidence.tables import Table
from sark_lib.evidence.waivers import Waiver
from sark_lib.runbook import waivers, yaml_file
from sark_lib.runbook.fields import ALL_FIELDS, STAGE_PARAMS, Params, Scalar, marked, named
from sark_lib.runbook.refusals import (
    THIS_RUN,
    contradictions,
    ill_typed,
    in_file,
    nearest,
    refusal,
    untrusted,
)

_CELL_HEAD = "# None: as params/<env>.yaml says, or else the default\n"


@dataclass(frozen=True)
class Effective:
    """The parameters of a run, each with where its value comes from.

    Args:
        stage: The stage that asked; it decides only which parameters `frame` shows.
        params: Every parameter of every stage, typed.
        origins: By parameter: ``default``, the params file, or ``this run``.
        waivers: What ``params/<env>.waivers.yaml`` accepts, by the id of the check.
    """

    stage: str
    params: Params
    origins: Mapping[str, str]
    waivers: Mapping[str, Waiver] = field(default_factory=dict)

    def values(self) -> dict[str, Scalar]:
        """Return every value by the name a user writes."""
        return self.params.model_dump(by_alias=True)

    def own(self) -> dict[str, Scalar]:
        """Return the values of the stage that asked."""
        values = self.values()
        return {name: values[name] for name in named(STAGE_PARAMS[self.stage])}

    def frame(self, *, everything: bool = False) -> pd.DataFrame:
        """Return columns parameter, value, origin, help; one row a parameter, in the order of declaration.

        A value is text, as a params file would have it.

        Args:
            everything: Whether to show the other stages' parameters too.
        """
        values, shown = self.values(), ALL_FIELDS if everything else named(STAGE_PARAMS[self.stage])
        rows = [(name, _yaml(values[name]), self.origins[name], field.description) for name, field in shown.items()]
        return pd.DataFrame(rows, columns=["parameter", "value", "origin", "help"], dtype=object)

    def tables(self, title: str = "Parameters", *, everything: bool = False) -> tuple[Table, ...]:
        """Return the parameters as a table, and the waivers where there are any; see :meth:`frame`."""
        shown = Table(self.frame(everything=everything), title)
        return (shown, Table(waivers.frame(self.waivers), "Waivers")) if self.waivers else (shown,)


def _yaml(value: Scalar) -> str:
    return f"{value:g}" if isinstance(value, float) else value if isinstance(value, str) else json.dumps(value)


def effective(stage: str, overrides: Mapping[str, object], params_dir: Path) -> Effective:
    """Return the parameters a run works with.

    A file's ``mode: execute`` holds for the embedded database only: where this run points elsewhere, it is a dry run
    unless this run says execute.

    Args:
        stage: The stage's name, as in ``preflight``.
        overrides: What was said for this run; ``None`` says nothing. ``env`` chooses the file, ``local`` if absent.
        params_dir: The folder with ``<env>.yaml``.

    Raises:
        ParamsError: If anything in the files or in the overrides is wrong; every mistake is named.
    """
    if stage not in STAGE_PARAMS:
        raise ParamsError(f"there is no stage {stage!r}{nearest(stage, STAGE_PARAMS)}")
    said: dict[Hashable, object] = {name: value for name, value in overrides.items() if value is not None}
    env = _environment(said)
    label, stored = _read(params_dir, env)
    problems = [*untrusted(stored, label), *in_file(stored, label, env), *untrusted(said, THIS_RUN)]
    origins = {name: THIS_RUN if name in said else label if name in stored else "default" for name in ALL_FIELDS}
    bad = {problem.name for problem in problems}
    values = {str(name): value for name, value in {**stored, **said}.items() if name in ALL_FIELDS and name not in bad}
    if origins["mode"] == label and values.get("database", "embedded") != "embedded":
        values["mode"], origins["mode"] = "dry-run", f"default ({label} speaks of the embedded database)"
    try:
        params = Params.model_validate(values)
    except ValidationError as error:
        raise refusal([*problems, *ill_typed(error, origins)]) from None
    if problems := [*problems, *contradictions(params, origins, stored)]:
        raise refusal(problems)
    return Effective(stage, params, origins, waivers.read(params_dir, env))


def _environment(said: Mapping[Any, object]) -> str:
    env = said.get("env", "local")
    try:
        return Params.model_validate({"env": env}).env
    except ValidationError as error:
        raise refusal(ill_typed(error, {"env": THIS_RUN})) from None


def _read(params_dir: Path, env: str) -> tuple[str, dict[Hashable, object]]:
    """Return a params file's label and content; what is null in it says nothing."""
    path = params_dir / f"{env}.yaml"
    label = f"{params_dir.name}/{path.name}"
    try:
        loaded = yaml_file.load(path, label, "one `name: value` a line")
    except OSError as error:
        raise _no_file(path, label, error) from None
    if not isinstance(loaded, dict):
        raise ParamsError(
            f"{label} holds no parameters", do=f"begin it with `env: {env}`, then one `name: value` a line"
        )
    return label, {name: value for name, value in loaded.items() if value is not None}


def _no_file(path: Path, label: str, error: OSError) -> ParamsError:
    if not isinstance(error, FileNotFoundError):
        return ParamsError(f"{label} cannot be read: {error.strerror}")
    known = sorted(file.stem for file in path.parent.glob("*.yaml") if not file.stem.endswith((".example", ".waivers")))
    example = path.with_suffix(".example.yaml")
    do = (
        f"cp {path.parent.name}/{example.name} {label} and edit it"
        if example.exists()
        else f"write {label}, beginning with `env: {path.stem}`"
    )
    return ParamsError(
        f"there is no environment {path.stem!r}{nearest(path.stem, known) if known else ''}",
        where=f"{label} does not exist",
        do=do,
    )


def project_dir(start: Path | None = None) -> Path:
    """Return the project: the nearest folder with ``params/`` and ``notebooks/`` in it, here or above.

    Args:
        start: Where to look from; the current directory by default. JupyterLab and nbval work in the notebook's
            folder, papermill in the caller's.

    Raises:
        ParamsError: There is none.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "params").is_dir() and (folder / "notebooks").is_dir():
            return folder
    raise ParamsError("this is no runbook project: no params/ and notebooks/ here or above", do="cd into the project")


def deciding(found: Effective) -> dict[str, Scalar]:
    """Return the values that decide what ends up in the database; an open run goes on only with the same."""
    names = marked("decides")
    return {name: value for name, value in found.values().items() if name in names}


def params_hash(found: Effective) -> str:
    """Return the SHA-256, in hex, of the deciding values of all stages, the same in each stage of a run."""
    return hashlib.sha256(json.dumps(deciding(found), sort_keys=True).encode()).hexdigest()


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
