"""The switch: all of it or nothing, who is in its way is named, and how long it keeps writers waiting is measured."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from sark_lib.errors import LockTimeout
from sark_lib.pg.cutover import stall_probe, switch
from sark_lib.pg.ledger import sync_state
from tests.migrations import Migration, Migrations
from tests.pg.backfill.test_catchup import NEW_SERVER
from tests.pg.sync.live import held, missed, session, synced
from tests.processes import until


@pytest.fixture
def live(migrations: Migrations) -> Iterator[Migration]:
    """A migrated database with live sync."""
    with synced(migrations, "orm") as migration:
        yield migration


def standing(migration: Migration) -> tuple[Any, ...]:
    """Return everything a switch would change: data, triggers, the direction."""
    triggers = migration.rows(
        "SELECT CAST(tgrelid AS regclass), tgname, tgfoid, tgenabled FROM pg_trigger"
        " WHERE NOT tgisinternal ORDER BY 1, 2"
    )
    return migration.everything(), triggers, migration.rows("SELECT * FROM sync ORDER BY 1"), missed(migration)


def turn_to_v2(migration: Migration) -> switch.Turn:
    """Return the switch to v2."""
    return switch.Turn(migration.source, sync_state.State("reverse", attached=True, late="carry"))


def test_rows_born_before_the_switch_are_in_v1_after_it(live: Migration) -> None:
    """Those that v1 can hold; the others are held back."""
    live.rows("INSERT INTO resources (id, name, protocol, endpoint) VALUES (%s, 'a', 'mcp', 'x')", NEW_SERVER)
    live.rows("INSERT INTO resources (id, name, protocol, endpoint) VALUES ('other', 'b', 'http', 'x')")
    assert live.cut_over().born == 2
    assert live.value("SELECT name FROM mcp_servers WHERE id = %s", NEW_SERVER) == "a"
    assert held(live) == {"other": "protocol"}
    assert live.unequal() == {}


def test_a_switch_that_fails_leaves_everything_as_it_was(live: Migration) -> None:
    """Whatever is raised inside, data, triggers, direction and notes are as before."""
    live.rows("INSERT INTO resources (id, name, protocol, endpoint) VALUES (%s, 'a', 'mcp', 'x')", NEW_SERVER)
    before = standing(live)

    def fail(connection: sa.Connection, switched: switch.Switched) -> None:
        assert (
            connection.execute(sa.text("SELECT direction FROM sark_migration.sync LIMIT 1")).scalar_one() == "reverse"
        )
        raise KeyError(switched.tries)

    with pytest.raises(KeyError):
        switch.switch_direction(live.engine, turn_to_v2(live), fail)
    assert standing(live) == before


def test_a_switch_compares_no_row_where_none_is_noted(live: Migration) -> None:
    """Nobody waits while a comparison of nothing is planned: neither on the way there nor on the way back."""
    said: list[str] = []
    sa.event.listen(live.engine, "before_cursor_execute", lambda *arguments: said.append(arguments[2]))
    switch.switch_direction(live.engine, turn_to_v2(live), lambda *_: None)
    live.turn_back()
    assert said
    assert not [statement for statement in said if "expected_" in statement]


@pytest.mark.parametrize("table", ["mcp_servers", "capabilities"])
def test_a_stranger_with_a_lock_is_named_and_nothing_changes(live: Migration, table: str) -> None:
    """The switch gives up after its tries, and says who was in the way."""
    before = standing(live)
    with session(live) as holder:
        holder.execute("SET application_name = 'a stranger'")
        holder.execute("BEGIN")
        holder.execute(f"LOCK TABLE {table} IN ROW EXCLUSIVE MODE")
        who = f"session {holder.info.backend_pid} \\(a stranger\\) idle in transaction, RowExclusiveLock"
        with pytest.raises(LockTimeout, match=who):
            switch.switch_direction(live.engine, turn_to_v2(live), lambda *_: None, switch.Patience(2, 30, 0.01))
    assert standing(live) == before


PROBES_WAIT = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'sark probe' AND wait_event_type = 'Lock'"


def test_the_probe_sees_how_long_a_switch_keeps_writers_waiting(live: Migration) -> None:
    """A probe on each side waits as long as the switch holds its locks, and touches no row."""
    before = live.versions("mcp_tools")

    def hold(*_: object) -> None:
        assert until(lambda: live.value(PROBES_WAIT) == 2)
        time.sleep(0.3)

    began = time.monotonic()
    with stall_probe.probed(live.database.conninfo, live.schema) as probe:
        switch.switch_direction(live.engine, turn_to_v2(live), hold)
    assert probe.failed == ""
    assert 0.3 <= probe.longest_s < time.monotonic() - began
    assert live.versions("mcp_tools") == before


def test_the_probe_does_not_keep_the_reason_from_being_said(live: Migration) -> None:
    """Who is in the way is told while he is: the probe ends with the switch, and has counted what it waited."""
    impatient = switch.Patience(3, 200, 0.01)
    with session(live) as holder:
        over = threading.Timer(60, holder.close)  # or a probe that waits for him would never end
        with stall_probe.probed(live.database.conninfo, live.schema) as probe:
            holder.execute("BEGIN; LOCK TABLE mcp_tools IN SHARE MODE")
            over.start()
            assert until(lambda: live.value(PROBES_WAIT) == 1)
            with pytest.raises(LockTimeout, match="ShareLock"):
                switch.switch_direction(live.engine, turn_to_v2(live), lambda *_: None, impatient)
        over.cancel()
        assert not holder.closed
    assert probe.failed == ""
    assert probe.longest_s > 0.4
