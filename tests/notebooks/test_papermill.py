"""A notebook needs nothing but papermill: parameters from a file, the database from a variable, an exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sark_lib.local.endpoint import DATABASE
from tests.groups import ROOT
from tests.notebooks import files
from tests.notebooks.states import Databases

WITHIN_S = 120


def validated(output: Path, states: Databases, *said: str) -> subprocess.CompletedProcess[str]:
    """Execute 50_validate on the staging database as anybody would, from the project's root."""
    papermill = [sys.executable, "-m", "papermill", "notebooks/50_validate.ipynb", str(output)]
    dsn = states.server.url(DATABASE).replace("postgresql:", "postgresql+asyncpg:")  # as the application has it
    environment = {"SARK_STAGING_DSN": dsn, "PGPASSFILE": str(states.server.passfile)}
    return subprocess.run(
        [*papermill, "-f", "params/staging.yaml", *said],
        cwd=ROOT,
        env={**os.environ, **environment},
        check=False,
        capture_output=True,
        text=True,
        timeout=WITHIN_S,
    )


@pytest.fixture
def migrated(states: Databases) -> Databases:
    """The server, its database migrated."""
    states.become("migrated")
    return states


def test_plain_papermill_validates(migrated: Databases, tmp_path: Path) -> None:
    """With the params file of an environment it exits 0, and the executed copy holds the verdict."""
    run = validated(tmp_path / "out.ipynb", migrated)
    assert run.returncode == 0, run.stderr
    shown = {cell.id: cell.get("outputs", []) for cell in files.read(tmp_path / "out.ipynb").cells}
    assert "The gate of validate is open" in shown["gate"][0].data["text/plain"]


def test_a_misspelt_parameter_is_refused_in_our_words(migrated: Databases, tmp_path: Path) -> None:
    """It exits 1; the cell that opens the run shows our lines and no traceback, and no cell after it ran."""
    run = validated(tmp_path / "out.ipynb", migrated, "-p", "suit", "quick")
    assert run.returncode == 1
    said = [
        "ParamsError: suit (this run): no stage has this parameter; the nearest is suite",
        "  do: `sark-runbook params` lists every parameter with its help",
    ]
    assert run.stderr.strip().endswith("\n".join(said))
    cells = files.read(tmp_path / "out.ipynb").cells
    stopped = next(cell for cell in cells if cell.id == "open-run")
    assert [output.traceback for output in stopped.outputs] == [said]
    assert not any(cell.get("outputs") for cell in cells[cells.index(stopped) + 1 :])
