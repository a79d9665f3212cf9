"""The backup stage on a real server: what it calls a backup can be restored, and what cannot be is no backup."""

from __future__ import annotations

import os
import re
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from sark_lib.errors import GateClosed, LockTimeout, ParamsError, SarkError, StepFailed
from sark_lib.evidence.checks.findings import Finding, Severity
from sark_lib.local import client, dump, dump_files
from sark_lib.pg.backup import checksums, records
from sark_lib.pg.connection.engine import create_engine
from sark_lib.runbook.files.project import project_dir
from sark_lib.runbook.params.effective import effective
from sark_lib.runbook.session.session import Session
from sark_lib.runbook.session.stage import STAGES
from sark_lib.runbook.stages import backup, cutover, finalize
from tests.migrations import Migration
from tests.processes import ended, until

VARIABLE = "SARK_BACKUP_DSN"
PROGRAMS = ("pg_dump", "pg_restore")
FORMATS = ("directory", "custom")
STAGE = next(each for each in STAGES if each.name == "backup")


class Operator:
    """Whoever runs the stage, on one database, into one folder.

    Args:
        migration: The database.
        folder: The folder of the dumps.
        monkeypatch: Sets the variable that holds the DSN.
    """

    def __init__(self, migration: Migration, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.migration = migration
        self.folder = folder / "local"
        self._said = {"database": f"env:{VARIABLE}", "mode": "execute", "backup_dir": str(folder)}
        monkeypatch.setenv(VARIABLE, migration.database.conninfo)

    def open(self, **said: object) -> Session:
        """Open the stage, with more parameters."""
        return Session(STAGE, effective("backup", self._said | said, project_dir() / "params"))

    def run(self, **said: object) -> list[Finding]:
        """Run the whole stage; return what was found."""
        with closing(self.open(**said)) as run:
            for step in backup.STEPS:
                step(run)
            return list(run.verdict.findings)

    def verified(self) -> dict[str, Any] | None:
        """Return the evidence of the last verified backup."""
        with self.migration.engine.connect() as connection:
            found = records.last_verified(connection)
        return found[1] if found else None

    def files(self) -> list[str]:
        """Return the names in the folder of the dumps, hidden ones too."""
        return sorted(path.name for path in self.folder.iterdir()) if self.folder.exists() else []

    def left(self) -> list[str]:
        """Return the scratch databases that are there."""
        return [name for name in self.migration.database.server.databases() if name.startswith("sark_scratch_")]

    def backends(self) -> int:
        """Return how many sessions of pg_dump and pg_restore the server has."""
        query = "SELECT count(*) FROM pg_stat_activity WHERE application_name = ANY (%s)"
        return int(self.migration.value(query, list(PROGRAMS)))


@pytest.fixture
def operator(untouched: Migration, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Operator:
    """Somebody who backs up a v1 database."""
    return Operator(untouched, tmp_path / "backups", monkeypatch)


@pytest.fixture
def locked(untouched: Migration) -> Iterator[None]:
    """A stranger holds a table, so that pg_dump waits."""
    with psycopg.connect(untouched.database.conninfo) as stranger:
        stranger.execute("LOCK TABLE policies IN ACCESS EXCLUSIVE MODE")
        yield


def before(monkeypatch: pytest.MonkeyPatch, owner: object, name: str, happens: Callable[[], object]) -> None:
    """Let something happen each time just before a function is called."""
    real = getattr(owner, name)

    def wrapped(*args: Any, **named: Any) -> Any:
        happens()
        return real(*args, **named)

    monkeypatch.setattr(owner, name, wrapped)


def working() -> list[int]:
    """Return the client programs that this process has started and that still work."""
    found = Path("/proc/self/task").glob("*/children")
    pids = [int(pid) for path in found for pid in path.read_text().split()]
    names = {pid: Path("/proc", str(pid), "comm").read_text().strip() for pid in pids if not ended(pid)}
    return [pid for pid, name in names.items() if name in PROGRAMS]


def spoil(path: Path) -> None:
    """Turn over the bits of one byte in the middle of a file."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


def largest(taken: Path) -> Path:
    """Return a dump's file, or of a folder the largest one with rows."""
    return max(taken.glob("*.dat.gz"), key=lambda path: path.stat().st_size) if taken.is_dir() else taken


@pytest.mark.parametrize("form", FORMATS)
def test_a_dump_that_was_restored_and_compared_is_a_backup(operator: Operator, form: str) -> None:
    """The dump has its final name, the ledger its checksum and every table's rows; no scratch database is left."""
    assert operator.run(backup_format=form) == []
    taken = operator.verified()
    assert taken is not None
    assert operator.files() == [Path(taken["path"]).name]
    assert dump_files.sha256(Path(taken["path"])) == taken["sha256"]
    assert dump_files.size_bytes(Path(taken["path"])) == taken["bytes"]
    assert Path(taken["path"]).is_dir() == (form == "directory")
    tools = operator.migration.value("SELECT count(*) FROM mcp_tools")
    assert taken["tables"]["public.mcp_tools"]["rows"] == tools > 0
    assert {"format": form, "verified": True}.items() <= taken.items()
    assert (operator.left(), operator.backends(), working()) == ([], 0, [])


def test_only_the_owner_reads_a_dump(operator: Operator) -> None:
    """A dump holds everything: nobody else may enter its folder or read its files."""
    operator.run(backup_format="custom")
    (taken,) = operator.folder.iterdir()
    assert [path.stat().st_mode & 0o077 for path in (operator.folder, taken)] == [0, 0]


def test_the_age_of_a_backup_is_that_of_its_snapshot(operator: Operator) -> None:
    """Verifying a dump again makes it no younger."""
    operator.run()
    with operator.migration.engine.connect() as connection:
        first = records.last_verified(connection)
    operator.run()
    with operator.migration.engine.connect() as connection:
        assert records.last_verified(connection) == first is not None


def test_the_hint_about_an_old_backup_leads_to_a_young_one(operator: Operator) -> None:
    """The command it tells takes another dump, where the run that is open has one; without --new-run it would not."""
    commands = {re.split("[;,]", check.hint)[0] for check in (cutover.BACKED_UP, finalize.KEPT)}
    assert commands == {"sark-runbook run --from backup --to backup --new-run --mode execute"}
    operator.run()
    first = operator.verified()
    assert operator.run(new_run=True) == []
    taken = operator.verified()
    assert first
    assert taken
    assert taken["taken_at"] > first["taken_at"]


def test_a_database_without_a_backup_has_none(operator: Operator) -> None:
    """Before the stage has verified anything, a gate finds nothing to rely on; a dump alone is nothing."""
    with closing(operator.open()) as run:
        backup.dump(run)
    assert operator.verified() is None
    assert [name.endswith(".unverified") for name in operator.files()] == [True]


def test_a_run_takes_one_dump_and_verifies_it_each_time(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same command again restores and compares the same dump; a new run takes another."""
    restored: list[int] = []
    before(monkeypatch, backup, "restore_for_scratch", lambda: restored.append(1))
    operator.run()
    first = operator.verified()
    assert (operator.run(), operator.verified(), len(restored), len(operator.files())) == ([], first, 2, 1)
    assert operator.run(new_run=True) == []
    assert operator.verified() != first


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "harm",
    [spoil, lambda path: os.truncate(path, path.stat().st_size // 2), lambda path: path.unlink()],
    ids=["flipped", "truncated", "deleted"],
)
def test_a_damaged_dump_is_no_backup(operator: Operator, form: str, harm: Callable[[Path], object]) -> None:
    """Its checksum tells: the gate closes with CRITICAL, and the same run then takes another dump."""
    with closing(operator.open(backup_format=form)) as run:
        backup.dump(run)
        (taken,) = operator.folder.iterdir()
        harm(largest(taken))
        backup.restore(run)
        backup.compare(run)
        assert [(each.check, each.severity) for each in run.verdict.findings] == [
            ("backup.checksum", Severity.CRITICAL)
        ]
        with pytest.raises(GateClosed) as closed:
            run.gate()
    assert closed.value.exit_code == 2
    assert (operator.verified(), operator.left()) == (None, [])
    shutil.rmtree(operator.folder)
    assert operator.run(backup_format=form) == []


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("harm", [spoil, lambda path: os.truncate(path, path.stat().st_size // 2)])
def test_damage_from_before_the_checksum_is_found(
    operator: Operator, monkeypatch: pytest.MonkeyPatch, form: str, harm: Callable[[Path], object]
) -> None:
    """A dump that was written badly has a fine checksum: restoring it tells, and quotes pg_restore."""
    real = dump_files.size_bytes
    monkeypatch.setattr(dump_files, "size_bytes", lambda taken: [harm(largest(taken)), real(taken)][1])
    (finding,) = operator.run(backup_format=form)
    assert (finding.check, finding.severity) == ("backup.restored", Severity.CRITICAL)
    assert "pg_restore failed: " in finding.what
    assert (operator.verified(), operator.left(), operator.backends()) == (None, [], 0)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE mcp_tools SET name = name || '!' WHERE id = (SELECT max(CAST(id AS text)) FROM mcp_tools)::uuid",
         {"public.mcp_tools": "as many rows, with other values"}),
        ("DELETE FROM policies WHERE id = (SELECT max(CAST(id AS text)) FROM policies)::uuid",
         {"public.policies": " restored"}),
        ("DROP TABLE policies", {"public.policies": "not restored"}),
        ("CREATE TABLE more ()", {"public.more": "not in the dump"}),
        ("CREATE TABLE child () INHERITS (policies); INSERT INTO child SELECT * FROM policies LIMIT 1",
         {"public.child": "not in the dump"}),
    ],
)  # fmt: skip
def test_one_changed_row_in_the_scratch_database_is_found(
    untouched: Migration, change: str, told: dict[str, str]
) -> None:
    """The sums of two copies are equal; a row changed or gone, a table more or less, is named, and nothing else."""
    database = untouched.database
    other = database.server.conninfo(f"{database.name}_copy")
    database.server.create_database(f"{database.name}_copy", database.name)
    try:
        with untouched.engine.connect() as connection:
            dumped = checksums.sums(connection)
        assert checksums.differences(dumped, sums_of(other)) == []
        with psycopg.connect(other) as connection:
            connection.execute(change)
        found = checksums.differences(dumped, sums_of(other))
        assert {each["table"] for each in found} == set(told)
        assert all(told[each["table"]] in each["difference"] for each in found)
    finally:
        database.server.drop_database(f"{database.name}_copy")


def sums_of(conninfo: str) -> checksums.Sums:
    """Return the sums of a database."""
    engine = create_engine(conninfo, schema="public", application="test")
    try:
        with engine.connect() as connection:
            return checksums.sums(connection)
    finally:
        engine.dispose()


def test_sums_do_not_depend_on_settings_of_the_database(untouched: Migration) -> None:
    """Values are added up in one text form, whatever the database says about dates, bytes and money."""
    untouched.rows("CREATE TABLE odd AS SELECT now() AS at, interval '1 day 2 h' AS i, '\\x01ff'::bytea AS b, "
                   "1.1::float8 / 3 AS f, 12.5::text::money AS m")  # fmt: skip
    first = sums_of(untouched.database.conninfo)
    for setting in ("DateStyle TO 'SQL, DMY'", "IntervalStyle TO iso_8601", "bytea_output TO escape",
                    "extra_float_digits TO -3", "TimeZone TO 'Asia/Kathmandu'"):  # fmt: skip
        untouched.rows(f"ALTER DATABASE {untouched.database.name} SET {setting}")
    assert sums_of(untouched.database.conninfo) == first


def test_a_table_whose_restored_values_differ_keeps_the_dump_unverified(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is not equal is no backup: the gate closes, and the file keeps its ending."""
    real = dump.restore_for_scratch

    def tampered(made_by: client.Programs, taken: Path, conninfo: str, **named: Any) -> list[str]:
        left_out = real(made_by, taken, conninfo, **named)
        with psycopg.connect(conninfo) as connection:
            connection.execute(
                "UPDATE mcp_servers SET name = name || '!' WHERE id = (SELECT id FROM mcp_servers LIMIT 1)"
            )
        return left_out

    monkeypatch.setattr(backup, "restore_for_scratch", tampered)
    (finding,) = operator.run()
    assert (finding.check, finding.severity, finding.count) == ("backup.same", Severity.CRITICAL, 1)
    assert finding.offenders[0]["table"] == "public.mcp_servers"
    assert operator.verified() is None
    assert [name.endswith(".unverified") for name in operator.files()] == [True]


def test_writers_beside_the_dump_disturb_nothing(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows committed after the snapshot, before pg_dump starts and before we count, are on neither side."""
    rows = operator.migration.value("SELECT count(*) FROM policies")
    written: list[int] = []

    def write() -> None:
        written.append(1)
        operator.migration.rows(
            "INSERT INTO policies SELECT (jsonb_populate_record(p, jsonb_build_object("
            "'id', gen_random_uuid(), 'name', gen_random_uuid()))).* FROM policies p LIMIT 1"
        )
        operator.migration.rows("UPDATE mcp_tools SET updated_at = now()")
        operator.migration.rows("DELETE FROM api_keys WHERE id = (SELECT id FROM api_keys LIMIT 1)")  # fmt: skip

    before(monkeypatch, client, "programs", write)
    before(monkeypatch, checksums, "sums", write)
    assert operator.run() == []
    taken = operator.verified()
    assert taken is not None
    assert taken["tables"]["public.policies"]["rows"] == rows
    assert operator.migration.value("SELECT count(*) FROM policies") == rows + len(written)
    assert len(written) >= 3


def test_an_old_pg_dump_is_refused(operator: Operator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is older than the server stops the stage, in a dry run too, before anything is written."""
    fake = tmp_path / "pg_dump"
    fake.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 12.1'\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    for mode in ("execute", "dry-run"):
        with closing(operator.open(mode=mode)) as run, pytest.raises(StepFailed, match=r"pg_dump is of .* 12\.1"):
            backup.dump(run)
    assert not operator.folder.exists()


def test_a_full_disk_leaves_nothing(operator: Operator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump's own words come through, and what it had written is gone."""
    real = shutil.which("pg_dump")
    fake = tmp_path / "pg_dump"
    fake.write_text(
        f'#!/bin/sh\ntest "$1" = --version && exec {real} --version\n'
        'for word in "$@"; do case "$word" in --file=*) mkdir "${word#--file=}";; esac; done\n'
        "echo 'pg_dump: error: could not write to file: No space left on device' >&2\nexit 1\n"
    )
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with closing(operator.open()) as run, pytest.raises(StepFailed, match="No space left on device") as full:
        backup.dump(run)
    assert full.value.do
    assert operator.files() == []


def test_a_file_in_the_folders_place_is_told(operator: Operator) -> None:
    """No dump can be written there: exit code 2, and the parameter that helps."""
    operator.folder.parent.write_text("a file")
    with closing(operator.open()) as run, pytest.raises(SarkError, match="no dump can be written") as refused:
        backup.dump(run)
    assert (refused.value.exit_code, "backup_dir" in refused.value.do) == (2, True)


@pytest.mark.usefixtures("locked")
def test_a_lock_that_is_not_to_be_had_ends_both(operator: Operator) -> None:
    """While a stranger holds a table the step fails soon, and pg_dump, which waits too, ends with it."""
    with closing(operator.open()) as run, pytest.raises(LockTimeout):
        backup.dump(run)
    assert (operator.files(), working()) == ([], [])
    assert until(lambda: operator.backends() == 0)


@pytest.mark.usefixtures("locked")
@pytest.mark.parametrize("form", FORMATS)
def test_a_killed_pg_dump_leaves_no_backup(operator: Operator, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    """kill -9 of pg_dump is said as such; nothing stays that looks like a backup."""

    def kill(_: object) -> checksums.Sums:
        assert until(lambda: operator.backends() > 0)
        os.kill(working()[0], signal.SIGKILL)
        return {}

    monkeypatch.setattr(checksums, "sums", kill)
    with closing(operator.open(backup_format=form)) as run, pytest.raises(StepFailed, match="ended by signal 9"):
        backup.dump(run)
    assert (operator.files(), operator.left(), operator.verified()) == ([], [], None)


@pytest.mark.usefixtures("locked")
def test_an_interrupt_ends_pg_dump(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C cancels what pg_dump does on the server, and waits until it has gone."""

    def interrupt(_: object) -> checksums.Sums:
        assert until(lambda: operator.backends() > 0)
        raise KeyboardInterrupt

    monkeypatch.setattr(checksums, "sums", interrupt)
    with closing(operator.open()) as run, pytest.raises(KeyboardInterrupt):
        backup.dump(run)
    assert (operator.files(), working()) == ([], [])
    assert until(lambda: operator.backends() == 0)


def test_an_interrupt_of_the_verification_drops_the_scratch_database(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However the restore ends, its database is dropped; the dump stays, unverified, for the next try."""

    def interrupt(*_: object, **__: object) -> list[str]:
        assert operator.left()
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(backup, "restore_for_scratch", interrupt)
        with pytest.raises(KeyboardInterrupt):
            operator.run()
    assert operator.left() == []
    (unverified,) = operator.files()
    assert operator.run() == []
    assert operator.files() == [unverified.removesuffix(".unverified")]


def test_what_a_killed_run_has_left_makes_room(operator: Operator) -> None:
    """A half-written dump and a scratch database of a killed client are gone after the next run."""
    with operator.migration.engine.connect() as connection:
        tag = checksums.tag(connection)
    operator.migration.database.server.create_database(f"sark_scratch_{tag}")
    (operator.folder / f".partial-{tag}").mkdir(parents=True)
    assert operator.run() == []
    assert operator.left() == []
    assert [name.startswith(".partial") for name in operator.files()] == [False]


def test_the_scratch_database_may_be_on_another_server(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    """``scratch: env:NAME`` restores there; a server older than the dump's is refused."""
    server = operator.migration.database.server
    monkeypatch.setenv("SARK_SCRATCH_DSN", server.conninfo("postgres"))
    assert operator.run(scratch="env:SARK_SCRATCH_DSN") == []
    majors = iter([15, 14])
    with closing(operator.open(scratch="env:SARK_SCRATCH_DSN")) as run:
        backup.dump(run)
        monkeypatch.setattr(backup, "_programs", lambda *_: None)
        monkeypatch.setattr(checksums, "major", lambda _: next(majors))
        with pytest.raises(ParamsError, match="the scratch server is PostgreSQL 14, the dump is of PostgreSQL 15"):
            backup.restore(run)


def test_a_dsn_with_a_password_works_and_shows_it_nowhere(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    """The ledger, the report and what is shown hold no password."""
    conninfo = operator.migration.database.conninfo
    password = Path(str(conninfo_to_dict(conninfo)["passfile"])).read_text().strip().rpartition(":")[2]
    monkeypatch.setenv(VARIABLE, make_conninfo(conninfo, password=password, passfile="/nowhere"))
    with closing(operator.open()) as run:
        shown = [step(run) for step in backup.STEPS]
        assert run.verdict.findings == ()
    said = [*(each.card._repr_html_() for each in shown), *map(repr, shown)]
    said += operator.migration.column("SELECT CAST(body AS text) FROM event")
    assert len(said) > 6
    assert not any(password in text for text in said)


def test_a_dry_run_shows_the_command_and_writes_nothing(operator: Operator) -> None:
    """It says what pg_dump would be told, its version, what is needed and what is free."""
    with closing(operator.open(mode="dry-run")) as run:
        shown = [step(run) for step in backup.STEPS]
    (command,) = shown[0].below
    assert repr(command).startswith("pg_dump '--dbname=")
    assert "--format=directory" in repr(command)
    assert {"pg_dump", "the database takes", "free for its dump"} <= set(shown[0].card.live)
    assert not operator.folder.exists()
    assert operator.left() == []
