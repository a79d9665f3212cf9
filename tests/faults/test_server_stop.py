"""The server goes away in the middle: the command says so, and goes on when it is back."""

from __future__ import annotations

import os
import signal

from sark_lib.local.seed import SeedSpec
from sark_lib.local.server import Server
from tests.faults.command import Command, when_copied
from tests.faults.test_kill import MIGRATE, assert_no_row_twice, expected, state
from tests.migrations import Migrations

SPEC = SeedSpec(shape="orm", servers=1_000, tools_per_server=10)


def test_an_immediate_stop_loses_nothing(migrations: Migrations, server: Server, command: Command) -> None:
    """Exit 2, the reason and what to do; after the crash recovery the same command ends as if undisturbed."""
    wanted = expected(migrations, SPEC)
    with migrations.at("schema", SPEC) as migration:
        migration.new_run()
        process = command.begin(migration.database.conninfo, *MIGRATE)
        when_copied(migration, process, 40)
        migration.close()
        try:
            os.kill(server.pid, signal.SIGQUIT)
            code, said = command.ending(process)
        finally:
            server.restart()
        assert code == 2, said
        assert "Traceback" not in said
        assert "ConnectionUnsafe" in said
        assert "run the same command again; it resumes" in said
        assert 40 <= migration.value("SELECT count(*) FROM batch") < 550
        code, said = command.run(migration.database.conninfo, *MIGRATE)
        assert code == 0, said
        assert state(migration) == wanted
        assert_no_row_twice(migration)
