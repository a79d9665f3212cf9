"""The command line: what it refuses, in which words, with which exit code, and that nothing is begun then."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import typer

from sark_lib.errors import GateClosed
from sark_lib.runbook.cli import main
from sark_lib.runbook.params.env_hint import addressed
from tests.golden.report_sample import earlier, run
from tests.tiny_project import DSN_VARIABLE, UNREACHABLE, TinyProject


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


Sark = Callable[..., Ended]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TinyProject:
    """A project with one stage, as the current directory."""
    made = TinyProject.create(tmp_path)
    made.stage(10, "preflight")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(DSN_VARIABLE, UNREACHABLE)
    monkeypatch.setenv("SARK_STATE_DIR", str(tmp_path / "state"))
    return made


@pytest.fixture
def sark(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Sark]:
    """Run ``sark-runbook`` in this process."""
    before = signal.getsignal(signal.SIGTERM)

    def run(*arguments: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["sark-runbook", *arguments])
        with pytest.raises(SystemExit) as left:
            main.main()
        said = capsys.readouterr()
        return Ended(int(left.value.code or 0), said.out, said.err)

    yield run
    signal.signal(signal.SIGTERM, before)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["run", "-p", "batch_row=1"], "batch_row (-p): no stage has this parameter; the nearest is batch_rows"),
        (["run", "-p", "batch_rows=ten"], "batch_rows (this run): 'ten' is text, it needs a whole number"),
        (["run", "-p", "batch_rows"], "-p (this run): it takes name=value"),
        (["run", "-p", "mode=execute", "--mode", "dry-run"], "mode (-p): it says 'execute' and --mode says 'dry-run'"),
        (["run", "--env", "lokal"], "there is no environment 'lokal'; the nearest is local"),
        (["run", "--from", "prefligth"], "there is no stage 'prefligth'; the nearest is preflight"),
        (["run", "--to", "backup"], "stage backup has no notebook yet"),
        (["run", "-p", "database=env:SARK_ABSENT"], "the environment variable SARK_ABSENT is not set"),
        (["run", "-p", f"database={UNREACHABLE}"], "names no database: embedded, env:NAME"),
        (["run", "--mode", "execute"], "nowhere on 127.0.0.1:1"),
        (["run", "--mode", "exec"], "Invalid value for '--mode'"),
        (["run", "--new-ran"], "No such option"),
        (["rum"], "No such command"),
        (["rollback"], "stage rollback has no notebook yet"),
        (["validate"], "Missing option '--output'"),
        (["validate", "--output", "r.json", "--suite", "fast"], "suite (this run): 'fast' is none of quick | full"),
        (["validate", "--output", "none/r.json"], "there is no folder for none/r.json"),
        (["validate", "--output", "r.json"], "nowhere on 127.0.0.1:1"),
        (["params", "--stage", "migrat"], "there is no stage 'migrat'; the nearest is migrate"),
        (["db", "start"], "local is at env:SARK_TINY_DSN; only the embedded server is ours to start and stop"),
        (["db", "stop"], "only the embedded server is ours to start and stop"),
        (["db", "url", "-p", "database=embedded"], "the embedded server is not running\n  do: sark-runbook db start"),
        (["seed", "--odd", "2", "-p", "database=embedded"], "odd is 2"),
        (["seed", "-p", "protected=true"], "local is protected; nothing is seeded there"),
        (["status"], "nowhere on 127.0.0.1:1"),
        (["seed"], "port 1 failed: Connection refused"),
        (["grants"], "nowhere on 127.0.0.1:1"),
        (["demo"], "the demo runs on the embedded server, not on env:SARK_TINY_DSN"),
    ],
)
def test_bad_input_ends_in_a_message_and_exit_code_2(
    project: TinyProject, sark: Sark, arguments: list[str], text: str
) -> None:
    """The message stands on stderr without a traceback; no run has begun and no report is there."""
    ended = sark(*arguments)
    assert ended.code == 2
    assert text in ended.err
    assert "Traceback" not in ended.err
    assert ended.out == ""
    assert not (project.folder / "runs").exists()
    assert not (project.folder / "r.json").exists()


def test_outside_a_project_it_says_so(sark: Sark, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no project is found, nothing is made up."""
    monkeypatch.chdir(tmp_path)
    assert sark("run").err.startswith("this is no runbook project")


def test_a_file_in_the_place_of_the_evidence(project: TinyProject, sark: Sark) -> None:
    """Evidence without a place is an error before any notebook runs."""
    (project.folder / "runs").write_text("not a folder")
    ended = sark("run")
    assert ended.code == 2
    assert "evidence cannot be written: Not a directory" in ended.err
    assert ended.out == ""


def test_params_shows_every_value_with_its_origin(project: TinyProject, sark: Sark) -> None:
    """One table: parameter, value, origin, help."""
    ended = sark("params", "-p", "batch_rows=7")
    assert ended.code == 0
    lines = {line.split()[0]: line.split() for line in ended.out.splitlines() if line}
    assert lines["batch_rows"][1:4] == ["7", "this", "run"]
    assert lines["database"][1:3] == [f"env:{DSN_VARIABLE}", "params/local.yaml"]
    assert lines["unmappable"][1:3] == ["refuse", "default"]


def test_a_url_shows_no_password(project: TinyProject, sark: Sark, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the database is, and nothing that opens it."""
    monkeypatch.setenv(DSN_VARIABLE, "postgresql+asyncpg://me:hunter2@db.example/sark")
    assert sark("db", "url").out == "sark on db.example:5432\n"


def test_psql_never_sees_a_password_on_its_command_line(project: TinyProject) -> None:
    """Every user of the machine can read a command line: what a DSN keeps secret reaches psql by the environment."""
    fake = project.folder / "psql"
    fake.write_text('#!/bin/sh\necho "$PGPASSWORD" "$@"\n')
    fake.chmod(0o755)
    env = {"PATH": os.pathsep.join([str(project.folder), os.environ["PATH"]])}
    dsn = {DSN_VARIABLE: "postgresql://me:hunter2@db.example/sark"}
    out, err = project.begin("db", "psql", "--", "-c", "SELECT 1", env=env | dsn).communicate(timeout=120)
    assert out == "hunter2 user=me dbname=sark host=db.example -c SELECT 1\n", err


def test_a_stop_with_nothing_running_is_no_error(project: TinyProject, sark: Sark) -> None:
    """What is not there need not be stopped."""
    assert sark("db", "stop", "-p", "database=embedded").out == "none was running\n"


@pytest.mark.parametrize(
    ("raised", "code"), [(GateClosed("closed", exit_code=1), 1), (KeyboardInterrupt(), 130), (SystemExit(143), 143)]
)
def test_what_a_command_raises_decides_the_exit_code(
    project: TinyProject, sark: Sark, monkeypatch: pytest.MonkeyPatch, raised: BaseException, code: int
) -> None:
    """A closed gate exits by its worst finding, Ctrl-C with 130, SIGTERM with 143."""

    def refuse(*_: object, **__: object) -> None:
        raise raised

    monkeypatch.setattr("sark_lib.runbook.runner.run.walk", refuse)
    assert sark("run").code == code


def commands() -> dict[str, typer.core.TyperCommand]:
    """Return every command by its full name."""
    top = typer.main.get_command(main.app)
    found: dict[str, typer.core.TyperCommand] = {}
    for name, command in top.commands.items():  # type: ignore[attr-defined]
        below = getattr(command, "commands", None)
        found |= {f"{name} {sub}": each for sub, each in below.items()} if below else {name: command}
    return found


def test_every_command_takes_an_environment_and_parameters() -> None:
    """``--env`` and ``-p`` are the same wherever there is a database, and each command says what it does."""
    for name, command in commands().items():
        options = {option for parameter in command.params for option in parameter.opts}
        assert {"--env", "-p"} <= options or name == "diff", name
        assert (command.help or "").strip().endswith((".", ").")), name
        assert all(getattr(parameter, "help", "") for parameter in command.params), name


def test_a_command_in_a_hint_names_the_environment() -> None:
    """Whichever command is told, whoever pastes it works where he was; one that takes no environment stays as it is."""
    for name, command in commands().items():
        takes_one = any("--env" in parameter.opts for parameter in command.params)
        told = f"sark-runbook {name}{' --env trial' * takes_one} does it"
        assert addressed(f"sark-runbook {name} does it", "trial") == addressed(told, "trial") == told


@pytest.mark.parametrize(("old", "new", "code"), [("old", "old", 0), ("old", "new", 2), ("new", "new", 0)])
def test_diff_exits_by_what_is_new(project: TinyProject, sark: Sark, old: str, new: str, code: int) -> None:
    """Two files are told apart as text or as JSON, with the same exit code; no environment is needed."""
    for name, report in (("old", earlier()), ("new", run())):
        (project.folder / f"{name}.json").write_text(json.dumps(report), encoding="utf-8")
    text, machine = (sark("diff", f"{old}.json", f"{new}.json", *more) for more in ((), ("--json",)))
    assert text.code == machine.code == json.loads(machine.out)["exit_code"] == code
    assert text.out.splitlines()[-1].endswith(f"(exit {code})")


@pytest.mark.parametrize("content", [None, "no report", "{}"])
def test_diff_of_what_is_no_report(project: TinyProject, sark: Sark, content: str | None) -> None:
    """A file that is not there, or is no report, is named, and the exit code is 2."""
    (project.folder / "old.json").write_text(json.dumps(earlier()), encoding="utf-8")
    if content is not None:
        (project.folder / "new.json").write_text(content, encoding="utf-8")
    ended = sark("diff", "old.json", "new.json")
    assert ended.code == 2
    assert "where: new.json" in ended.err
    assert "do: name" in ended.err


def test_the_commands_are_these() -> None:
    """A command more or less is a decision; the docs list them."""
    assert sorted(commands()) == [
        "abort",
        "adopt-ledger",
        "attach",
        "benchmark",
        "db psql",
        "db start",
        "db stop",
        "db url",
        "demo",
        "detach",
        "diff",
        "grants",
        "params",
        "pause",
        "refresh",
        "resume",
        "rollback",
        "run",
        "seed",
        "status",
        "validate",
    ]
