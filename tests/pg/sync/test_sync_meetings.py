"""Live sync where two transactions meet: what one of them could not know of the other is noted, and settled."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from sark_lib.pg.backfill import reverse_catchup
from tests.migrations import Migration
from tests.pg.sync.live import broken, home, kept, session, settled

WAITS = "SELECT count(*) FROM pg_stat_activity WHERE pid = %s AND wait_event_type = 'Lock'"


@contextmanager
def meanwhile(migration: Migration, statement: str, *values: object) -> Iterator[Callable[[], None]]:
    """Run a statement that has to wait for somebody; the block gives what says that it waits, and ends with it done."""
    failed: list[BaseException] = []
    with session(migration) as connection:

        def work() -> None:
            try:
                connection.execute(statement, values)
            except psycopg.Error as error:
                failed.append(error)

        def waiting() -> None:
            end = time.monotonic() + 20
            while not migration.value(WAITS, connection.info.backend_pid):
                assert thread.is_alive(), "it did not have to wait"
                assert time.monotonic() < end, "it neither waits nor ends"
                time.sleep(0.01)

        thread = threading.Thread(target=work)
        thread.start()
        yield waiting
        thread.join(20)
    assert not failed


@contextmanager
def open_transaction(migration: Migration, statement: str, *values: object) -> Iterator[psycopg.Connection[Any]]:
    """Run a statement in a transaction that is still open; it is committed at the end of the block at the latest."""
    with session(migration) as connection:
        connection.autocommit = False
        connection.execute(statement, values)
        yield connection
        connection.commit()


def another_server(migration: Migration, than: str) -> str:
    """Return a server that is not that one."""
    return str(migration.value("SELECT CAST(id AS text) FROM mcp_servers WHERE id <> %s ORDER BY id LIMIT 1", than))


def test_a_tool_that_leaves_a_server_while_it_goes_into_quarantine_is_in_v2(live: Migration) -> None:
    """The tool was put aside with its old server; its own transaction could not see that."""
    server, tool = home(live)
    other = another_server(live, server)
    breaking = "UPDATE mcp_servers SET command = '', endpoint = NULL WHERE id = %s"
    with (
        open_transaction(live, breaking, server) as first,
        meanwhile(live, "UPDATE mcp_tools SET server_id = %s WHERE id = %s", other, tool) as waiting,
    ):
        waiting()
        first.commit()
    assert settled(live).left == []
    assert live.column("SELECT resource_id FROM capabilities WHERE id = %s", tool) == [other]
    assert tool not in kept(live)


@pytest.mark.parametrize("leaves_first", [True, False])
def test_a_capability_that_leaves_a_resource_while_it_leaves_v1_is_in_v1(
    live: Migration, *, leaves_first: bool
) -> None:
    """Whoever comes first: the capability was to leave v1 with its old resource, and has another one by now."""
    live.cut_over()
    server, tool = home(live)
    other = another_server(live, server)
    both = [
        ("UPDATE capabilities SET resource_id = %s WHERE id = %s", other, tool),
        ("UPDATE resources SET protocol = 'http' WHERE id = %s", server),
    ]
    one, another = both if leaves_first else both[::-1]
    with open_transaction(live, *one) as first, meanwhile(live, *another) as waiting:
        waiting()
        first.commit()
    assert settled(live).left == []
    assert live.column("SELECT CAST(server_id AS text) FROM mcp_tools WHERE id = %s", tool) == [other]
    assert live.unequal() == {}
    assert tool not in live.column("SELECT v2_id FROM held_back")


def test_a_tool_deleted_while_its_server_comes_out_of_quarantine_is_gone_from_v2(live: Migration) -> None:
    """Whoever brings the tool with its server, and whoever deletes it, leave nothing behind."""
    server, tool = home(live)
    broken(live, server)
    settled(live)
    with (
        open_transaction(live, "UPDATE mcp_servers SET command = 'npx x' WHERE id = %s", server) as first,
        meanwhile(live, "DELETE FROM mcp_tools WHERE id = %s", tool) as waiting,
    ):
        waiting()
        first.commit()
    assert settled(live).left == []
    assert live.column("SELECT id FROM capabilities WHERE id = %s", tool) == []
    assert live.differences() == {}


@pytest.mark.parametrize("how", ["by the switch", "by a walk over the mirror"])
def test_a_server_broken_late_while_its_tool_is_still_to_leave_it_stays_broken(live: Migration, how: str) -> None:
    """The tool's move waits to be settled and keeps the resource in v2; that is no reason to mend the server."""
    live.cut_over()
    server, tool = home(live)
    other = another_server(live, server)
    with open_transaction(live, "SELECT 1 FROM capabilities WHERE id = %s FOR UPDATE", tool), session(live) as late:
        late.execute("SET lock_timeout = '50ms'")
        late.execute("UPDATE mcp_tools SET server_id = %s WHERE id = %s", (other, tool))
    broken(live, server)
    if how == "by the switch":
        live.turn_back()
    else:
        reverse_catchup.level(live.engine, live.source, chunk=100)
    assert live.value("SELECT command FROM mcp_servers WHERE id = %s", server) == ""
    assert live.column("SELECT 1 FROM resources WHERE id = %s", server) == []
    assert live.column("SELECT resource_id FROM capabilities WHERE id = %s", tool) == [other]
    assert kept(live)[server] == "no_endpoint"
