"""The forecast: rows to the row, disk, WAL and time within their bands, from reading alone; and what became of it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from typing import get_args

import psycopg
import pytest

from sark_lib.local.oddities import Shape
from sark_lib.local.seed import SeedSpec
from sark_lib.pg.connection import engine
from sark_lib.pg.forecast import actuals, forecast, write_probe
from sark_lib.pg.forecast.forecast import Band, Forecast
from sark_lib.pg.ledger import events, tables
from sark_lib.pg.rows import unmappable
from sark_lib.runbook.files.project import project_dir
from sark_lib.runbook.params.effective import effective
from sark_lib.runbook.session.session import Session
from sark_lib.runbook.session.stage import STAGES
from sark_lib.runbook.stages import preflight
from sark_lib.schema.mapping import ENTITIES, step_of
from tests.migrations import SMALL, Migration, Migrations

MEDIUM = SeedSpec("ddl", servers=500, tools_per_server=10)
ONE_MORE = """
    CREATE TEMP TABLE one AS SELECT * FROM mcp_servers LIMIT 1;
    UPDATE one SET id = gen_random_uuid(), consul_id = NULL;
    INSERT INTO mcp_servers SELECT * FROM one
"""


def made(migration: Migration) -> Forecast:
    """Forecast as preflight does: READ ONLY, without the rows that v2 cannot hold."""
    with engine.read_only(migration.engine) as connection:
        found = unmappable.keys(unmappable.find(connection, migration.bare))
        return forecast.make(connection, replace(migration.bare, without=found), batch_rows=20_000)


def disk_bytes(migration: Migration) -> int:
    """Return what v2, the merge base and their keys take."""
    names = [name for entity in ENTITIES for name in (entity.v2, entity.row_map)]
    return sum(migration.value("SELECT pg_total_relation_size(%s::regclass)", name) for name in names)


def wal(migration: Migration) -> int:
    """Return how much WAL there has been, bytes."""
    return actuals.lsn(migration.value("SELECT CAST(pg_current_wal_insert_lsn() AS text)"))


@pytest.mark.parametrize("shape", get_args(Shape))
def test_rows_disk_and_wal_are_what_the_copy_takes(migrations: Migrations, shape: Shape) -> None:
    """As many rows of each table as the backfill then writes; disk and WAL within their bands."""
    with migrations.at("schema", replace(MEDIUM, shape=shape)) as migration:
        found, before = made(migration), wal(migration)
        assert sum(part.left_out for part in found.parts) == migration.quarantine()[0] > 0
        for part in found.parts:
            assert sum(batch.rows_written for batch in migration.backfill(part.entity)) == part.rows > 0
        assert found.wal.holds(wal(migration) - before)
        assert found.disk.holds(disk_bytes(migration))
    assert found.high_water.high == found.disk.high + found.wal.high
    assert found.disk.high < 2 * found.disk.low
    assert found.wal.high < 3 * found.wal.low


def test_time_has_a_band(untouched: Migration) -> None:
    """A lower and an upper end, both above nothing; rows and the other figures are there for people to read."""
    found = made(untouched)
    assert 0 < found.seconds.low < found.seconds.high
    assert list(found.frame()["rows"]) == [100, 1000]
    assert set(found.live()) == {"time to copy", "WAL", "disk", "disk, with all its WAL"}


def test_nothing_is_nothing(migrations: Migrations) -> None:
    """An empty v1 is forecast as no row, no time, no WAL and no disk."""
    with migrations.at("v1", replace(SMALL, servers=0)) as migration:
        found = made(migration)
    assert found.seconds == found.disk == found.wal == Band(0, 0)


def test_samples_are_spread_over_the_keys(migrations: Migrations) -> None:
    """Five ranges in order, none overlapping, the first from the beginning and the last beyond three quarters."""
    with migrations.at("v1", MEDIUM) as migration:
        samples = made(migration).parts[1].samples
        keys = migration.column("SELECT id FROM mcp_tools ORDER BY id")
    assert len(samples) == forecast.SAMPLES
    assert samples[0].after is None
    assert all(left.upto and right.after and left.upto <= right.after for left, right in pairwise(samples))
    assert keys.index(samples[-1].after) + 1 == len(keys) * 4 // 5


# --- the write probe


def test_the_probe_leaves_nothing_behind(prepared: Migration) -> None:
    """It narrows the time, and afterwards there is no row, no table and no lock that was not there before."""
    relations = "SELECT array_agg(relname ORDER BY relname) FROM pg_class WHERE relkind IN ('r', 'i')"
    before = prepared.everything(), prepared.value(relations)
    read = made(prepared)
    found, why = write_probe.narrowed(prepared.engine, prepared.bare, read)
    assert (found.basis, why) == ("written", "")
    assert 0 < found.seconds.low < found.seconds.high
    assert found.disk == read.disk
    assert (prepared.everything(), prepared.value(relations)) == before
    # Of sessions: the server's own processes may be at work in any database.
    locks = "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE locktype = 'relation'"
    locks += " AND datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    assert prepared.value(locks) == 0


def test_the_probe_needs_no_v2(untouched: Migration) -> None:
    """A ledger is enough: what it writes are tables of its own."""
    assert untouched.run_id
    found, _ = write_probe.narrowed(untouched.engine, untouched.bare, made(untouched))
    assert found.basis == "written"
    assert untouched.value("SELECT to_regclass('public.resources')") == untouched.value(
        "SELECT to_regclass('resources')"
    )


def test_the_probe_gives_way_to_a_lock(prepared: Migration) -> None:
    """A row that somebody deletes just now is not waited for: the forecast from reading stands, and says why."""
    read = made(prepared)
    with psycopg.connect(prepared.database.conninfo) as other:
        other.execute("SELECT FROM mcp_servers FOR UPDATE")
        found, why = write_probe.narrowed(prepared.engine, prepared.bare, read)
    assert found == read
    assert "a lock was not to be had in time" in why


def test_the_probe_gives_way_to_a_missing_privilege(prepared: Migration) -> None:
    """A role that may not lock rows of v1 yet gets the forecast from reading, and hears which privilege is missing."""
    prepared.rows("DROP ROLE IF EXISTS looker")
    prepared.rows("CREATE ROLE looker LOGIN PASSWORD 'secret'")
    for schema in ("public", "sark_migration"):
        prepared.rows(f"GRANT ALL ON SCHEMA {schema} TO looker")
        prepared.rows(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO looker")
    login = f"{prepared.database.conninfo} user=looker password=secret"
    with closing(replace(prepared, login=login)) as looker:
        found, why = write_probe.narrowed(looker.engine, looker.bare, made(looker))
    prepared.rows("DROP OWNED BY looker")
    prepared.rows("DROP ROLE looker")
    assert found.basis == "read"
    assert "privilege" in why


def test_there_is_nothing_to_probe_where_rows_are_mapped(migrated: Migration) -> None:
    """After the migration the probe leaves everything alone and says so."""
    found, why = write_probe.narrowed(migrated.engine, migrated.bare, made(migrated))
    assert found.basis == "read"
    assert "migrated before" in why


# --- what became of it


def event(migration: Migration, key: tuple[str, str], state: str, **body: object) -> None:
    """Append an event, as a session does."""
    with migration.engine.begin() as connection:
        events.record(connection, migration.run_id, *key, state=state, body=dict(body))


def reckoned(migration: Migration) -> dict[str, actuals.Figure]:
    """Return the figures of this run."""
    with migration.engine.connect() as connection:
        return {f.what: f for f in actuals.reckon(connection, migration.source, migration.run_id)}


def copied(migration: Migration, *, killed: bool = False) -> None:
    """Copy both tables as the stage does; a killed client leaves a step that was begun and begins it again."""
    for entity in ENTITIES:
        key = ("migrate", step_of(entity))
        event(migration, key, "started")
        migration.backfill(entity)
        if killed:
            event(migration, key, "started")
        event(migration, key, "done")


@pytest.mark.parametrize("killed", [False, True])
def test_rows_are_exactly_as_forecast(migrations: Migrations, killed: bool) -> None:  # noqa: FBT001 - a case
    """On a quiet database: to the row; WAL and disk inside their bands, time measured, killed in between or not."""
    with migrations.at("schema", MEDIUM) as migration:
        found = made(migration)
        event(migration, actuals.FORECAST, "done", evidence=found.evidence)
        migration.quarantine()
        began = time.monotonic()
        copied(migration, killed=killed)
        took_s = time.monotonic() - began
        figures = reckoned(migration)
    assert [figures[f"rows of {part.entity.v2}"].actual for part in found.parts] == [p.rows for p in found.parts]
    assert list(figures) == ["rows of resources", "rows of capabilities", "time to copy", "WAL", "disk"]
    assert all(figures[what].kept for what in ("rows of resources", "rows of capabilities", "WAL", "disk"))
    assert 0 < figures["time to copy"].actual < took_s


def test_a_row_more_is_outside(migrations: Migrations) -> None:
    """A row that v1 gained after the forecast shows: the figure is outside of its band, and says both numbers."""
    with migrations.at("schema", replace(MEDIUM, unmappable=False)) as migration:
        event(migration, actuals.FORECAST, "done", evidence=made(migration).evidence)
        migration.rows(ONE_MORE)
        copied(migration)
        figure = reckoned(migration)["rows of resources"]
    assert (figure.forecast, figure.actual, figure.kept) == (Band(500, 500), 501, False)
    assert str(figure) == "501, forecast 500: outside"


def test_the_forecast_before_the_copy_counts(prepared: Migration) -> None:
    """One that was made after the first batch forecasts nothing any more."""
    assert reckoned(prepared) == {}
    evidence = made(prepared).evidence
    event(prepared, actuals.FORECAST, "done", evidence=evidence)
    copied(prepared)
    event(prepared, actuals.FORECAST, "done", evidence=evidence | {"rows": {"resources": 0, "capabilities": 0}})
    assert reckoned(prepared)["rows of resources"].kept


def test_pauses_are_no_part_of_the_time(prepared: Migration) -> None:
    """What a copy has waited for others is not held against the forecast."""
    event(prepared, actuals.FORECAST, "done", evidence=made(prepared).evidence)
    copied(prepared)
    before = reckoned(prepared)["time to copy"].actual
    prepared.rows(
        f"INSERT INTO {tables.PAUSE.name} (run_id, step, reason, detail, began_at, ended_at) VALUES "
        "(%s, 'backfill_resources', 'r', 'd', now() - interval '2 s', now() - interval '1.5 s')",
        prepared.run_id,
    )
    assert reckoned(prepared)["time to copy"].actual == pytest.approx(before - 0.5)


@pytest.mark.parametrize(("text", "position"), [("0/0", 0), ("0/1A", 26), ("16/B374D848", (0x16 << 32) + 0xB374D848)])
def test_a_position_in_the_wal_is_a_number(text: str, position: int) -> None:
    """High half, low half, as the server counts."""
    assert actuals.lsn(text) == position


# --- the step


@pytest.fixture
def stage(untouched: Migration, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    """Preflight in execute mode."""
    monkeypatch.setenv("SARK_FORECAST_DSN", untouched.database.conninfo)
    said = {"database": "env:SARK_FORECAST_DSN", "mode": "execute", "unmappable": "quarantine", "lock_timeout_ms": 10}
    chosen = next(stage for stage in STAGES if stage.name == "preflight")
    with closing(Session(chosen, effective("preflight", said, project_dir() / "params"))) as run:
        yield run


def test_the_step_says_the_same_each_time_and_the_ledger_keeps_it(stage: Session, untouched: Migration) -> None:
    """Text lasts, live figures are in HTML alone, and the whole forecast is in the event."""
    once, again = preflight.expected(stage), preflight.expected(stage)
    assert repr(once) == repr(again)
    assert "time to copy" not in repr(once)
    assert "time to copy" in str(once.card._repr_html_())
    body = untouched.value("SELECT body FROM event WHERE step = 'expected' AND state = 'done' ORDER BY seq LIMIT 1")
    assert body["evidence"]["rows"] == {"resources": 100, "capabilities": 1000}
    assert body["evidence"]["basis"] == "written"


def test_somebody_in_the_way_is_named_before_the_step(stage: Session, untouched: Migration) -> None:
    """An open transaction with a lock is a WARNING that names it; what it did is one word, never its values."""
    with psycopg.connect(untouched.database.conninfo, application_name="reporting") as other:
        other.execute("UPDATE mcp_tools SET name = 'a secret value' WHERE false")
        shown = str(preflight.expected(stage).card._repr_html_())
    assert [finding.check for finding in stage.verdict.findings] == ["in_the_way"]
    assert "reporting" in shown
    assert "ROW EXCLUSIVE on mcp_tools" in shown
    assert "secret" not in shown
