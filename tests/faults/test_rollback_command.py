"""``sark-runbook rollback`` as an operator types it: the loss is read, and accepted by its hash or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from sark_lib.pg.ledger import sync_state
from tests.faults.command import Command
from tests.migrations import Migration, Migrations

ROLLBACK = ("rollback", "--mode", "execute")


@pytest.fixture
def over(migrations: Migrations) -> Iterator[Migration]:
    """A database after cutover, whose v2 says one thing that v1 cannot hold."""
    with migrations.at("over") as migration:
        secret(migration, 1)
        migration.new_run()
        yield migration


def secret(migration: Migration, rows: int) -> None:
    """Give the first resources a level that v1 does not know."""
    migration.rows(
        "UPDATE resources SET sensitivity_level = 'secret' WHERE id IN (SELECT id FROM resources ORDER BY id LIMIT %s)",
        rows,
    )


def truth(migration: Migration) -> str | None:
    """Return which side is written."""
    with migration.engine.connect() as connection:
        return {"forward": "v1", "reverse": "v2"}.get(sync_state.direction(connection) or "")


def test_only_the_hash_of_today_is_accepted(over: Migration, command: Command) -> None:
    """Exit code 1 without a hash, and with that of a report that has grown since; each time the right one is named."""
    before = over.everything()
    code, said = command.run(over.database.conninfo, *ROLLBACK)
    assert (code, truth(over)) == (1, "v2"), said
    stale = accepted_by(said)
    secret(over, 2)
    after = over.everything()
    code, said = command.run(over.database.conninfo, *ROLLBACK, "-p", f"accept_loss={stale}")
    assert (code, truth(over)) == (1, "v2"), said
    assert accepted_by(said) != stale
    assert over.everything() == after != before
    code, said = command.run(over.database.conninfo, *ROLLBACK, "-p", f"accept_loss={accepted_by(said)}")
    assert (code, truth(over)) == (0, "v1"), said
    assert over.everything() == after


def test_a_dry_run_changes_nothing_and_passes(over: Migration, command: Command) -> None:
    """It shows the report, leaves no trace in the ledger, and exits 0: nothing was asked of anybody."""
    before = over.everything() | {"event": over.digest("event"), "run": over.digest("run")}
    code, said = command.run(over.database.conninfo, "rollback", "--mode", "dry-run")
    assert code == 0, said
    assert over.everything() | {"event": over.digest("event"), "run": over.digest("run")} == before


def accepted_by(said: str) -> str:
    """Return the hash that the command says would accept the report."""
    found = re.search(r"accept_loss=([0-9a-f]{12})", said)
    assert found, said
    return found[1]
