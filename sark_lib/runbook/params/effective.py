"""The values a run works with: default, then ``params/<env>.yaml``, then what was said for this run.

Everything that is wrong is refused here, before a connection is opened or a kernel started, and all of it at once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import ValidationError

from sark_lib.errors import ParamsError
from sark_lib.evidence.checks.waiver import Waiver
from sark_lib.evidence.render.table import Table
from sark_lib.runbook.params import waivers, yaml_file
from sark_lib.runbook.params.errors import THIS_RUN, contradictions, ill_typed, in_file, nearest, refusal, untrusted
from sark_lib.runbook.params.fields import ALL_FIELDS, STAGE_PARAMS, Params, Scalar, marked, named


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


def deciding(found: Effective) -> dict[str, Scalar]:
    """Return the values that decide what ends up in the database; an open run goes on only with the same."""
    names = marked("decides")
    return {name: value for name, value in found.values().items() if name in names}


def params_hash(found: Effective) -> str:
    """Return the SHA-256, in hex, of the deciding values of all stages, the same in each stage of a run."""
    return hashlib.sha256(json.dumps(deciding(found), sort_keys=True).encode()).hexdigest()
