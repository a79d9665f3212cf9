"""Who is in the way right now, and which locks the stages themselves take: both on a real server."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib import import_module
from itertools import product
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from sark_lib.pg.catalog import lock_holders
from sark_lib.pg.catalog.lock_holders import Holder
from sark_lib.runbook.files.project import project_dir
from sark_lib.runbook.params.effective import effective
from sark_lib.runbook.session.session import Session
from sark_lib.runbook.session.stage import STAGES
from sark_lib.schema import locks
from tests.databases import Database
from tests.migrations import Migration

WORDS = {f"{mode.title().replace(' ', '')}Lock": mode for mode in locks.MODES}


def holders(migration: Migration) -> list[Holder]:
    """Return who is in the way, as preflight sees it."""
    with migration.engine.connect() as connection:
        names = sorted({lock.relation for lock in locks.LOCKS})
        return lock_holders.holders(connection, migration.schema, names)


@contextmanager
def another(database: Database, statement: str) -> Iterator[psycopg.Connection[Any]]:
    """Open a transaction of somebody else's that has just done something."""
    with psycopg.connect(database.conninfo, application_name="reporting") as other:
        other.execute(statement)
        yield other
        other.rollback()


def test_nobody_is_in_the_way(prepared: Migration) -> None:
    """On a quiet database there is nobody, and no snapshot of anybody."""
    assert holders(prepared) == []


def test_a_reader_is_in_the_way_of_the_strongest_alone(prepared: Migration) -> None:
    """A SELECT in an open transaction is waited for only by what takes ACCESS EXCLUSIVE; each such step is named."""
    with another(prepared.database, "SELECT FROM mcp_tools") as other:
        pid = other.info.backend_pid
        (found,) = holders(prepared)
    assert (found.who, found.application, found.relation) == (f"session {pid}", "reporting", "mcp_tools")
    assert (found.mode, found.state, found.doing) == ("ACCESS SHARE", "idle in transaction", "SELECT")
    strongest = {f"{lock.stage}.{lock.step}" for lock in locks.LOCKS if lock.mode == "ACCESS EXCLUSIVE"}
    assert set(found.waiting) <= strongest
    assert "finalize.archive, drop" in found.waiting


def test_a_writer_is_in_the_way_of_the_triggers(prepared: Migration) -> None:
    """An open UPDATE keeps CREATE TRIGGER waiting; what it wrote is not told, only that it was an UPDATE."""
    with another(prepared.database, "  update mcp_servers SET name = 'secret value' WHERE false"):
        (found,) = holders(prepared)
    assert found.mode == "ROW EXCLUSIVE"
    assert found.doing == "UPDATE"
    assert "migrate.sync_servers" in found.waiting
    assert "secret" not in str(found)


def test_what_lasts_is_what_a_step_would_wait_for(prepared: Migration) -> None:
    """A transaction younger than a step's patience is none; an older one is, and one that may not be seen too."""
    with another(prepared.database, "LOCK mcp_servers IN SHARE MODE"):
        (found,) = holders(prepared)
    assert found.age_s is not None
    assert found.lasts(found.age_s / 2)
    assert not found.lasts(found.age_s + 1)
    hidden = Holder("session 1", "", "", "", "", "mcp_servers", "SHARE", None, yields=False)
    vacuum = Holder("session 1", "", "", "", "", "mcp_servers", "SHARE UPDATE EXCLUSIVE", 900.0, yields=True)
    assert hidden.lasts(900)
    assert not vacuum.lasts(0)


def test_a_table_of_the_same_name_elsewhere_is_not_ours(prepared: Migration) -> None:
    """Locks on another schema's table are nobody's business."""
    prepared.rows("CREATE SCHEMA elsewhere CREATE TABLE mcp_servers (id int)")
    with another(prepared.database, "LOCK elsewhere.mcp_servers"):
        assert holders(prepared) == []


def test_the_oldest_snapshot_is_named(prepared: Migration) -> None:
    """A REPEATABLE READ transaction is the oldest snapshot, by session, application and age in transactions."""
    with psycopg.connect(prepared.database.conninfo, application_name="report") as other:
        other.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        other.execute("SELECT FROM mcp_servers")
        for _ in range(3):
            prepared.rows("CREATE TABLE a ()")
            prepared.rows("DROP TABLE a")
        with prepared.engine.connect() as connection:
            found = lock_holders.oldest_snapshot(connection)
        assert found is not None
        assert (found.who.split()[1], "report" in found.who) == (str(other.info.backend_pid), True)
        assert found.age_xids >= 6
        assert found.age_s is not None


def test_a_prepared_transaction_is_in_the_way(prepared: Migration) -> None:
    """It has no session, and is named by its gid; where the server allows none, there is none to find."""
    if prepared.value("SHOW max_prepared_transactions") == "0":
        pytest.skip("this server allows no prepared transactions")
    with psycopg.connect(prepared.database.conninfo, autocommit=True) as other:
        other.execute("BEGIN")
        other.execute("LOCK mcp_tools IN ROW EXCLUSIVE MODE")
        other.execute("PREPARE TRANSACTION 'left behind'")
        try:
            (found,) = holders(prepared)
        finally:
            other.execute("ROLLBACK PREPARED 'left behind'")
    assert (found.who, found.state) == ("prepared transaction left behind", "prepared")


# --- the declaration


@pytest.mark.parametrize(("mode", "other"), list(product(locks.MODES, repeat=2)))
def test_conflicts_are_those_of_the_server(database: Database, mode: str, other: str) -> None:
    """Every pair of modes, asked of the server itself: the second is to be had beside the first or not."""
    with psycopg.connect(database.conninfo) as first, psycopg.connect(database.conninfo) as second:
        first.execute("CREATE TABLE IF NOT EXISTS t ()")
        first.commit()
        first.execute(f"LOCK t IN {mode} MODE")
        try:
            second.execute(f"LOCK t IN {other} MODE NOWAIT")
            free = True
        except psycopg.errors.LockNotAvailable:
            free = False
    assert locks.conflicts(mode, other) is not free


def test_what_is_weaker_than_a_declared_lock_is_allowed() -> None:
    """A stage that has declared ROW EXCLUSIVE may read as well; it may not take SHARE."""
    assert locks.allowed("rollback", "mcp_servers") == set(locks.MODES)
    assert locks.allowed("validate", "resources") == {"ACCESS SHARE"}
    assert locks.allowed("validate", "audit_events") == set()
    assert "SHARE" not in locks.allowed("preflight", "mcp_tools")


STAGES_THERE = [s.name for s in STAGES if importlib.util.find_spec(f"sark_lib.runbook.stages.{s.name}")]


@pytest.mark.parametrize("stage", STAGES_THERE)
def test_a_declared_step_is_one_of_its_stage(stage: str) -> None:
    """Every step that is said to take a lock exists in its stage, by that name."""
    steps = {step.id for step in import_module(f"sark_lib.runbook.stages.{stage}").STEPS}
    declared = {name for lock in locks.LOCKS if lock.stage == stage for name in lock.step.split(", ")}
    assert declared - steps == set()


def taken(run: Session) -> set[tuple[str, str]]:
    """Return where what is filled, as the session's transactions end, with every lock they hold: table and mode."""
    found: set[tuple[str, str]] = set()

    def look(connection: sa.Connection) -> None:
        driver: Any = None if connection.invalidated else connection.connection.driver_connection
        if driver is None or driver.info.transaction_status != psycopg.pq.TransactionStatus.INTRANS:
            return
        rows = driver.execute(
            "SELECT c.relname, l.mode FROM pg_locks l JOIN pg_class c ON c.oid = l.relation "
            "WHERE l.pid = pg_backend_pid() AND c.relkind = 'r' AND c.relnamespace = CAST(%s AS regnamespace)",
            (run.params.schema_,),
        )
        found.update((name, WORDS[mode]) for name, mode in rows)

    sa.event.listen(run.engine, "commit", look)
    sa.event.listen(run.engine, "rollback", look)
    return found


def locked(migration: Migration, monkeypatch: pytest.MonkeyPatch, stage: str) -> set[tuple[str, str]]:
    """Run a whole stage in execute mode, and return every lock its transactions held at their end."""
    monkeypatch.setenv("SARK_LOCKS_DSN", migration.database.conninfo)
    said = {"database": "env:SARK_LOCKS_DSN", "mode": "execute", "unmappable": "quarantine", "new_run": True}
    chosen = next(each for each in STAGES if each.name == stage)
    with closing(Session(chosen, effective(stage, said, project_dir() / "params"))) as run:
        found = taken(run)
        for step in import_module(f"sark_lib.runbook.stages.{stage}").STEPS:
            step(run)
    return found


@pytest.mark.parametrize(
    ("state", "stage"),
    [("v1", "preflight"), ("v1", "schema"), ("schema", "migrate"), ("migrated", "validate"), ("migrated", "rollback")],
)
def test_no_stage_takes_a_lock_it_has_not_declared(
    migrations: Any, monkeypatch: pytest.MonkeyPatch, state: str, stage: str
) -> None:
    """On v1 and its neighbours, as every transaction of the stage ends: a declared mode or a weaker one, and some."""
    with migrations.at(state) as migration:
        found = locked(migration, monkeypatch, stage)
    v1 = {(name, mode) for name, mode in found if name.startswith("mcp_") or name == "audit_events"}
    assert found, "the hook saw nothing"
    assert {(name, mode) for name, mode in v1 if mode not in locks.allowed(stage, name)} == set()
    assert stage == "rollback" or {name for name, _ in v1} >= {"mcp_servers", "mcp_tools"}


def test_mending_a_table_of_an_earlier_tool_is_declared(prepared: Migration, monkeypatch: pytest.MonkeyPatch) -> None:
    """Setting NOT NULL keeps readers out of a v2 table that may be in use: preflight names it among the locks."""
    prepared.rows("ALTER TABLE resources ALTER name DROP NOT NULL")
    assert ("resources", "ACCESS EXCLUSIVE") in locked(prepared, monkeypatch, "schema")
    assert "ACCESS EXCLUSIVE" in locks.allowed("schema", "resources")
