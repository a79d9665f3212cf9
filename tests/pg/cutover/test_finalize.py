"""The end of v1: refused while anybody uses it, archived with every row, dropped only by name; and said ever after."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from sark_lib.errors import ConnectionUnsafe, GateClosed, LockTimeout, ParamsError, StepFailed, StepOutOfOrder
from sark_lib.evidence.checks.findings import Severity
from sark_lib.pg.connection.engine import create_engine
from sark_lib.pg.cutover import finalize, v1_usage
from sark_lib.pg.cutover.v1_usage import V1
from sark_lib.runbook.commands import status
from sark_lib.runbook.session.record import Record
from sark_lib.runbook.stages.finalize import usage
from tests.migrations import Migration, Migrations
from tests.pg.operators import VARIABLE, Operator

BOTH = ",".join(V1)
QUIET_S = 0.5


@pytest.fixture
def over(migrations: Migrations) -> Iterator[Migration]:
    """A migrated database after cutover."""
    with migrations.at("over") as migration:
        yield migration


@pytest.fixture
def operator(over: Migration, monkeypatch: pytest.MonkeyPatch) -> Operator:
    """Whoever finalizes it."""
    return Operator(over, monkeypatch)


def run(operator: Operator, **said: object) -> Record:
    """Run the stage as its notebook does, watching for half a second."""
    return operator.run("finalize", gate_after="mirror", **{"quiet_s": QUIET_S} | said)


def found(operator: Operator) -> dict[str, Severity]:
    """Return what watching finds, in a dry run."""
    with closing(operator.open("finalize", mode="dry-run", quiet_s=QUIET_S)) as session:
        usage(session)
        return {finding.check.removeprefix("finalize."): finding.severity for finding in session.verdict.findings}


def places(migration: Migration) -> dict[str, str]:
    """Return the schema each v1 table is in."""
    query = (
        "SELECT relname, CAST(relnamespace AS regnamespace) FROM pg_class WHERE relname = ANY (%s) AND relkind = 'r'"
    )
    return {name: str(schema) for name, schema in migration.rows(query, list(V1))}


@contextmanager
def at_work(migration: Migration, statement: str) -> Iterator[None]:
    """Let an application say a statement over and over, each in a transaction of its own, while the block lasts."""
    stop, begun = threading.Event(), threading.Event()

    def work() -> None:
        with psycopg.connect(migration.database.conninfo, autocommit=True, application_name="old app") as connection:
            while not stop.is_set():
                connection.execute(statement)
                begun.set()
                stop.wait(0.01)

    thread = threading.Thread(target=work)
    thread.start()
    assert begun.wait(10)
    try:
        yield
    finally:
        stop.set()
        thread.join()


def test_before_cutover_it_is_refused(migrations: Migrations, monkeypatch: pytest.MonkeyPatch) -> None:
    """v1 is what the application writes; a dry run says so and ends well."""
    with migrations.at("synced") as migration:
        operator = Operator(migration, monkeypatch)
        with pytest.raises(StepOutOfOrder, match="v2 is not the truth"):
            run(operator)
        operator.run("finalize", mode="dry-run")
        assert places(migration) == dict.fromkeys(V1, "public")


def test_v1_is_archived_with_every_row(operator: Operator) -> None:
    """Both tables are elsewhere, value for value; sync, its functions and the views are gone; v2 lives on."""
    migration = operator.migration
    before = {name: migration.digest(name) for name in (*V1, "resources", "capabilities")}
    run(operator)
    assert places(migration) == dict.fromkeys(V1, "sark_v1_archive")
    after = {name: migration.digest(f"sark_v1_archive.{name}") for name in V1}
    assert after | {name: migration.digest(name) for name in ("resources", "capabilities")} == before
    assert migration.rows("SELECT * FROM sync") == []
    ours = "CAST('sark_migration' AS regnamespace)"
    assert migration.column(f"SELECT proname FROM pg_proc WHERE pronamespace = {ours}") == ["refuse_change"]
    assert migration.column(f"SELECT relname FROM pg_class WHERE relkind = 'v' AND relnamespace = {ours}") == []
    assert migration.column("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'sark%'") == []
    migration.rows(
        "UPDATE resources SET name = name; DELETE FROM capabilities WHERE id = (SELECT max(id) FROM capabilities)"
    )


def test_archived_rows_are_written_down(operator: Operator) -> None:
    """The ledger knows how many rows there are, their sum, and how to bring the tables back, which works."""
    migration = operator.migration
    rows = {name: migration.value(f"SELECT count(*) FROM {name}") for name in V1}
    run(operator)
    with migration.engine.connect() as connection:
        known = finalize.ended(connection, "public")
    assert known is not None
    assert known.sums is not None
    assert {name: known.sums[name]["rows"] for name in V1} == rows
    migration.rows("".join(migration.value("SELECT body -> 'undo' FROM event WHERE state = 'archived'")))
    assert places(migration) == dict.fromkeys(V1, "public")
    with migration.engine.connect() as connection:
        assert finalize.ended(connection, "public") is None


def test_what_was_held_back_and_late_is_no_hindrance(operator: Operator) -> None:
    """v2 has rows that v1 cannot hold, and a late writer was carried over before the watch: both are in order."""
    migration = operator.migration
    migration.rows(
        "UPDATE mcp_servers SET consul_id = 'late' "
        "WHERE id = (SELECT CAST(max(CAST(id AS text)) AS uuid) FROM mcp_servers)"
    )
    migration.rows("INSERT INTO resources (id, name, protocol, endpoint, sensitivity_level, created_at, updated_at) "
                   "VALUES ('weather', 'weather', 'http', 'https://weather.example', 'low', now(), now())")  # fmt: skip
    run(operator)
    assert places(migration) == dict.fromkeys(V1, "sark_v1_archive")


BUILT = {
    "view": "CREATE VIEW of_others AS SELECT id FROM mcp_tools",
    "materialized view": "CREATE MATERIALIZED VIEW of_others AS SELECT id FROM mcp_tools",
    "foreign key": "CREATE TABLE of_others (server uuid REFERENCES mcp_servers)",
    "function": "CREATE FUNCTION of_others() RETURNS bigint BEGIN ATOMIC SELECT count(*) FROM mcp_tools; END",
    "publication": "CREATE PUBLICATION of_others FOR TABLE mcp_tools",
    "column of its row type": "CREATE TABLE of_others (whole mcp_tools)",
    "view of our view": "CREATE VIEW of_others AS SELECT id FROM sark_migration.expected_resources",
    "policy": "CREATE TABLE of_others (id uuid); CREATE POLICY p ON of_others USING (id IN (SELECT id FROM mcp_tools))",
}


@pytest.mark.parametrize("name", BUILT)
def test_what_is_built_on_v1_closes_the_gate(operator: Operator, name: str) -> None:
    """It is named, nothing is moved."""
    operator.migration.rows(BUILT[name])
    assert found(operator)["dependants"] is Severity.ERROR
    with pytest.raises(GateClosed, match=r"of_others"):
        run(operator)
    assert places(operator.migration) == dict.fromkeys(V1, "public")


def test_a_function_that_names_v1_is_a_warning(operator: Operator) -> None:
    """Nobody knows whether it is ever called: it is named, and the gate stays open."""
    operator.migration.rows(
        "CREATE FUNCTION of_others() RETURNS bigint LANGUAGE plpgsql AS "
        "'BEGIN RETURN (SELECT count(*) FROM mcp_tools); END'"
    )
    assert found(operator) == {"naming": Severity.WARNING}
    run(operator)
    assert places(operator.migration) == dict.fromkeys(V1, "sark_v1_archive")


READERS = {
    "of a row": "SELECT name FROM mcp_servers ORDER BY id LIMIT 1",
    "that stays in its transaction": "SELECT count(*), pg_sleep(1) FROM mcp_servers",
    "of no row": "SELECT name FROM mcp_tools WHERE id = gen_random_uuid()",
}


@pytest.mark.parametrize("name", READERS)
def test_a_reader_closes_the_gate(operator: Operator, name: str) -> None:
    """v2 is not written meanwhile, so that every scan of v1 is somebody's; nothing is moved."""
    with at_work(operator.migration, READERS[name]), pytest.raises(GateClosed, match=r"finalize\.read: v1 was used"):
        run(operator, quiet_s=3.0)
    assert places(operator.migration) == dict.fromkeys(V1, "public")


def test_a_late_writer_closes_the_gate(operator: Operator) -> None:
    """One that is carried over is counted."""
    writes = "UPDATE mcp_servers SET updated_at = now() WHERE consul_id IS NULL"
    with at_work(operator.migration, writes), pytest.raises(GateClosed, match=r"finalize\.written"):
        run(operator)
    assert places(operator.migration) == dict.fromkeys(V1, "public")


def test_a_refused_late_writer_closes_the_gate_too(operator: Operator) -> None:
    """It fails and tries again: it is still there."""
    operator.migration.turn_back()
    operator.migration.cut_over("refuse")
    with at_work(
        operator.migration, "DO $$ BEGIN UPDATE mcp_servers SET name = name; EXCEPTION WHEN OTHERS THEN END $$"
    ):
        assert found(operator)["written"] is Severity.ERROR


def test_the_application_writing_v2_is_no_user_of_v1(operator: Operator) -> None:
    """Sync reads and writes v1 for it: that is said to hide short reads, and hinders nothing."""
    with at_work(operator.migration, "UPDATE resources SET name = name WHERE id = (SELECT min(id) FROM resources)"):
        assert set(found(operator).values()) <= {Severity.WARNING}
    with at_work(operator.migration, "UPDATE resources SET name = md5(CAST(random() AS text))"):
        run(operator, quiet_s=2.0)
    assert places(operator.migration) == dict.fromkeys(V1, "sark_v1_archive")


def test_a_reader_beside_an_application_writing_v2_is_seen_by_its_lock(operator: Operator) -> None:
    """Its scans hide among those of sync; the lock it holds does not."""
    writes = "UPDATE resources SET name = md5(CAST(random() AS text))"
    with at_work(operator.migration, writes), at_work(operator.migration, READERS["that stays in its transaction"]):
        assert found(operator)["read"] is Severity.ERROR


def test_a_watcher_who_may_not_see_sessions_of_others_sees_their_locks(over: Migration) -> None:
    """The server hides from him who that is, not that somebody is there."""
    over.rows("CREATE ROLE watcher LOGIN PASSWORD 'w'; GRANT USAGE ON SCHEMA sark_migration TO watcher; "
              "GRANT SELECT ON late_writes TO watcher")  # fmt: skip
    login = make_conninfo(over.database.conninfo, user="watcher", password="w")
    engine = create_engine(login, schema="public", application="watcher")
    try:
        assert v1_usage.watch(engine, over.source, 0.3).users == []
        with psycopg.connect(over.database.conninfo) as reader:
            reader.execute("SELECT count(*) FROM mcp_tools")
            (user,) = v1_usage.watch(engine, over.source, 0.3).users
        assert user["table"] == "mcp_tools"
    finally:
        engine.dispose()
        over.rows("DROP OWNED BY watcher; DROP ROLE watcher")


def test_a_mirror_that_differs_closes_the_gate(operator: Operator) -> None:
    """What would be archived is not what v2 says."""
    operator.migration.rows("SET sark.sync = 'on'; UPDATE mcp_servers SET consul_id = 'x' WHERE id = "
                            "(SELECT CAST(max(CAST(id AS text)) AS uuid) FROM mcp_servers)")  # fmt: skip
    with pytest.raises(GateClosed, match=r"law\.mcp_servers\.consul_id"):
        run(operator)


def test_a_trigger_that_was_switched_off_closes_the_gate(operator: Operator) -> None:
    """Without it no late writer is counted."""
    operator.migration.rows("ALTER TABLE mcp_tools DISABLE TRIGGER sark_sync_update")
    assert found(operator)["sync_whole"] is Severity.ERROR


def test_a_writer_between_watch_and_archive_stops_it(operator: Operator) -> None:
    """The archive counts again, while nobody can write: nothing is moved."""
    migration = operator.migration
    with migration.engine.connect() as connection, pytest.raises(StepFailed, match="somebody has written v1"):
        finalize.archive(connection, migration.source, "sark_v1_archive", late_total=-1)
    assert places(migration) == dict.fromkeys(V1, "public")
    assert migration.unequal() == {}


def test_a_table_of_that_name_in_the_archive_stops_it(operator: Operator) -> None:
    """What was archived before is not touched."""
    operator.migration.rows("CREATE SCHEMA sark_v1_archive CREATE TABLE mcp_tools (id uuid)")
    with pytest.raises(StepFailed, match="sark_v1_archive holds mcp_tools already"):
        run(operator)
    assert operator.migration.unequal() == {}


def test_somebody_in_the_way_leaves_everything_as_it_was(operator: Operator) -> None:
    """A long read of v2 keeps the triggers there; after a few short tries the stage gives up, and sync goes on."""
    with psycopg.connect(operator.migration.database.conninfo) as reader:
        reader.execute("SELECT count(*) FROM capabilities")
        with pytest.raises(LockTimeout):
            run(operator, lock_timeout_ms=20)
    assert operator.migration.unequal() == {}
    operator.migration.rows("UPDATE resources SET name = 'goes on' WHERE id = (SELECT max(id) FROM resources)")
    assert operator.migration.unequal() == {}


@pytest.mark.parametrize("named", ["mcp_tools", "mcp_servers,mcp_tool", "all", "true"])
def test_v1_is_dropped_by_both_names_or_not_at_all(operator: Operator, named: str) -> None:
    """Anything else is refused; the tables stay archived."""
    with pytest.raises(ParamsError, match="v1 is dropped as a whole"):
        run(operator, drop_v1=named)
    assert places(operator.migration) == dict.fromkeys(V1, "sark_v1_archive")


def test_without_a_backup_nothing_is_dropped(operator: Operator) -> None:
    """The names alone are not enough."""
    (finding,) = run(operator, drop_v1=BOTH).verdict.findings
    assert (finding.check, finding.severity) == ("finalize.kept", Severity.CRITICAL)
    assert places(operator.migration) == dict.fromkeys(V1, "sark_v1_archive")


def test_v1_is_dropped_when_a_backup_holds_it(operator: Operator, tmp_path: Path) -> None:
    """Watched, archived, backed up, named, gone; asked again, it says so, and v2 is as it was."""
    before = {name: operator.migration.digest(name) for name in ("resources", "capabilities")}
    run(operator)
    saved(operator, tmp_path)
    run(operator, drop_v1=BOTH)
    assert places(operator.migration) == {}
    run(operator, drop_v1=BOTH)
    assert {name: operator.migration.digest(name) for name in before} == before


def saved(operator: Operator, folder: Path) -> None:
    """Back it up."""
    operator.run("backup", gate_after="compare", backup_dir=str(folder))


def test_a_changed_archive_is_not_dropped(operator: Operator) -> None:
    """Somebody has written it: neither the ledger nor the backup knows that."""
    run(operator)
    operator.migration.rows("DELETE FROM sark_v1_archive.mcp_tools")
    with operator.migration.engine.connect() as connection:
        known = finalize.ended(connection, "public")
        assert known is not None
        with pytest.raises(StepFailed, match="not what was archived"):
            finalize.drop(connection, known)


OTHERS = ("preflight", "schema", "migrate", "validate", "cutover", "rollback", "recover")


def test_other_stages_say_what_is_the_matter(operator: Operator) -> None:
    """Not that tables are missing: that v1 was archived, when, and how it comes back."""
    run(operator)
    for stage in OTHERS:
        with pytest.raises(ConnectionUnsafe, match="is finalized: v1 was archived in schema sark_v1_archive") as caught:
            operator.run(stage)
        assert 'ALTER TABLE "sark_v1_archive"."mcp_tools" SET SCHEMA "public"' in caught.value.do


def test_status_still_works(operator: Operator) -> None:
    """It says what became of v1, and that nothing is left to do."""
    run(operator)
    said, _ = status.standing({"database": f"env:{VARIABLE}"})
    assert re.search("next +nothing: v1 was archived in schema sark_v1_archive on", said)
