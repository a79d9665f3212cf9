"""Two at once: one works, the other says who does and touches nothing."""

from __future__ import annotations

import re

from sark_lib.local.seed import SeedSpec
from tests.faults.command import Command, when_copied
from tests.migrations import Migrations

SPEC = SeedSpec(shape="orm", servers=1_000, tools_per_server=10)
MIGRATE = ("run", "--from", "migrate", "--to", "migrate", "--mode", "execute")
SLOWLY = ("-p", "batch_rows=20", "-p", "batch_rows_max=20", "-p", "unmappable=quarantine")


def test_the_second_run_says_who_holds_the_lock(migrations: Migrations, command: Command) -> None:
    """It ends at once with exit 2 and writes nothing, no row, no event, no folder; the first ends undisturbed."""
    with migrations.at("schema", SPEC) as migration:
        migration.new_run()
        first = command.begin(migration.database.conninfo, *MIGRATE, *SLOWLY)
        when_copied(migration, first, 3)
        code, said = command.run(migration.database.conninfo, *MIGRATE, *SLOWLY)
        assert code == 2
        assert re.search(r"another run holds the run lock: sark-runbook \S*.*server pid \d+, user postgres", said), said
        assert "Traceback" not in said
        assert len(list((command.runs_dir / "local").iterdir())) == 1
        code, said = command.ending(first)
        assert code == 0, said
        assert migration.value("SELECT count(*) FROM run WHERE env = 'local'") == 1
        assert migration.column("SELECT DISTINCT body ->> 'pid' FROM event WHERE stage = 'migrate'") == [
            migration.value("SELECT body ->> 'pid' FROM event WHERE stage = 'migrate' LIMIT 1")
        ]
        assert migration.differences() == {}


def test_the_second_run_waits_if_it_is_told_to(migrations: Migrations, command: Command) -> None:
    """With ``--wait-lock`` it begins when the first has ended, and finds nothing left to do."""
    with migrations.at("schema", SPEC) as migration:
        migration.new_run()
        first = command.begin(migration.database.conninfo, *MIGRATE, "-p", "unmappable=quarantine")
        second = command.begin(
            migration.database.conninfo, *MIGRATE, "-p", "unmappable=quarantine", "--wait-lock", "120"
        )
        assert [command.ending(process)[0] for process in (first, second)] in ([0, 0], [2, 0])
        assert migration.differences() == {}
        assert migration.value("SELECT count(*) FROM row_map_capabilities") > 9_000
