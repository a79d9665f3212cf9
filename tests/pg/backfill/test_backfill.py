"""The first copy: resumable, no row twice, nothing of others touched, and next to nothing to do the second time."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from itertools import islice
from typing import Any, get_args

import psycopg
import pytest

from sark_lib.errors import LockTimeout, StepFailed
from sark_lib.local.oddities import Shape
from sark_lib.local.seed import SeedSpec
from sark_lib.pg.backfill import batches
from sark_lib.pg.backfill.batches import Pace
from sark_lib.pg.connection import retry
from sark_lib.schema import mapping
from sark_lib.schema.mapping import ENTITIES, SERVERS, TOOLS, Entity
from tests.migrations import SMALL, Migration, Migrations, born, contiguous, copied_before, refuse

NIL = "00000000-0000-0000-0000-000000000000"
V2 = [entity.v2 for entity in ENTITIES]
ALL = [*V2, *(entity.row_map for entity in ENTITIES)]


def batches_of(migration: Migration, entity: Entity) -> list[tuple[Any, ...]]:
    """Return n, after, upto, read and written of each batch in the ledger."""
    query = "SELECT n, after_id, upto_id, rows_read, rows_written FROM batch WHERE step = %s ORDER BY n"
    return migration.rows(query, mapping.step_of(entity))


@pytest.mark.parametrize("shape", get_args(Shape))
def test_the_copy_is_whole(migrations: Migrations, shape: Shape) -> None:
    """After the backfill alone every v1 row is in v2 as the mapping says, and in the merge base as ours."""
    with migrations.at("schema", replace(SMALL, shape=shape)) as migration:
        for entity in ENTITIES:
            migration.backfill(entity, Pace(rows=170, rows_max=170))
        assert migration.differences() == {}
        for entity in ENTITIES:
            ids = migration.column(f"SELECT CAST(id AS text) FROM {entity.v1} ORDER BY 1")
            assert migration.column(f"SELECT id FROM {entity.v2} ORDER BY 1") == ids
            mapped = f"SELECT CAST(v1_id AS text) FROM {entity.row_map} WHERE origin = 'r' ORDER BY 1"
            assert migration.column(mapped) == ids


def test_the_lowest_key_is_copied(migrated: Migration) -> None:
    """The nil uuid, which a keyset that starts above the lowest key would skip, is in v2."""
    for entity in ENTITIES:
        assert migrated.value(f"SELECT min(CAST(id AS text)) FROM {entity.v1}") == NIL
        assert migrated.value(f"SELECT count(*) FROM {entity.v2} WHERE id = %s", NIL) == 1


def test_an_empty_v1_is_copied(migrations: Migrations) -> None:
    """No row is no batch and no error."""
    with migrations.at("schema", SeedSpec(servers=0)) as migration:
        assert [migration.backfill(entity) for entity in ENTITIES] == [[], []]
        assert migration.catch_up().found.total() == 0


def test_batches_cover_every_row_once(prepared: Migration) -> None:
    """Each batch begins where the one before ended, and together they read and wrote every row once."""
    for entity in ENTITIES:
        done = prepared.backfill(entity, Pace(rows=37, rows_max=37))
        rows = batches_of(prepared, entity)
        assert contiguous(rows)
        total = prepared.value(f"SELECT count(*) FROM {entity.v1}")
        assert len(rows) == len(done) == -(-total // 37)
        assert sum(row[3] for row in rows) == sum(row[4] for row in rows) == total


def test_a_stopped_copy_goes_on_where_it_stopped(prepared: Migration) -> None:
    """The next call begins at the last committed batch; the end is that of a copy that was never stopped."""
    prepared.backfill(SERVERS)
    list(islice(batches.run(prepared.engine, prepared.source, TOOLS, prepared.run_id, Pace(rows=37, rows_max=37)), 3))
    assert len(prepared.versions(TOOLS.v2)) == 3 * 37
    first = prepared.versions(TOOLS.v2)
    prepared.backfill(TOOLS, Pace(rows=37, rows_max=37))
    after = prepared.versions(TOOLS.v2)
    assert {key: after[key] for key in first} == first
    assert contiguous(batches_of(prepared, TOOLS))
    assert prepared.differences() == {}


def test_a_batch_is_kept_whole_or_not_at_all(prepared: Migration) -> None:
    """A batch that fails half way leaves no row, no entry in the merge base and no checkpoint; the rest stays."""
    prepared.backfill(SERVERS)
    victim = prepared.value("SELECT id FROM mcp_tools ORDER BY id OFFSET 500 LIMIT 1")
    refuse(prepared, TOOLS.v2, victim)
    with pytest.raises(StepFailed, match=r"(?s)not this one.*backfill_capabilities, batch 6 after"):
        prepared.backfill(TOOLS, Pace(rows=100, rows_max=100))
    assert len(batches_of(prepared, TOOLS)) == 5
    assert len(prepared.versions(TOOLS.v2)) == len(prepared.versions(TOOLS.row_map)) == 500
    prepared.rows(f"DROP TRIGGER refuse ON {TOOLS.v2}")
    prepared.backfill(TOOLS, Pace(rows=100, rows_max=100))
    assert contiguous(batches_of(prepared, TOOLS))
    assert prepared.differences() == {}


def test_a_batch_yields_to_a_writer_who_deletes(prepared: Migration, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row being deleted by the application is waited for, a few short times: no ghost of it comes into v2."""
    monkeypatch.setattr(retry, "LOCK_TRIES", 2)
    with psycopg.connect(prepared.database.conninfo) as writer:
        writer.execute("DELETE FROM mcp_servers WHERE id = %s", (NIL,))
        with pytest.raises(LockTimeout):
            prepared.backfill(SERVERS)
        assert prepared.value("SELECT count(*) FROM resources") == 0
        writer.commit()
    prepared.backfill(SERVERS)
    assert prepared.value("SELECT count(*) FROM resources WHERE id = %s", NIL) == 0
    assert prepared.differences()[TOOLS.v2, "new"] == prepared.value("SELECT count(*) FROM mcp_tools")


def test_rows_of_an_earlier_tool_are_left_alone_and_adopted(prepared: Migration) -> None:
    """What is in v2 as the mapping has it is not written again; catch-up puts it into the merge base as adopted."""
    copied_before(prepared, 30)
    theirs = prepared.versions("resources")
    done = prepared.backfill(SERVERS)
    assert (sum(batch.rows_read for batch in done), sum(batch.rows_written for batch in done)) == (100, 70)
    assert len(prepared.versions(SERVERS.row_map)) == 70
    prepared.backfill(TOOLS)
    assert prepared.differences() == {("resources", "adopt"): 30}
    assert prepared.catch_up().applied == {("resources", "adopt"): 30}
    assert prepared.differences() == {}
    after = prepared.versions("resources")
    assert {key: after[key] for key in theirs} == theirs
    assert prepared.rows("SELECT origin, count(*) FROM row_map_resources GROUP BY 1 ORDER BY 1") == [
        ("a", 30),
        ("r", 70),
    ]


def test_rows_of_an_earlier_tool_with_other_values_are_reported(prepared: Migration) -> None:
    """Such a row is nobody's to overwrite unasked; where v1 is to win it is overwritten, and a copy is parked."""
    prepared.rows("INSERT INTO resources (id, name, protocol, endpoint) VALUES (%s, 'theirs', 'mcp', 'x')", NIL)
    prepared.migrate()
    assert prepared.differences() == {("resources", "foreign"): 1}
    assert prepared.value("SELECT name FROM resources WHERE id = %s", NIL) == "theirs"
    prepared.catch_up(v1_wins=True)
    assert prepared.differences() == {}
    assert prepared.rows("SELECT v2_table, v2_id, v2_row ->> 'name' FROM parked") == [("resources", NIL, "theirs")]


def of_one_name(migration: Migration) -> list[str]:
    """Give two servers of v1 one name, let v2 refuse the second by a unique index, and return both keys."""
    keys = migration.column("SELECT CAST(id AS text) FROM mcp_servers ORDER BY id LIMIT 2")
    migration.rows("UPDATE mcp_servers SET name = 'twice' WHERE id = ANY (CAST(%s AS uuid[]))", keys)
    migration.rows("CREATE UNIQUE INDEX one_name ON resources (name) WHERE name = 'twice'")
    return keys


def test_a_row_that_another_unique_index_refuses_is_not_passed_over(prepared: Migration) -> None:
    """Without live sync the copy stops and names the index; nothing of the batch is kept."""
    of_one_name(prepared)
    with pytest.raises(StepFailed, match="one_name"):
        prepared.backfill(SERVERS)
    assert prepared.value("SELECT count(*) FROM resources") == 0


def test_beside_live_sync_a_refused_row_is_kept_aside(prepared: Migration) -> None:
    """Copied, caught up with or written by a trigger, it is in quarantine with its tools, and counts as not written."""
    keys = of_one_name(prepared)
    kept = "SELECT CAST(v1_id AS text) FROM quarantine WHERE entity = 'mcp_servers' AND reason = '23505' ORDER BY 1"
    prepared.live()
    assert prepared.column(kept) == keys[1:]
    assert sum(row[4] for row in batches_of(prepared, SERVERS)) == 99
    # The next run lets out what the mapping could take, and meets the index again.
    prepared.quarantine()
    assert prepared.column(kept) == []
    prepared.catch_up()
    assert prepared.column(kept) == keys[1:]
    another = prepared.value("SELECT id FROM mcp_servers ORDER BY id DESC LIMIT 1")
    prepared.rows("UPDATE mcp_servers SET name = 'twice' WHERE id = %s", another)
    assert len(prepared.column(kept)) == 2
    assert prepared.differences() == {}
    prepared.rows("DROP INDEX one_name")
    prepared.catch_up()
    assert prepared.column(kept) == []
    assert prepared.differences() == {}


def test_statistics_that_are_not_taken_are_told(migrated: Migration) -> None:
    """ANALYZE passes over the tables of another owner with a warning: that is what is returned."""
    assert batches.analyze(migrated.engine, migrated.source) == []
    migrated.rows("DROP ROLE IF EXISTS guest; CREATE ROLE guest LOGIN PASSWORD 'secret'")
    login = f"{migrated.database.conninfo} user=guest password=secret"
    with closing(replace(migrated, login=login)) as guest:
        told = batches.analyze(guest.engine, migrated.source)
    migrated.rows("DROP ROLE guest")
    assert [next(name for name in V2 if f'"{name}"' in each) for each in told] == V2


def test_rows_born_in_v2_are_nobodys_business(prepared: Migration) -> None:
    """Resources of any protocol that v1 never had are neither changed nor called a difference."""
    born(prepared)
    before = {table: prepared.versions(table) for table in V2}
    prepared.migrate()
    prepared.catch_up(v1_wins=True)
    after = {table: prepared.versions(table) for table in V2}
    assert {table: {key: after[table][key] for key in before[table]} for table in V2} == before
    assert len(after["resources"]) == 100 + 3
    assert prepared.differences() == {}


def test_a_second_run_changes_no_row_and_writes_next_to_no_wal(migrated: Migration) -> None:
    """Another run of a finished migration writes no row again, and less than a page of WAL."""
    before = {table: migrated.versions(table) for table in ALL}
    migrated.new_run()
    assert migrated.run_id
    # The server's own housekeeping writes WAL too, now and then, and the first reading of a row logs hint bits.
    assert min(wal_bytes_of(migrated) for _ in range(3)) < 1_000
    assert {table: migrated.versions(table) for table in ALL} == before


def wal_bytes_of(migration: Migration) -> int:
    """Return the WAL that the migrate stage writes, bytes."""
    start = migration.value("SELECT pg_current_wal_insert_lsn()")
    migration.migrate()
    return int(migration.value("SELECT pg_current_wal_insert_lsn() - CAST(%s AS pg_lsn)", start))


def test_a_new_run_does_not_copy_again_what_an_earlier_one_copied(prepared: Migration) -> None:
    """Where rows are mapped, a new run leaves the rest of a broken copy to catch-up, which brings exactly that."""
    with prepared.engine.connect() as connection:
        assert batches.needed(connection, prepared.run_id)
    prepared.backfill(SERVERS)
    list(islice(batches.run(prepared.engine, prepared.source, TOOLS, prepared.run_id, Pace(rows=400, rows_max=400)), 1))
    with prepared.engine.connect() as connection:
        assert batches.needed(connection, prepared.run_id)
    prepared.new_run()
    with prepared.engine.connect() as connection:
        assert not batches.needed(connection, prepared.run_id)
    assert prepared.catch_up().applied == {("capabilities", "new"): 600}
    assert prepared.differences() == {}


def test_where_resources_alone_are_mapped_no_capability_is_copied_before_them(prepared: Migration) -> None:
    """A rollback may leave a mapped resource behind: the next run leaves both tables to catch-up, in their order."""
    list(islice(batches.run(prepared.engine, prepared.source, SERVERS, prepared.run_id, Pace(rows=30, rows_max=30)), 1))
    prepared.new_run()
    prepared.migrate()
    assert prepared.differences() == {}


def test_the_pace_finds_the_batch_that_takes_the_target() -> None:
    """From a start far too small or too large, the batch time comes within a factor of two of the target, and stays."""
    for row_s, start in ((1e-4, 1_000), (1e-5, 50_000), (1e-3, 50_000)):
        pace = Pace(rows=start, rows_max=10_000_000, target_s=0.5)
        times = []
        for _ in range(80):
            times.append(pace.rows * row_s)
            pace = pace.after(times[-1])
        assert all(0.5 <= seconds <= 1.0 for seconds in times[-20:]), (row_s, start)


def test_the_pace_grows_by_the_same_step_until_it_is_halved() -> None:
    """Additive up: a quarter of the first batch each time; halved down: then a quarter of what is left."""
    pace, sizes = Pace(rows=4_000, rows_max=50_000, target_s=0.5), []
    for seconds in (0.1, 0.1, 0.1, 2.0, 0.1, 0.1):
        pace = pace.after(seconds)
        sizes.append(pace.rows)
    assert sizes == [5_000, 6_000, 7_000, 3_500, 4_375, 5_250]


@pytest.mark.parametrize(
    ("rows", "seconds", "then"),
    [
        (5_000, 0.1, 6_250),
        (5_000, 0.7, 5_000),
        (5_000, 3.0, 2_500),
        (45_000, 0.1, 50_000),
        (150, 9.0, 100),
        (37, 9.0, 37),
        (1, 0.1, 2),
    ],
)
def test_the_pace_grows_slowly_and_halves(rows: int, seconds: float, then: int) -> None:
    """A quick batch lets the next be a quarter larger, up to the largest; one far too slow halves it, down to 100."""
    assert Pace(rows=rows, rows_max=50_000, target_s=0.5).after(seconds).rows == then
