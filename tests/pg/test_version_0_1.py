"""Today's code reads what version 0.1 wrote: databases, a report, parameters, waivers and names."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from sark_lib.runbook.cli.main import main
from tests.databases import Database

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "tests" / "version_0_1"
NAMES = json.loads((KEPT / "names.json").read_text(encoding="utf-8"))
UNTIL = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
EXECUTE = ("--mode", "execute")
BATCHES = "SELECT step, n, after_id, upto_id, rows_written FROM sark_migration.batch ORDER BY at, n"
RUNS = "SELECT id, state FROM sark_migration.run ORDER BY id"

Sark = Callable[..., tuple[int, str]]


@pytest.fixture
def sark(project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Sark]:
    """Run ``sark-runbook`` in the project, in this process: a new one would take a second of CPU to start."""
    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.chdir(project)

    def run(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["sark-runbook", *arguments])
        with pytest.raises(SystemExit) as left:
            main()
        said = capsys.readouterr()
        return int(left.value.code or 0), said.out + said.err

    yield run
    signal.signal(signal.SIGTERM, before)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with today's notebooks and the parameters of 0.1; its waivers end in 30 days."""
    (tmp_path / "notebooks").symlink_to(ROOT / "notebooks")
    shutil.copytree(KEPT / "params", tmp_path / "params")
    waivers = tmp_path / "params" / "production.waivers.yaml"
    written = re.sub(r"until: \S+", f"until: {UNTIL}", waivers.read_text(encoding="utf-8"))
    waivers.write_text(written, encoding="utf-8")
    return tmp_path


@dataclass(frozen=True)
class Operator:
    """Works on a database with today's command, and with the parameters and waivers that were written for 0.1."""

    sark: Sark
    database: Database

    def does(self, *arguments: str) -> str:
        """Run a command on the environment ``production``; it has to pass. Return what it said."""
        named = ("--env", "production", "-p", f"confirm_database={self.database.name}")
        code, said = self.sark(*arguments, *named)
        assert code == 0, said
        return said

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return what a query gives."""
        with closing(psycopg.connect(self.database.conninfo)) as connection:
            return connection.execute(query).fetchall()

    def history(self) -> list[str]:
        """Return the hash of every event, in the order of the chain."""
        return [found for (found,) in self.rows("SELECT hash FROM sark_migration.event ORDER BY seq")]


Restored = Callable[[str], Operator]


@pytest.fixture
def restored(sark: Sark, database: Database, monkeypatch: pytest.MonkeyPatch) -> Restored:
    """Restore a dump, and adopt the ledger that came with it."""
    monkeypatch.setenv("SARK_PRODUCTION_DSN", database.conninfo)
    operator = Operator(sark, database)
    psql = [str(database.server.binaries.program("psql")), "-XqAt1", "-v", "ON_ERROR_STOP=1", "-o", os.devnull]

    def restore(name: str) -> Operator:
        subprocess.run([*psql, "-f", str(KEPT / f"{name}.sql"), database.conninfo], check=True)
        assert "the ledger belongs to production" in operator.does("adopt-ledger")
        return operator

    return restore


def stages(said: str) -> dict[str, str]:
    """Return how each stage stands, as ``status`` said it."""
    return dict(re.findall(r"^\d\d +(\w+) +(passed|open|not run)", said, re.MULTILINE))


def failed(report: Path) -> dict[str, int]:
    """Return the findings that nobody has waived, with their counts."""
    outcomes = [
        each for stage in json.loads(report.read_text(encoding="utf-8"))["stages"] for each in stage["outcomes"]
    ]
    return {each["check"]: each["count"] for each in outcomes if each["status"] == "failed"}


def test_an_open_run_goes_on(restored: Restored, tmp_path: Path) -> None:
    """After three stages the same parameters join the run; migrate and validation pass."""
    operator = restored("open_run")
    said = operator.does("status")
    assert "A run is open" in said
    assert "--from migrate --mode execute" in said
    assert stages(said).items() >= {"schema": "passed", "migrate": "open", "validate": "open"}.items()
    history = operator.history()
    operator.does("run", "--from", "migrate", "--to", "migrate", *EXECUTE)
    operator.does("validate", "--output", str(tmp_path / "validated.json"))
    assert operator.rows(RUNS) == [(1, "open")]
    assert operator.history()[: len(history)] == history


def test_a_copy_that_was_killed_goes_on(restored: Restored, sark: Sark, project: Path) -> None:
    """The batches of 0.1 stay, the copy continues after them, and validation passes by a waiver of 0.1.

    The report of 0.1 was made after the kill, without that waiver: each of its findings is gone, waived or still there.
    """
    operator = restored("in_migrate")
    said = operator.does("status")
    assert "backfill_capabilities: 10 of 19 rows" in said
    assert stages(said).items() >= {"schema": "passed", "migrate": "open"}.items()
    history, batches = operator.history(), operator.rows(BATCHES)
    operator.does("run", "--from", "migrate", "--to", "validate", *EXECUTE)
    assert operator.rows(RUNS) == [(1, "open")]
    assert operator.history()[: len(history)] == history
    after = operator.rows(BATCHES)
    assert after[: len(batches)] == batches
    assert {batch[0] for batch in after[len(batches) :]} == {"backfill_capabilities"}
    assert operator.rows("SELECT count(*) FROM sark_migration.parked") == [(2,)]
    (report,) = project.glob("runs/production/*/report.json")
    code, said = sark("diff", "--json", str(KEPT / "report.json"), str(report))
    assert code == 0, said
    became = Counter(each["change"] for each in json.loads(said)["findings"] if each["before"])
    assert became == {"gone": 8, "waived": 2, "still": 1}


def test_after_cutover_the_way_back_is_open(restored: Restored, project: Path) -> None:
    """Status shows the switch, a dry run of rollback the loss; recover knows each repair of 0.1 and finds no damage."""
    operator = restored("after_cutover")
    said = operator.does("status")
    assert stages(said).items() >= {"optimize": "passed", "cutover": "passed", "finalize": "not run"}.items()
    assert len(re.findall("v2 → v1 +yes", said)) == 2
    # Until then the functions of sync are those of 0.1: recover names this repair, and it does what its hint says.
    operator.does("run", "--from", "recover", "--to", "recover", "-p", "repair=sync", *EXECUTE)
    for path in project.glob("runs/production/*"):
        shutil.rmtree(path)
    history = operator.history()
    repairs = f"repair={','.join(NAMES['repairs'])}"
    operator.does("run", "--from", "rollback", "--to", "recover", "--mode", "dry-run", "-p", repairs)
    (report,) = project.glob("runs/production/*/report.json")
    assert failed(report) == {"rollback.loss": 3}
    assert operator.history() == history


def test_every_name_is_known(sark: Sark, project: Path) -> None:
    """Each parameter of 0.1 is accepted by its name, and each check that 0.1 could waive is waived by its id."""
    waived = [{"check": check, "reason": "as in 0.1", "until": UNTIL} for check in NAMES["waivable"]]
    (project / "params" / "all.yaml").write_text("env: all\n", encoding="utf-8")
    (project / "params" / "all.waivers.yaml").write_text(json.dumps(waived), encoding="utf-8")
    given = [f"-p{name}={json.dumps(value)}" for name, value in NAMES["parameters"].items()]
    code, said = sark("params", "--env", "all", *given)
    assert code == 0, said
    assert set(re.findall(rf"^(\S+) +{UNTIL} +yes", said, re.MULTILINE)) == set(NAMES["waivable"])
