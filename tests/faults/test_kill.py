"""Killed in the middle, however and whenever: the same command again ends where an undisturbed one does."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import threading
from collections.abc import Iterator

import pytest

from sark_lib.local.seed import SeedSpec
from sark_lib.schema.mapping import ENTITIES
from tests.faults.command import Command, kernels, kill, when_copied
from tests.migrations import Migration, Migrations, contiguous

SPEC = SeedSpec(shape="orm", servers=1_000, tools_per_server=10)
LARGE = SeedSpec(shape="orm", servers=10_000, tools_per_server=10)
SLOWLY = ("-p", "batch_rows=20", "-p", "batch_rows_max=20", "-p", "unmappable=quarantine")
MIGRATE = ("run", "--from", "migrate", "--to", "migrate", "--mode", "execute", *SLOWLY)


def the_command(process: subprocess.Popen[str]) -> list[int]:
    """The command alone: its kernel, which looks for it every second, is held until then, or it would copy the rest."""
    for kernel in kernels(process):
        os.kill(kernel, signal.SIGSTOP)
        threading.Timer(1.2, os.kill, (kernel, signal.SIGCONT)).start()
    return [process.pid]


def the_kernel(process: subprocess.Popen[str]) -> list[int]:
    """The kernel alone: the command must notice."""
    return kernels(process)


def everybody(process: subprocess.Popen[str]) -> list[int]:
    """Command and kernel at once, as a machine that is switched off."""
    return [process.pid, *kernels(process)]


# A kernel that has lost its command may work on for a moment: it comes last, or there is nothing left to kill.
KILLS = (everybody, the_kernel, the_command)


@pytest.fixture
def prepared(migrations: Migrations) -> Iterator[Migration]:
    """A database after the schema stage, its run ended."""
    with migrations.at("schema", SPEC) as migration:
        migration.new_run()
        yield migration


def expected(migrations: Migrations, spec: SeedSpec) -> dict[str, str]:
    """Return the state in which an undisturbed migration ends."""
    with migrations.at("migrated", spec) as migration:
        return state(migration)


def state(migration: Migration) -> dict[str, str]:
    """Return digests over v1, v2, the merge base and the quarantine."""
    return migration.everything() | {"quarantine": migration.digest("(SELECT entity, v1_id, reason FROM quarantine)")}


def assert_no_row_twice(migration: Migration) -> None:
    """Every batch of the ledger begins where the one before ended, and together they wrote each row once."""
    for entity in ENTITIES:
        query = "SELECT n, after_id, upto_id FROM batch WHERE step = %s ORDER BY n"
        assert contiguous(migration.rows(query, f"backfill_{entity.v2}"))
        written = migration.value("SELECT sum(rows_written) FROM batch WHERE step = %s", f"backfill_{entity.v2}")
        assert written == migration.value(f"SELECT count(*) FROM {entity.v2}")


def test_three_kills_change_nothing(migrations: Migrations, prepared: Migration, command: Command) -> None:
    """Command, kernel and both killed at random moments of one copy; then the same command ends it as undisturbed."""
    moments = sorted(random.Random(7).sample(range(5, 300), len(KILLS)))  # noqa: S311 - the same every time
    for whom, batches in zip(KILLS, moments, strict=True):
        process = command.begin(prepared.database.conninfo, *MIGRATE)
        when_copied(prepared, process, batches)
        for pid in whom(process):
            kill(pid)
        code, said = command.ending(process)
        assert code == (2 if whom is the_kernel else -signal.SIGKILL), said
        assert whom is not the_kernel or "KernelDied" in said
    assert prepared.value("SELECT count(*) FROM batch") < 550
    code, said = command.run(prepared.database.conninfo, *MIGRATE)
    assert code == 0, said
    assert state(prepared) == expected(migrations, SPEC)
    assert_no_row_twice(prepared)


@pytest.mark.slow
def test_ten_kills_of_a_large_copy_change_nothing(migrations: Migrations, command: Command) -> None:
    """As above at 10,000 servers with 100,000 tools and the whole walk: the command killed at ten random moments."""
    batches_of_100 = ("-p", "batch_rows=100", "-p", "batch_rows_max=100", "-p", "unmappable=quarantine")
    walk = ("run", "--to", "migrate", "--mode", "execute", *batches_of_100)
    draw = random.Random(11)  # noqa: S311 - the same every time
    with migrations.at("v1", LARGE) as migration:
        assert migration.run_id
        migration.new_run()
        for _ in range(10):
            process = command.begin(migration.database.conninfo, *walk)
            when_copied(migration, process, migration.value("SELECT count(*) FROM batch") + draw.randint(1, 40))
            os.kill(process.pid, signal.SIGKILL)
            assert command.ending(process)[0] == -signal.SIGKILL
        code, said = command.run(migration.database.conninfo, *walk)
        assert code == 0, said
        found = state(migration)
        assert_no_row_twice(migration)
    assert found == expected(migrations, LARGE)
