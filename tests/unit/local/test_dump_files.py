"""Backups, as far as no server is needed: differences, names, checksums, secrets, and the programs that are run."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sark_lib.errors import EvidenceUnwritable, ParamsError, StepFailed
from sark_lib.local import client, dump_files
from sark_lib.local.dump_files import Place
from sark_lib.pg.backup.checksums import differences
from tests.groups import ROOT
from tests.processes import ended, until

SECRET = "p' ss\\word"
DSN = "host=db.example port=5433 user=sark dbname=sark passfile=/nowhere/.pgpass application_name=x"


def program(folder: Path, name: str, script: str) -> Path:
    """Write a program that stands for one of PostgreSQL's."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def total(rows: int, summed: str = "0") -> dict[str, Any]:
    """Return one table's sum."""
    return {"rows": rows, "sum": summed}


def test_equal_sums_do_not_differ() -> None:
    """Two sides with the same rows and sums are the same, in whatever order their tables come."""
    assert differences({"a": total(1, "5"), "b": total(0)}, {"b": total(0), "a": total(1, "5")}) == []


@pytest.mark.parametrize(
    ("dumped", "restored", "told"),
    [
        (total(2), total(1), "2 rows were dumped, 1 restored"),
        (total(2, "5"), total(2, "6"), "as many rows, with other values"),
        (total(0), None, "not restored"),
        (None, total(0), "not in the dump"),
    ],
)
def test_each_difference_is_told(dumped: dict[str, Any] | None, restored: dict[str, Any] | None, told: str) -> None:
    """A table that is missing on one side, has other rows or other values, is named with what is different."""
    sides = [{"s.same": total(1)} | ({"s.t": side} if side else {}) for side in (dumped, restored)]
    assert differences(*sides) == [{"table": "s.t", "difference": told}]


def test_a_password_goes_by_the_environment() -> None:
    """What libpq calls a secret leaves the connection string, whatever signs are in it; the rest stays."""
    quoted = SECRET.replace("\\", "\\\\").replace("'", "\\'")
    plain, secrets = client.split(f"{DSN} password='{quoted}'")
    assert secrets == {"PGPASSWORD": SECRET}
    assert "password" not in plain
    assert {"host=db.example", "port=5433", "user=sark", "dbname=sark"} <= set(plain.split())


def test_a_secret_that_no_variable_carries_is_refused() -> None:
    """A key's passphrase cannot be handed over unseen: the message names it, shows nothing, and says what to do."""
    with pytest.raises(ParamsError, match="sslpassword cannot be handed") as refused:
        client.split(f"{DSN} sslpassword=hush")
    assert "hush" not in str(refused.value)
    assert "service:NAME" in refused.value.do


def test_a_command_line_for_people_holds_neither_password_nor_files() -> None:
    """What is shown can be typed on another machine and in front of anybody."""
    told = client.told("pg_restore", f"{DSN} password=hush", ["--jobs=2", "a dump"])
    assert told == "pg_restore '--dbname=user=sark dbname=sark host=db.example port=5433' --jobs=2 'a dump'"


def test_a_program_never_sees_a_password_on_its_command_line(tmp_path: Path) -> None:
    """pg_dump is started with the password in PGPASSWORD, and never asks for one."""
    fake = program(tmp_path, "pg_dump", f'printf "%s\\n" "$@" > {tmp_path}/argv; echo "$PGPASSWORD" > {tmp_path}/env')
    with client.running(fake, f"{DSN} password=hush", ["--format=custom"]) as running:
        running.finish(do="")
    assert "hush" not in (tmp_path / "argv").read_text()
    assert {"--no-password", "--format=custom"} <= set((tmp_path / "argv").read_text().splitlines())
    assert (tmp_path / "env").read_text() == "hush\n"


@pytest.mark.parametrize(
    ("script", "what"),
    [
        ("echo 'pg_dump: error: first' >&2; echo 'pg_dump: detail: more' >&2; exit 1", "pg_dump failed: first"),
        ("echo 'out of luck'; exit 3", "pg_dump failed: out of luck"),
        ("exit 3", "pg_dump failed: exit code 3"),
        ("kill -9 $$", "pg_dump failed: ended by signal 9"),
    ],
)
def test_a_failed_program_is_quoted(tmp_path: Path, script: str, what: str) -> None:
    """The error says what the program said first, or how it ended; where names the server; do what to do."""
    fake = program(tmp_path, "pg_dump", script)
    with pytest.raises(StepFailed) as failed, client.running(fake, DSN, []) as running:
        running.finish(do="think")
    assert (failed.value.what, failed.value.where, failed.value.do) == (what, "sark on db.example:5433", "think")


def interrupted(fake: Path, written: Path, *, count: int) -> list[int]:
    """Run a program, interrupt us once it has written so many process ids, and return them."""
    with contextlib.suppress(KeyboardInterrupt), client.running(fake, DSN, []):
        assert until(lambda: written.exists() and len(written.read_text().split()) == count)
        raise KeyboardInterrupt
    return [int(pid) for pid in written.read_text().split()]


def test_a_program_ends_with_the_block(tmp_path: Path) -> None:
    """Whatever ends the block ends the program: it is asked by SIGINT, as by a person."""
    fake = program(tmp_path, "pg_dump", f"trap 'echo asked > {tmp_path}/asked; exit' INT; echo $$ > {tmp_path}/pid\n"
                   "while :; do sleep 0.05; done")  # fmt: skip
    (pid,) = interrupted(fake, tmp_path / "pid", count=1)
    assert ended(pid)
    assert (tmp_path / "asked").exists()


def test_a_program_that_will_not_end_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that ignores SIGINT is killed after its grace, and so is what it has started."""
    monkeypatch.setattr(client, "_STOP_WITHIN_S", 0.2)
    fake = program(tmp_path, "pg_dump", f"trap '' INT; sleep 60 & echo $$ $! > {tmp_path}/pids; wait")
    pids = interrupted(fake, tmp_path / "pids", count=2)
    assert until(lambda: all(map(ended, pids)))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process of its parent's death")
def test_a_program_dies_with_us(tmp_path: Path) -> None:
    """kill -9 of our process ends pg_dump too."""
    fake = program(tmp_path, "pg_dump", f"echo $$ > {tmp_path}/pid; exec sleep 60")
    ours = (
        "import sys, pathlib; from sark_lib.local.client import running\n"
        "with running(pathlib.Path(sys.argv[1]), 'dbname=x', []) as client: client.finish(do='')"
    )
    pid = tmp_path / "pid"
    with subprocess.Popen([sys.executable, "-c", ours, fake], cwd=ROOT) as process:
        assert until(lambda: pid.exists() and bool(pid.read_text()))
        os.kill(process.pid, signal.SIGKILL)
    assert until(lambda: ended(int(pid.read_text())))


def on_path(folder: Path, monkeypatch: pytest.MonkeyPatch, **versions: str) -> None:
    """Put programs on PATH, and nothing else, that say these versions."""
    for name, said in versions.items():
        program(folder, name, f"echo '{said}'")
    monkeypatch.setenv("PATH", str(folder))


def test_the_programs_on_path_are_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first on PATH is taken where it is no older than the server, whatever its packager writes behind."""
    said = "(PostgreSQL) 16.4 (Debian 16.4-1.pgdg120+1)"
    on_path(tmp_path, monkeypatch, pg_dump=f"pg_dump {said}", pg_restore=f"pg_restore {said}")
    found = client.programs(16, embedded=False)
    assert (found.dump, found.restore, found.version) == (tmp_path / "pg_dump", tmp_path / "pg_restore", "16.4")


@pytest.mark.parametrize(
    ("dump", "restore", "what"),
    [
        (
            "pg_dump (PostgreSQL) 15.9",
            "pg_restore (PostgreSQL) 16.1",
            "pg_dump is of PostgreSQL 15.9, the server of 16",
        ),
        ("pg_dump (PostgreSQL) 16.1", "pg_restore (PostgreSQL) 9.6", "pg_restore is of PostgreSQL 9.6, the server of"),
        ("Error: no cluster", "pg_restore (PostgreSQL) 16.1", "pg_dump does not say its version, but 'Error: no clus"),
    ],
)
def test_programs_that_are_too_old_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dump: str, restore: str, what: str
) -> None:
    """An older program, or one that is none, is named with its path, and what to do."""
    on_path(tmp_path, monkeypatch, pg_dump=dump, pg_restore=restore)
    with pytest.raises(StepFailed) as refused:
        client.programs(16, embedded=False)
    assert refused.value.what.startswith(what)
    assert refused.value.where.startswith(str(tmp_path))
    assert "PATH" in refused.value.do


def test_missing_programs_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without client programs the message says which to install; the embedded server has its own."""
    on_path(tmp_path, monkeypatch)
    with pytest.raises(StepFailed, match="there is no pg_dump here") as missing:
        client.programs(15, embedded=False)
    assert "install" in missing.value.do
    assert client.programs(15, embedded=True).dump.exists()


def test_a_dumps_name_is_a_file_name() -> None:
    """The name tells database and time, in UTC, which of its name, and can lead nowhere out of the folder."""
    at = datetime(2026, 1, 5, 10, 30, 0, 70, tzinfo=UTC)
    assert dump_files.named("../a b/ü", at, "tag") == ".._a_b_ü-20260105T103000.000070Z-tag"


def shell(line: str, folder: Path) -> str:
    """Return the first word that a shell's command line says in a folder."""
    return subprocess.check_output(["sh", "-c", f"export LC_ALL=C; {line}"], cwd=folder, text=True).split()[0]


def test_the_checksum_is_what_a_shell_computes(tmp_path: Path) -> None:
    """Of a file it is sha256sum's, of a folder that of sha256sum's list."""
    file, folder = tmp_path / "file", tmp_path / "folder"
    file.write_bytes(b"one")
    folder.mkdir()
    for name in ("b.dat", "a.dat", "Z.dat"):
        (folder / name).write_text(name)
    assert dump_files.sha256(file) == shell(f"sha256sum {file}", tmp_path)
    assert dump_files.sha256(folder) == shell("sha256sum * | sha256sum", folder)
    assert (dump_files.size_bytes(file), dump_files.size_bytes(folder)) == (3, 15)


def test_an_unusable_folder_is_told(tmp_path: Path) -> None:
    """A file in the folder's place is no traceback: what, where, and the parameter that helps."""
    (tmp_path / "backups").write_text("a file")
    with pytest.raises(EvidenceUnwritable, match="no dump can be written") as refused:
        Place(tmp_path / "backups" / "local", "name", "tag", "custom").prepare()
    assert "backup_dir" in refused.value.do


@pytest.mark.parametrize("is_folder", [True, False])
def test_an_interrupted_dump_makes_room(tmp_path: Path, is_folder: bool) -> None:  # noqa: FBT001 - two forms
    """What a killed run has left is removed; finished dumps, and those of other databases, stay."""
    place = Place(tmp_path, "name", "tag", "directory")
    (place.partial / "toc.dat").parent.mkdir() if is_folder else place.partial.touch()
    kept = [place.verified, place.unverified, Place(tmp_path, "name", "other", "custom").partial]
    for path in kept:
        path.touch()
    place.prepare()
    assert sorted(tmp_path.iterdir()) == sorted(kept)
