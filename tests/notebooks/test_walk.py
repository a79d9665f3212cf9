"""The stored notebooks in their order, along the walk, on every server we support."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sark_lib.local.oddities import Shape
from sark_lib.local.seed import SeedSpec
from sark_lib.runbook.runner.run import walk
from tests.databases import Database
from tests.groups import ROOT
from tests.notebooks.states import SEED

STAGES = ["preflight", "backup", "schema", "migrate", "validate"]


# nbval sees the shape orm, every day and on the newest server.
@pytest.mark.parametrize("shape", ["ddl", pytest.param("orm", marks=pytest.mark.slow)])
def test_the_walk_takes_v1_to_v2(
    shape: Shape, v1_database: Callable[[SeedSpec], Database], checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four notebooks take v1, every oddity in it, to v2 on a database that a variable names.

    Nothing worse than WARNING is found: that is for the rows in quarantine.
    """
    database = v1_database(replace(SEED, shape=shape))
    monkeypatch.setenv("SARK_STAGING_DSN", database.conninfo)
    monkeypatch.chdir(checkout)
    for notebook in (ROOT / "notebooks").glob("*.ipynb"):
        shutil.copy(notebook, checkout / "notebooks")
    said = {"env": "staging", "mode": "execute", "unmappable": "quarantine"}
    assert walk(said, from_stage=STAGES[0], to_stage=STAGES[-1]) == 0
    (page,) = checkout.glob("runs/staging/*/report.json")
    report = json.loads(page.read_text(encoding="utf-8"))
    assert [stage["stage"] for stage in report["stages"]] == STAGES
    assert report["verdict"] == {"worst": "WARNING", "exit_code": 0}
