"""The scenarios of rollback by name, each on a real server; those after cutover are in ``test_turn_back``."""

from __future__ import annotations

import threading
import time
from contextlib import closing
from itertools import islice
from pathlib import Path

import psycopg
import pytest

from sark_lib.errors import SarkError, StepFailed
from sark_lib.local import client, dump
from sark_lib.local.seed import SeedSpec
from sark_lib.pg.backfill import batches
from sark_lib.pg.backfill.batches import Pace
from sark_lib.pg.backup import checksums, records
from sark_lib.pg.ddl.tables import TABLES
from sark_lib.pg.ledger import events
from sark_lib.pg.rollback import undo
from sark_lib.runbook.session import database
from sark_lib.schema.mapping import ENTITIES, SERVERS, TOOLS, Entity
from tests.migrations import SMALL, Migration, Migrations, born, copied_before
from tests.pg.operators import Blow, Operator
from tests.pg.pictures import MERGE_BASE, V2, attached, bytes_of, others, rows, state, widowed

DDL = SeedSpec(shape="ddl", servers=100, tools_per_server=10, unmappable=False)
TINY = SeedSpec(shape="orm", servers=3, tools_per_server=2, odd=0)
SHAPES = pytest.mark.parametrize("spec", [SMALL, DDL], ids=["orm", "ddl"])
# All in one transaction, and batches of about twenty resources with their capabilities.
SIZES = pytest.mark.parametrize("rows_per_transaction", [1_000_000, 200], ids="{} rows a transaction".format)


# --- v1 untouched ----------------------------------------------------------------------------------------------------


@SHAPES
@SIZES
def test_v1_is_untouched(operator: Operator, live: Migration, spec: SeedSpec, rows_per_transaction: int) -> None:
    """Not one row version, place in a file, column, constraint or index of the application is another; no trigger."""
    before = bytes_of(live, *others(live))
    assert sum(map(len, before.values())) > 11 * spec.servers
    operator.roll_back(rows_per_transaction=rows_per_transaction)
    assert bytes_of(live, *others(live)) == before
    assert rows(live, *V2, *MERGE_BASE, "sync", "missed", "held_back") == [0] * 7
    assert [kind for _, kind, _ in attached(live, *others(live)) if kind == "trigger"] == []


@SHAPES
def test_v1_is_as_before_the_migration(migrations: Migrations, spec: SeedSpec, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the first stage to the last and back again, what hangs on the application's tables is what it was."""
    with migrations.at("schema", spec) as migration:
        before = attached(migration, *others(migration)), bytes_of(migration, *others(migration))
        migration.live()
        assert attached(migration, *others(migration)) != before[0]
        Operator(migration, monkeypatch).roll_back()
        assert (attached(migration, *others(migration)), bytes_of(migration, *others(migration))) == before


# --- only what we created is deleted -------------------------------------------------------------------------------


@SIZES
def test_only_what_we_created_is_deleted(
    migrations: Migrations, monkeypatch: pytest.MonkeyPatch, rows_per_transaction: int
) -> None:
    """Rows of an earlier tool, rows born in v2 and other tables stay, the same versions; what sync brought goes too."""
    with migrations.at("schema") as migration:
        copied_before(migration, 30)
        strangers = born(migration) | set(migration.column("SELECT id FROM resources"))
        migration.rows(
            "INSERT INTO federation_nodes (node_id, name, endpoint, trust_anchor_cert) VALUES ('n', 'n', 'e', 'c')"
        )
        migration.live()
        migration.rows(
            "INSERT INTO mcp_tools SELECT (jsonb_populate_record(t, jsonb_build_object('id', "
            "gen_random_uuid()))).* FROM mcp_tools t LIMIT 5"
        )
        assert rows(migration, "capabilities") == [1008]
        kept = bytes_of(migration, "federation_nodes")
        versions = {name: {k: v for k, v in migration.versions(name).items() if k in strangers} for name in V2}
        operator = Operator(migration, monkeypatch)
        operator.roll_back(rows_per_transaction=rows_per_transaction)
        assert {name: migration.versions(name) for name in V2} == versions
        assert [len(found) for found in versions.values()] == [33, 3]
        assert bytes_of(migration, "federation_nodes") == kept
        assert operator.fact("undo", "deleted") == 70 + 1005


# --- cascade to capabilities ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("cascade", [True, False], ids=["with its foreign key", "without a foreign key"])
@SIZES
def test_the_rollback_cascades_to_capabilities(
    operator: Operator, live: Migration, rows_per_transaction: int, *, cascade: bool
) -> None:
    """A resource never goes without its capabilities, whether the server would delete them or not."""
    if not cascade:
        live.rows("ALTER TABLE capabilities DROP CONSTRAINT capabilities_resource_id_fkey")
    parts = undo.undo_all(live.engine, live.source, rows_per_transaction=rows_per_transaction)
    for _ in parts:
        assert widowed(live) == []
    assert rows(live, *V2, *MERGE_BASE) == [0, 0, 0, 0]


# --- mixed protocols -----------------------------------------------------------------------------------------------


@SIZES
def test_mixed_protocols_stay(operator: Operator, live: Migration, rows_per_transaction: int) -> None:
    """Resources of grpc, http and mcp born in v2 stay with their capabilities, and so does what those hang on."""
    keys = born(live)
    host = live.value("SELECT CAST(id AS text) FROM mcp_servers ORDER BY id OFFSET 40 LIMIT 1")
    live.rows("INSERT INTO capabilities (id, resource_id, name) VALUES ('guest', %s, 'born')", host)
    keys |= {host, "guest"}
    before = {name: {k: v for k, v in live.versions(name).items() if k in keys} for name in V2}
    found = operator.findings()
    assert found["rollback.kept"].offenders == ({"id": host},)
    operator.roll_back(rows_per_transaction=rows_per_transaction)
    assert {name: live.versions(name) for name in V2} == before
    assert [len(part) for part in before.values()] == [4, 4]


# --- failure in the middle loses nothing ---------------------------------------------------------------------------


@pytest.mark.parametrize("rows_per_transaction", [1_000_000, 5], ids="{} rows a transaction".format)
def test_a_failure_in_the_middle_loses_nothing(migrations: Migrations, rows_per_transaction: int) -> None:
    """Its backend ended before each statement and commit in turn, v1 is untouched and every resource whole.

    The same call goes on from there, and ends where an undisturbed one does.
    """
    with migrations.at("migrated", TINY) as migration:
        assert migration.shape  # read now, it is no part of the rollback
        with Blow(migration.engine, migration.database.conninfo) as counted:
            migration.undo(rows_per_transaction)
        end = state(migration)
    assert counted.seen > 10
    halfway = set()
    for at in range(1, counted.seen + 1):
        with migrations.at("migrated", TINY) as migration:
            assert migration.shape
            before = bytes_of(migration, *others(migration))
            with Blow(migration.engine, migration.database.conninfo, at), pytest.raises(SarkError):
                migration.undo(rows_per_transaction)
            halfway.add(tuple(rows(migration, *V2)))
            assert widowed(migration) == [], at
            assert rows(migration, *V2) == rows(migration, *MERGE_BASE), at
            migration.undo(rows_per_transaction)
            assert state(migration) == end, at
            assert bytes_of(migration, *others(migration)) == before, at
    assert (len(halfway) > 3) == (rows_per_transaction == 5), halfway


def test_a_failure_before_the_first_batch_leaves_sync_off_and_says_how_to_go_on(
    operator: Operator, live: Migration
) -> None:
    """Sync is off, the rows are there, v1 is untouched; the same command deletes them."""
    before = bytes_of(live, *others(live))
    live.rows("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not this one'; END $$")
    live.rows("CREATE TRIGGER refuse BEFORE DELETE ON resources FOR EACH ROW EXECUTE FUNCTION refuse()")
    with pytest.raises(StepFailed, match="not this one"):
        operator.roll_back()
    assert rows(live, *V2) == [100, 1000]
    live.rows("DROP TRIGGER refuse ON resources")
    operator.roll_back(new_run=False)
    assert rows(live, *V2, *MERGE_BASE) == [0, 0, 0, 0]
    assert bytes_of(live, *others(live)) == before


# --- twice is once -------------------------------------------------------------------------------------------------


@SHAPES
def test_twice_is_once(operator: Operator, live: Migration) -> None:
    """The second rollback finds sync off and nothing of ours, says so, and changes nothing at all."""
    born(live)
    operator.roll_back()
    before = state(live), bytes_of(live, *V2, *others(live))
    operator.roll_back()
    assert operator.fact("undo", "deleted") == 0
    assert (state(live), bytes_of(live, *V2, *others(live))) == before


# --- with cost rows present ----------------------------------------------------------------------------------------


def test_cost_rows_and_budgets_are_kept(operator: Operator, live: Migration) -> None:
    """They stay, a materialized view over them can be refreshed, and dropping v2 is refused because of them."""
    live.rows(
        "INSERT INTO cost_tracking (principal_id, resource_id, capability_id, actual_cost) "
        "SELECT 'p', resource_id, id, 1.5 FROM capabilities"
    )
    live.rows("INSERT INTO principal_budgets (principal_id, daily_budget) VALUES ('p', 10)")
    live.rows(
        "CREATE MATERIALIZED VIEW spent AS SELECT c.resource_id, r.name, sum(c.actual_cost) AS cost "
        "FROM cost_tracking c LEFT JOIN resources r ON r.id = c.resource_id GROUP BY 1, 2"
    )
    before = bytes_of(live, "cost_tracking", "principal_budgets"), rows(live, "spent")
    with pytest.raises(StepFailed, match="cost_tracking holds 1,000 rows, principal_budgets holds 1 rows"):
        operator.roll_back(drop_v2=True)
    assert rows(live, *V2) == [0, 0]
    live.rows("REFRESH MATERIALIZED VIEW spent")
    assert (bytes_of(live, "cost_tracking", "principal_budgets"), rows(live, "spent")) == before
    assert live.value("SELECT sum(cost) FROM spent WHERE name IS NULL") == 1500


# --- after a partial migration -------------------------------------------------------------------------------------


@SIZES
def test_a_partial_migration_is_undone(
    migrations: Migrations, monkeypatch: pytest.MonkeyPatch, rows_per_transaction: int
) -> None:
    """The client died in the copy of servers, whose triggers alone were installed: all of it goes, and can be again."""
    with migrations.at("schema") as migration:
        before = bytes_of(migration, *others(migration)), attached(migration, *others(migration))
        migration.quarantine()
        migration.sync(SERVERS)
        copy = batches.run(migration.engine, migration.source, SERVERS, migration.run_id, Pace(rows=15))
        assert sum(1 for _ in islice(copy, 2)) == 2
        with Blow(migration.engine, migration.database.conninfo, 2), pytest.raises(SarkError):
            list(copy)
        copied = rows(migration, "resources")[0]
        assert 0 < copied < 100
        assert rows(migration, *V2, *MERGE_BASE) == [copied, 0, copied, 0]
        operator = Operator(migration, monkeypatch)
        operator.roll_back(rows_per_transaction=rows_per_transaction)
        assert rows(migration, *V2, *MERGE_BASE, "sync") == [0] * 5
        assert (bytes_of(migration, *others(migration)), attached(migration, *others(migration))) == before
        migration.new_run()
        migration.live()
        assert (rows(migration, *V2), migration.differences()) == ([100, 1000], {})


@pytest.mark.parametrize("copied", [SERVERS, TOOLS], ids=lambda entity: f"triggers of {entity.v1} last")
def test_triggers_alone_are_undone(migrations: Migrations, monkeypatch: pytest.MonkeyPatch, copied: Entity) -> None:
    """Stopped before a row was copied, only what sync brought meanwhile is there, and goes."""
    with migrations.at("schema") as migration:
        before = attached(migration, *others(migration))
        migration.sync(*ENTITIES[: ENTITIES.index(copied) + 1])
        migration.rows("UPDATE mcp_servers SET signature = 'touched' WHERE id IN (SELECT id FROM mcp_servers LIMIT 9)")
        migration.rows("UPDATE mcp_tools SET signature = 'touched' WHERE id IN (SELECT id FROM mcp_tools LIMIT 9)")
        assert rows(migration, "resources")[0] >= 9
        Operator(migration, monkeypatch).roll_back()
        assert rows(migration, *V2, *MERGE_BASE, "sync", "missed") == [0] * 6
        assert attached(migration, *others(migration)) == before


# --- orphan recovery -----------------------------------------------------------------------------------------------


@SIZES
def test_orphans_of_ours_go_and_those_of_others_stay(
    operator: Operator, live: Migration, rows_per_transaction: int
) -> None:
    """Without a foreign key resources were deleted alone: their capabilities go; about others', nothing is guessed."""
    live.rows("ALTER TABLE capabilities DROP CONSTRAINT capabilities_resource_id_fkey")
    live.rows("INSERT INTO capabilities (id, resource_id, name) VALUES ('stray', 'never was', 'stray')")
    live.rows("DELETE FROM resources WHERE id IN (SELECT id FROM resources ORDER BY id LIMIT 20)")
    orphans = live.value(
        "SELECT count(*) FROM capabilities c WHERE NOT EXISTS (SELECT FROM resources WHERE id = c.resource_id)"
    )
    assert orphans > 100
    operator.roll_back(rows_per_transaction=rows_per_transaction)
    assert operator.fact("undo", "deleted") == 80 + 1000
    assert (live.column("SELECT id FROM capabilities"), rows(live, "resources", *MERGE_BASE)) == (["stray"], [0, 0, 0])


# --- duplicate migration -------------------------------------------------------------------------------------------


@SHAPES
def test_a_duplicate_migration_is_undone_once(operator: Operator, live: Migration, spec: SeedSpec) -> None:
    """Migrated again under a new run, no row is there or remembered twice, and one rollback takes all of it."""
    before = bytes_of(live, *V2, *MERGE_BASE)
    with closing(operator.open("migrate", unmappable="quarantine")) as run:
        first = run.run
    operator.run("migrate", unmappable="quarantine")
    assert first is not None
    assert live.value("SELECT count(*) FROM run WHERE state = 'closed'") >= 2
    assert bytes_of(live, *V2, *MERGE_BASE) == before
    operator.roll_back()
    assert operator.fact("undo", "deleted") == 11 * spec.servers
    assert rows(live, *V2, *MERGE_BASE) == [0, 0, 0, 0]


# --- beside writers ------------------------------------------------------------------------------------------------


def test_writers_of_v1_go_on(operator: Operator, live: Migration) -> None:
    """Whoever writes v1 meanwhile waits for a moment, meets no deadlock, and finds his rows as he wrote them."""
    stop, wrote, failed = threading.Event(), list[int](), list[psycopg.Error]()

    def write() -> None:
        with psycopg.connect(live.database.conninfo, autocommit=True) as connection:
            while not stop.is_set():
                try:
                    connection.execute(
                        "UPDATE mcp_tools SET signature = %s WHERE id = (SELECT id FROM mcp_tools "
                        "ORDER BY id OFFSET %s LIMIT 1)",
                        (f"w{len(wrote)}", len(wrote) % 300),
                    )
                    wrote.append(len(wrote))
                except psycopg.Error as error:
                    failed.append(error)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        operator.roll_back(rows_per_transaction=100)
    finally:
        stop.set()
        writer.join()
    assert failed == []
    assert len(wrote) > 20
    assert rows(live, *V2, *MERGE_BASE, "sync", "missed") == [0] * 6
    last = {f"w{n}" for n in wrote[-min(300, len(wrote)) :]}
    assert set(live.column("SELECT signature FROM mcp_tools WHERE signature LIKE 'w%'")) >= last


# --- rehearsal, readiness, drop ------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", [{}, {"only_transport": "stdio"}], ids=["everything", "a subset"])
def test_a_rehearsal_leaves_everything_as_it_was(operator: Operator, live: Migration, part: dict[str, str]) -> None:
    """Every row version and every trigger is the same; the ledger knows how many rows and seconds it took."""
    tables = (*others(live), *TABLES, *MERGE_BASE)
    before = bytes_of(live, *tables), attached(live, *tables), state(live)
    began = time.monotonic()
    operator.roll_back(rehearse=True, **part)
    took_s = time.monotonic() - began
    assert (bytes_of(live, *tables), attached(live, *tables), state(live)) == before
    with live.engine.connect() as connection:
        found = events.evidence(connection, "rollback", "rehearsal")
    assert found is not None
    foreseen = operator.fact("preview", "rows")
    assert found[1]["rows"] == foreseen != 0
    assert 0 < found[1]["seconds"] < took_s


def test_readiness_says_rows_time_and_loss(operator: Operator, live: Migration) -> None:
    """The time is not known where nothing was copied, and comes from the rehearsal once there was one."""
    live.rows("DELETE FROM batch")
    assert operator.findings() == {}
    assert (operator.fact("preview", "rows"), operator.fact("preview", "would take")) == (
        1100, "not known: nothing was copied or rehearsed here",
    )  # fmt: skip
    assert operator.shown["loss"].card.title == "Everything goes back"
    operator.roll_back(rehearse=True)
    operator.findings()
    assert " to " in str(operator.fact("preview", "would take"))


def test_v2_is_dropped_after_a_full_rollback(operator: Operator, live: Migration) -> None:
    """Nothing of ours is left but the ledger: no table, view or trigger, and no function but the ledger's guard."""
    operator.roll_back(drop_v2=True)
    kinds = live.rows(
        "SELECT DISTINCT relkind FROM pg_class WHERE relnamespace = 'sark_migration'::regnamespace "
        "AND relkind NOT IN ('i', 'S')"
    )
    assert kinds == [("r",)]
    assert live.column("SELECT proname FROM pg_proc WHERE pronamespace = 'sark_migration'::regnamespace") == [
        "refuse_change"
    ]
    assert live.column("SELECT relname FROM pg_class WHERE relname = ANY (%s)", list(TABLES)) == []
    assert [kind for _, kind, _ in attached(live, *others(live)) if kind == "trigger"] == []
    assert live.value("SELECT count(*) FROM event") > 0


# --- restore from backup -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["custom", "directory"])
def test_v1_is_restored_from_the_backup(operator: Operator, live: Migration, tmp_path: Path, form: str) -> None:
    """v1 was damaged after stage 20: its dump restored beside it holds every table as it was, sum for sum."""
    operator.run("backup", backup_dir=str(tmp_path), backup_format=form)
    with live.engine.connect() as connection:
        found = records.last_verified(connection)
        major = checksums.major(connection)
    assert found is not None
    live.rows("UPDATE mcp_servers SET name = 'damaged' WHERE id IN (SELECT id FROM mcp_servers LIMIT 5)")
    live.rows("DELETE FROM mcp_tools WHERE id IN (SELECT id FROM mcp_tools LIMIT 7)")
    live.rows("TRUNCATE audit_events")
    with live.engine.connect() as connection:
        damaged = checksums.differences(found[1]["tables"], checksums.sums(connection))
    assert {f"public.{name}" for name in ("mcp_servers", "mcp_tools")} <= {row["table"] for row in damaged}
    name = f"{live.database.name}_restored"
    try:
        conninfo = dump.restore_beside(
            client.programs(major, embedded=False), Path(found[1]["path"]), live.database.conninfo, name, jobs=2
        )
        with database.connected(conninfo, "public") as connection:
            assert checksums.differences(found[1]["tables"], checksums.sums(connection)) == []
    finally:
        live.database.server.drop_database(name)
