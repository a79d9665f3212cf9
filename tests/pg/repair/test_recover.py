"""Repairs: the damage is done, found, shown, put right; after it both sides agree, and nothing is left to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from sark_lib.errors import GateClosed, ParamsError, StepFailed
from sark_lib.evidence.checks.findings import Outcome, Status
from sark_lib.pg.connection import advisory_lock, engine
from sark_lib.pg.ledger import events
from sark_lib.pg.repair import registry
from sark_lib.pg.repair.model import Look, Repair, Site
from sark_lib.pg.sync import health
from tests.databases import Database
from tests.migrations import Migration, Migrations
from tests.pg.operators import Operator

SERVER = "(SELECT CAST(min(CAST(server_id AS text)) AS uuid) FROM mcp_tools)"
OFF = "SET sark.sync = 'on'; "


@dataclass
class Ward:
    """A database under repair.

    Args:
        migration: Which.
        recorded: What the repairs wrote into the ledger: name and count.
    """

    migration: Migration
    recorded: list[tuple[str, int]] = field(default_factory=list)

    @property
    def site(self) -> Site:
        """The database as repairs look at it."""
        return Site(self.migration.engine, self.migration.source, chunk=300)

    def look(self) -> dict[str, Outcome]:
        """Return what is found, by repair."""
        with engine.read_only(self.migration.engine) as connection:
            return {repair.id: outcome for repair, outcome in registry.look(self.site, connection)}

    def wrong(self) -> dict[str, int]:
        """Return how many offenders each repair has that has any."""
        return {name: outcome.count for name, outcome in self.look().items() if outcome.finding}

    def texts(self, name: str) -> list[str]:
        """Return the SQL that a repair shows in a dry run."""
        (repair,) = [each for each in registry.REPAIRS if each.id == name]
        with engine.read_only(self.migration.engine) as connection:
            return repair.text(Look(self.site, connection)) if repair.text else []

    def apply(self, names: str) -> list[tuple[str, int]]:
        """Apply repairs by name, and return what was recorded of each."""

        def record(connection: sa.Connection, repair: Repair, count: int) -> None:
            step, body = f"mend.{repair.id}", {"put_right": count}
            events.record(connection, self.migration.run_id, "recover", step, state="done", body=body)
            self.recorded.append((repair.id, count))

        for repair in registry.chosen(names):
            registry.apply(self.site, repair, record)
        return self.recorded


@pytest.fixture
def live(migrations: Migrations) -> Iterator[Ward]:
    """A migrated database with live sync."""
    with migrations.at("synced") as migration:
        yield Ward(migration)


@pytest.fixture
def over(migrations: Migrations) -> Iterator[Ward]:
    """The same after cutover."""
    with migrations.at("over") as migration:
        yield Ward(migration)


def keyless(migration: Migration) -> None:
    """Take off v2's keys, as an earlier tool's tables lack them."""
    migration.rows("ALTER TABLE capabilities DROP CONSTRAINT capabilities_resource_id_fkey")
    migration.rows("ALTER TABLE capabilities DROP CONSTRAINT capabilities_pkey")


def equal_copies(migration: Migration) -> None:
    """Write three capabilities a second time."""
    keyless(migration)
    migration.rows(f"{OFF} INSERT INTO capabilities SELECT * FROM capabilities ORDER BY id LIMIT 3")


def a_resource_lost(migration: Migration) -> None:
    """Delete a resource below its capabilities."""
    migration.rows("ALTER TABLE capabilities DROP CONSTRAINT capabilities_resource_id_fkey")
    migration.rows(f"{OFF} DELETE FROM resources WHERE id = CAST({SERVER} AS text)")


def a_capability_of_nobody(migration: Migration) -> None:
    """Write a capability of a resource that never was."""
    migration.rows("ALTER TABLE capabilities DROP CONSTRAINT capabilities_resource_id_fkey")
    migration.rows("INSERT INTO capabilities (id, resource_id, name) VALUES ('lone', 'nowhere', 'lone')")


def deleted_unseen(migration: Migration) -> None:
    """Delete a server, with its tools, while sync looks away; one of its capabilities was edited in v2."""
    migration.rows(
        f"{OFF} UPDATE capabilities SET name = 'mine' WHERE id = "
        f"(SELECT min(id) FROM capabilities WHERE resource_id = CAST({SERVER} AS text))"
    )
    migration.rows(f"{OFF} DELETE FROM mcp_servers WHERE id = {SERVER}")


def gone_on_both_sides(migration: Migration) -> None:
    """Delete a tool on both sides while sync looks away: only the row map remembers it."""
    tool = migration.value("SELECT CAST(min(CAST(id AS text)) AS uuid) FROM mcp_tools")
    migration.rows(f"{OFF} DELETE FROM mcp_tools WHERE id = '{tool}'")
    migration.rows(f"{OFF} DELETE FROM capabilities WHERE id = '{tool}'")


def written_unseen(migration: Migration) -> None:
    """Insert, update and delete rows of v1 while sync looks away."""
    migration.rows(f"{OFF} UPDATE mcp_servers SET consul_id = 'moved' WHERE id = {SERVER}")
    migration.rows(f"{OFF} INSERT INTO mcp_tools SELECT * FROM mcp_tools WHERE false")
    migration.rows(f"{OFF} UPDATE mcp_tools SET id = gen_random_uuid() WHERE server_id = {SERVER}")


def an_invalid_index(migration: Migration) -> None:
    """Leave the foreign key's index as a cancelled CREATE INDEX CONCURRENTLY leaves it."""
    migration.rows("UPDATE pg_index SET indisvalid = false WHERE indexrelid = CAST('ix_cap_resource' AS regclass)")


def half_the_triggers(migration: Migration) -> None:
    """Drop one trigger, disable another, replace a function, and write what they would have carried."""
    migration.rows(
        "DROP TRIGGER sark_sync_update ON mcp_tools; ALTER TABLE mcp_servers DISABLE TRIGGER sark_sync_update"
    )
    migration.rows(
        "CREATE OR REPLACE FUNCTION sark_migration.carry_to_resources(_keys uuid[], _gone uuid[]) "
        "RETURNS void LANGUAGE plpgsql AS 'BEGIN END'"
    )
    migration.rows(f"UPDATE mcp_servers SET consul_id = 'unseen' WHERE id = {SERVER}")


def mended_in_v1(migration: Migration) -> None:
    """Quarantine a server and its tools, then mend it while sync looks away."""
    migration.rows(f"UPDATE mcp_servers SET command = NULL, endpoint = NULL WHERE id = {SERVER}")
    assert migration.column("SELECT reason FROM quarantine ORDER BY reason") == [
        "no_endpoint",
        *["server_quarantined"] * 10,
    ]
    migration.rows(f"{OFF} UPDATE mcp_servers SET command = 'npx again' WHERE id = {SERVER}")


def a_client_died(migration: Migration) -> None:
    """Begin a step and a pause, and never end them."""
    with migration.engine.begin() as connection:
        events.record(connection, migration.run_id, "migrate", "backfill_resources", state="started", body={})
    migration.rows(
        f"INSERT INTO pause (run_id, step, reason, detail) VALUES ({migration.run_id}, 'backfill', 'lag', '')"
    )


# What is done, which repair it is, what must be found besides, and the rows that are put right.
BEFORE_CUTOVER: dict[str, tuple[Callable[[Migration], None], str, dict[str, int]]] = {
    "equal copies": (equal_copies, "duplicates", {"duplicates": 3}),
    "a resource lost": (a_resource_lost, "orphans", {"ghosts": 1}),
    "a capability of nobody": (a_capability_of_nobody, "orphans", {"orphans": 1}),
    "deleted unseen": (deleted_unseen, "orphans", {}),
    "gone on both sides": (gone_on_both_sides, "ghosts", {"ghosts": 1}),
    "written unseen": (written_unseen, "missed", {}),
    "an invalid index": (an_invalid_index, "indexes", {"indexes": 1}),
    "half the triggers": (half_the_triggers, "sync", {"sync": 3, "missed": 1}),
    "mended in v1": (mended_in_v1, "quarantine", {}),
    "a client died": (a_client_died, "run", {"run": 2}),
}


def test_nothing_is_wrong_where_nothing_was_done(live: Ward) -> None:
    """On a migrated database no repair finds anything, nor after cutover; and none changes anything."""
    for _ in range(2):
        assert live.wrong() == {}
        before = live.migration.everything()
        live.apply("all")
        assert live.migration.everything() == before
        live.migration.cut_over()


def test_where_there_is_nothing_yet_nothing_is_asked(migrations: Migrations) -> None:
    """On v1 alone every question that needs a ledger or v2 says so, and repairs do nothing."""
    with migrations.at("v1") as migration:
        assert {outcome.status for outcome in Ward(migration).look().values()} == {Status.NOT_APPLICABLE}


@pytest.mark.parametrize("name", BEFORE_CUTOVER)
def test_damage_before_cutover_is_found_and_put_right(live: Ward, name: str) -> None:
    """It is found by reading alone; the repair that is named leaves both sides equal and nothing to do."""
    damage, repair, expected = BEFORE_CUTOVER[name]
    damage(live.migration)
    before = live.migration.everything()
    found = live.wrong()
    live.texts(repair)
    assert repair in found
    assert found.items() >= expected.items(), live.look()[repair].offenders
    assert live.migration.everything() == before
    live.apply(repair)
    assert sum(count for _, count in live.recorded) > 0
    assert live.wrong() == {}
    assert live.migration.differences() == {}
    after, live.recorded = live.migration.everything(), []
    assert {count for _, count in live.apply(repair)} == {0}
    assert live.migration.everything() == after
    with live.migration.engine.connect() as connection:
        assert events.broken(connection) is None
        assert health.problems(connection, live.migration.source) == []


def mirror_out_of_step(migration: Migration) -> None:
    """Write v2 while sync looks away: an edit, a new row, a deletion, and a row that v1 cannot hold."""
    migration.rows(f"{OFF} UPDATE resources SET name = 'unseen' WHERE id = CAST({SERVER} AS text)")
    migration.rows(
        f"{OFF} INSERT INTO capabilities (id, resource_id, name) "
        "SELECT gen_random_uuid(), min(resource_id), 'new' FROM capabilities"
    )
    migration.rows(f"{OFF} DELETE FROM capabilities WHERE id = (SELECT max(id) FROM capabilities)")
    migration.rows(
        f"{OFF} INSERT INTO resources (id, name, protocol, endpoint, sensitivity_level, created_at, updated_at) "
        "VALUES ('weather', 'weather', 'http', 'https://weather.example', 'low', now(), now())"
    )


def mirror_written(migration: Migration) -> None:
    """Write v1 while sync looks away: v2 is the truth."""
    migration.rows(f"{OFF} UPDATE mcp_servers SET consul_id = 'late' WHERE id = {SERVER}")
    migration.rows(
        f"{OFF} DELETE FROM mcp_tools WHERE id = (SELECT CAST(max(CAST(id AS text)) AS uuid) FROM mcp_tools)"
    )


def half_the_mirror(migration: Migration) -> None:
    """Leave v2 without a trigger, and write what it would have carried."""
    migration.rows("DROP TRIGGER sark_sync_update ON resources")
    migration.rows(f"UPDATE resources SET name = 'unseen' WHERE id = CAST({SERVER} AS text)")


def remembered_alone(migration: Migration) -> None:
    """Remember a row that is nowhere."""
    migration.rows("INSERT INTO row_map_capabilities VALUES (gen_random_uuid(), 1, 's')")


AFTER_CUTOVER: dict[str, tuple[Callable[[Migration], None], str]] = {
    "mirror out of step": (mirror_out_of_step, "missed"),
    "mirror written": (mirror_written, "missed"),
    "half the mirror": (half_the_mirror, "sync"),
    "a capability of nobody": (a_capability_of_nobody, "orphans"),
    "remembered alone": (remembered_alone, "ghosts"),
    "equal copies": (equal_copies, "duplicates"),
}


@pytest.mark.parametrize("name", AFTER_CUTOVER)
def test_damage_after_cutover_is_found_and_put_right(over: Ward, name: str) -> None:
    """v2 is the truth: whatever the damage was, v1 is its mirror again, and v2 is as it was."""
    damage, repair = AFTER_CUTOVER[name]
    damage(over.migration)
    before = over.migration.everything()
    assert repair in over.wrong()
    assert over.migration.everything() == before
    over.apply(repair)
    assert sum(count for _, count in over.recorded) > 0
    assert over.wrong() == {}
    assert over.migration.unequal() == {}
    if name not in ("a capability of nobody", "equal copies"):
        assert {t: before[t] for t in ("resources",)} == {"resources": over.migration.digest("resources")}
    after = over.migration.everything()
    over.recorded = []
    assert {count for _, count in over.apply(repair)} == {0}
    assert over.migration.everything() == after


def test_rows_of_one_key_that_differ_are_a_decision(live: Ward) -> None:
    """They are reported and stay, equal copies beside them go."""
    equal_copies(live.migration)
    live.migration.rows(
        f"{OFF} INSERT INTO capabilities SELECT id, resource_id, 'another', description, input_schema, output_schema, "
        "sensitivity_level, metadata FROM capabilities ORDER BY id DESC LIMIT 1"
    )
    assert live.apply("duplicates") == [("duplicates", 3)]
    (offender,) = live.look()["duplicates"].offenders
    assert (offender["rows"], offender["different"]) == (2, 2)


def test_a_healthy_row_of_another_partition_is_no_copy(live: Ward) -> None:
    """Rows lie at the same place in their partitions: of two equal ones one goes, and no other row."""
    live.migration.rows(
        "ALTER TABLE cost_tracking RENAME TO unparted;"
        "CREATE TABLE cost_tracking (LIKE unparted) PARTITION BY RANGE (timestamp);"
        "CREATE TABLE older PARTITION OF cost_tracking FOR VALUES FROM (MINVALUE) TO ('2025-01-01');"
        "CREATE TABLE newer PARTITION OF cost_tracking FOR VALUES FROM ('2025-01-01') TO (MAXVALUE);"
        "INSERT INTO cost_tracking (id, timestamp, principal_id, resource_id, capability_id, metadata) "
        "SELECT id, CAST(day AS timestamptz), 'p', 'r', 'c', '{}' "
        "FROM (VALUES (1, '2024-07-01'), (1, '2024-07-01'), (2, '2025-07-01'), (3, '2025-07-01')) AS told (id, day)"
    )
    assert live.migration.column("SELECT count(*) FROM cost_tracking GROUP BY ctid ORDER BY ctid") == [2, 2]
    assert live.apply("duplicates") == [("duplicates", 1)]
    assert live.migration.column("SELECT id FROM cost_tracking ORDER BY id") == [1, 2, 3]


def test_what_is_deleted_is_kept_aside(live: Ward) -> None:
    """A capability of nobody, and rows that v1 no longer has: a copy of each is in parked."""
    a_capability_of_nobody(live.migration)
    deleted_unseen(live.migration)
    ids = live.migration.column("SELECT id FROM capabilities WHERE name IN ('lone', 'mine')")
    live.apply("orphans")
    assert set(ids) <= set(live.migration.column("SELECT v2_id FROM parked"))


def test_a_resource_with_capabilities_of_its_own_stays(live: Ward) -> None:
    """v1 has deleted it, v2 has given it a capability: deleting it would take that with it, so it is reported."""
    server = live.migration.value(f"SELECT CAST({SERVER} AS text)")
    deleted_unseen(live.migration)
    live.migration.rows("INSERT INTO capabilities (id, resource_id, name) VALUES ('born', %s, 'born')", server)
    live.apply("orphans")
    assert [offender["key"] for offender in live.look()["orphans"].offenders] == [server]
    assert live.migration.column("SELECT id FROM capabilities WHERE resource_id = %s", server) == ["born"]


def test_an_emptied_v1_does_not_empty_v2(live: Ward) -> None:
    """Half of v1 gone looks like an accident: what would carry it over refuses, and v2 is as it was."""
    live.migration.rows(f"{OFF} DELETE FROM mcp_servers")
    before = live.migration.everything()
    with pytest.raises(StepFailed, match="migrated rows are gone from mcp_servers"):
        live.apply("missed")
    assert live.migration.everything() == before


def test_edits_of_v2_are_reported_and_left_alone(live: Ward) -> None:
    """Which side is right is nobody's guess: only the repair of that very name touches them, and keeps a copy."""
    live.migration.rows(f"UPDATE resources SET name = 'edited' WHERE id = CAST({SERVER} AS text)")
    assert live.wrong() == {"edited": 1}
    before = live.migration.everything()
    live.apply("all")
    assert live.migration.everything() == before
    live.apply("edited")
    assert (live.wrong(), live.recorded[-1]) == ({}, ("edited", 1))
    assert live.migration.column("SELECT v2_row->>'name' FROM parked") == ["edited"]
    with pytest.raises(ParamsError, match="'ledger' is only reported"):
        registry.chosen("ledger")


def test_a_broken_ledger_is_reported(live: Ward) -> None:
    """History that was changed cannot be repaired; the event is named."""
    live.apply("ghosts")
    live.migration.rows("SET session_replication_role = replica; ALTER TABLE event DISABLE TRIGGER append_only; "
                        "UPDATE event SET body = '{}' WHERE seq = (SELECT max(seq) FROM event)")  # fmt: skip
    assert live.wrong() == {"ledger": 1}


def test_a_backend_still_at_work_is_ended(live: Ward) -> None:
    """Its client is gone, its transaction is open: it is named, ended, and what it wrote is undone."""
    name = "sark-runbook migrate test"
    with psycopg.connect(live.migration.database.conninfo, application_name=name) as orphan:
        orphan.execute("UPDATE mcp_servers SET name = 'half'")
        (offender,) = live.look()["run"].offenders
        assert str(offender["key"]).startswith(f"{name}, server pid {orphan.info.backend_pid}")
        assert live.apply("run") == [("run", 1)]
        with pytest.raises(psycopg.OperationalError):
            orphan.execute("SELECT 1")
    assert live.wrong() == {}
    assert live.migration.differences() == {}


def test_a_run_at_work_is_none_that_died(live: Ward) -> None:
    """While somebody holds the lock, whoever does not hold it asks nothing."""
    a_client_died(live.migration)
    site = replace(live.site, alone=False)
    with (
        advisory_lock.hold(live.migration.database.conninfo, "work"),
        engine.read_only(live.migration.engine) as connection,
    ):
        found = {repair.id: outcome for repair, outcome in registry.look(site, connection)}
    assert found["run"].status is Status.PASSED


def test_a_reader_is_left_alone(live: Ward) -> None:
    """A validation that is running holds no lock but that of a reader."""
    with psycopg.connect(live.migration.database.conninfo, application_name="sark-runbook validate test") as reader:
        reader.execute("SELECT count(*) FROM mcp_servers")
        assert live.wrong() == {}


def test_a_refresh_is_no_run(live: Ward) -> None:
    """Materialized views that are refreshed from cron are refreshed to their end, whatever is repaired meanwhile."""
    name = "sark-runbook start_here test"
    with psycopg.connect(live.migration.database.conninfo, application_name=name) as cron:
        cron.execute("LOCK TABLE capabilities IN ROW EXCLUSIVE MODE")
        assert live.wrong() == {}
        assert live.apply("run") == [("run", 0)]
        assert cron.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.parametrize(("names", "ids"), [("sync", ["sync", "missed"]), ("orphans", ["ghosts", "missed", "orphans"])])
def test_a_repair_brings_those_without_which_it_is_half_done(names: str, ids: list[str]) -> None:
    """They are applied in the order of the list, whatever was named first."""
    assert [repair.id for repair in registry.chosen(names)] == ids


def test_a_repair_that_is_none_is_refused() -> None:
    """The message lists those there are."""
    with pytest.raises(ParamsError, match="no repair 'miracle'") as caught:
        registry.chosen("sync, miracle")
    assert "duplicates" in caught.value.do


@pytest.fixture
def operator(live: Ward, monkeypatch: pytest.MonkeyPatch) -> Operator:
    """Whoever runs the stage."""
    return Operator(live.migration, monkeypatch)


def test_a_dry_run_shows_what_would_be_done_and_does_nothing(operator: Operator) -> None:
    """The statements of the repair that is named, and of those it implies; no ledger row either."""
    half_the_triggers(operator.migration)
    before, recorded = operator.migration.everything(), operator.migration.value("SELECT count(*) FROM event")
    operator.run("recover", mode="dry-run", repair="sync, duplicates")
    shown = repr(operator.shown["mend"])
    assert [name in shown for name in ("sync ", "missed", "duplicates", "orphans")] == [True, True, True, False]
    assert "CREATE OR REPLACE TRIGGER sark_sync_update AFTER UPDATE ON" in shown
    assert operator.migration.everything() == before
    assert operator.migration.value("SELECT count(*) FROM event") == recorded


def test_without_a_name_it_reports_and_its_gate_closes(operator: Operator) -> None:
    """What is an error stays one until it is repaired; nothing is changed."""
    half_the_triggers(operator.migration)
    before = operator.migration.everything()
    with pytest.raises(GateClosed, match=r"recover\.sync: 3 things keep sync"):
        operator.run("recover", gate_after="check")
    assert operator.migration.everything() == before


def test_a_repair_is_written_into_the_ledger(operator: Operator) -> None:
    """One event a repair, with how much it put right; the gate is open then."""
    half_the_triggers(operator.migration)
    operator.run("recover", gate_after="check", repair="all")
    query = "SELECT step, CAST(body ->> 'put_right' AS int) FROM event WHERE step LIKE 'mend.%' ORDER BY seq"
    written = dict(operator.migration.rows(query))
    assert list(written) == [f"mend.{repair.id}" for repair in registry.chosen("all")]
    assert {step: count for step, count in written.items() if count} == {"mend.sync": 3, "mend.missed": 1}


def test_a_dump_is_restored_beside_and_compared(operator: Operator, tmp_path: Path) -> None:
    """A new database holds every table as it was at the dump; this one goes on; its name is taken then."""
    migration = operator.migration
    v1 = {name: migration.digest(name) for name in ("mcp_servers", "mcp_tools", "resources", "capabilities")}
    operator.run("backup", gate_after="compare", backup_dir=str(tmp_path), backup_format="custom")
    (dump,) = (tmp_path / "local").iterdir()
    migration.rows("DELETE FROM mcp_servers")
    said = {"restore_from": str(dump), "restore_to": f"{migration.database.name}_then"}
    operator.run("recover", mode="dry-run", **said)
    assert said["restore_to"] not in migration.database.server.databases()
    record = operator.run("recover", **said)
    outcomes = {outcome.check: outcome.status for outcome in record.verdict.outcomes}
    assert outcomes["recover.restored"] is Status.PASSED
    restored = Migration(Database(said["restore_to"], migration.database.server))
    try:
        assert {name: restored.digest(name) for name in v1} == v1
        assert migration.value("SELECT count(*) FROM mcp_servers") == 0
        with pytest.raises(StepFailed, match="cannot be created"):
            operator.run("recover", **said)
        assert {name: restored.digest(name) for name in v1} == v1
    finally:
        migration.database.server.drop_database(said["restore_to"])


def test_a_dump_that_is_not_there_is_refused(operator: Operator) -> None:
    """Before any database is made."""
    with pytest.raises(ParamsError, match=r"there is no dump nowhere\.dump"):
        operator.run("recover", restore_from="nowhere.dump")
