"""Two at once: one works, the other says who does and touches nothing, or waits for its turn."""

from __future__ import annotations

import os
import re
import signal
import subprocess

from tests.faults.command import Command, kernels, when_copied
from tests.faults.test_kill import MIGRATE, SPEC, expected, state
from tests.migrations import Migrations


def test_the_second_run_says_who_holds_the_lock_or_waits(migrations: Migrations, command: Command) -> None:
    """Exit 2 and nothing written, no run, no event, no folder; with ``--wait-lock`` it finds nothing left to do."""
    wanted = expected(migrations, SPEC)
    with migrations.at("schema", SPEC) as migration:
        migration.new_run()
        conninfo = migration.database.conninfo
        first = command.begin(conninfo, *MIGRATE)
        when_copied(migration, first, 3)
        pause(first)
        waiting = command.begin(conninfo, *MIGRATE, "--wait-lock", "200")
        code, said = command.run(conninfo, *MIGRATE)
        assert code == 2
        holder = r"another run holds the run lock: sark-runbook .*server pid \d+, user postgres, from 127.0.0.1"
        assert re.search(holder, said), said
        assert "Traceback" not in said
        assert len(list((command.runs_dir / "local").iterdir())) == 1
        pause(first, signal.SIGCONT)
        code, said = command.ending(first)
        assert code == 0, said
        code, said = command.ending(waiting)
        assert code == 0, said
        assert re.search(r"40 migrate +OK +\d.* s\n", said), said
        events = "SELECT run_id, count(DISTINCT body ->> 'pid') FROM event WHERE stage = 'migrate' GROUP BY 1"
        assert [writers for _, writers in migration.rows(events)] == [2]
        assert state(migration) == wanted


def pause(process: subprocess.Popen[str], number: signal.Signals = signal.SIGSTOP) -> None:
    """Stop a run in the middle of its work, or let it go on."""
    for pid in kernels(process):
        os.kill(pid, number)
