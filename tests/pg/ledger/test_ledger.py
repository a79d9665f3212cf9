"""The ledger: one open run, a chain that shows any change, and a database it knows again."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
import sqlalchemy as sa

from sark_lib.errors import LedgerError
from sark_lib.pg.ddl import tables
from sark_lib.pg.ledger import events
from tests.databases import Database, Databases
from tests.migrations import Migration

KEY = ("migrate", "backfill")


@pytest.fixture
def book(database: Database) -> Iterator[Migration]:
    """An empty ledger."""
    migration = Migration(database)
    with migration.engine.begin() as connection:
        assert not events.exists(connection)
        tables.ensure_ledger(connection, "public")
        assert events.exists(connection)
    yield migration
    migration.close()


def joined(book: Migration, digest: str = "a", **params: object) -> events.Run:
    """Join or start a run."""
    with book.engine.begin() as connection:
        return events.join_run(connection, "staging", "public", params, digest)


def recorded(book: Migration, run: events.Run, *states: str, key: tuple[str, str] = KEY, **body: object) -> None:
    """Append events."""
    with book.engine.begin() as connection:
        for state in states:
            events.record(connection, run.id, *key, state=state, body=dict(body))


def broken(book: Migration) -> int | None:
    """Return where the chain breaks."""
    with book.engine.connect() as connection:
        return events.broken(connection)


def test_a_ledger_is_made_once(book: Migration) -> None:
    """Asked for again, it is left as it is."""
    joined(book)
    before = book.rows("SELECT xmin, * FROM run")
    with book.engine.begin() as connection:
        tables.ensure_ledger(connection, "public")
    assert book.rows("SELECT xmin, * FROM run") == before


def test_an_open_run_is_joined(book: Migration) -> None:
    """The same parameters resume it; once it has ended, they start another."""
    first = joined(book, suite="full")
    assert joined(book, suite="full") == first
    with book.engine.begin() as connection:
        assert events.open_run(connection) == first
        events.close_run(connection, first.id, "passed")
        assert events.open_run(connection) is None
        last = events.last_run(connection)
    assert last is not None
    assert (last.id, last.state, last.params) == (first.id, "passed", {"suite": "full"})
    assert joined(book, suite="full").id > first.id


def test_an_open_run_with_other_parameters_is_refused(book: Migration) -> None:
    """Every parameter that differs is named with both values, and the open run stays as it was."""
    first = joined(book, "a", schema="public", unmappable="refuse", v2_edits="keep")
    with pytest.raises(LedgerError) as raised:
        joined(book, "b", schema="public", unmappable="quarantine", unknown_columns="keep", v2_edits="keep")
    told = raised.value.what
    assert f"run {first.id} " in told
    assert "unmappable: 'refuse' there, 'quarantine' here" in told
    assert "unknown_columns: None there, 'keep' here" in told
    assert "schema" not in told
    assert "v2_edits" not in told
    assert "--new-run" in raised.value.do
    assert raised.value.exit_code == 2
    assert joined(book, "a") == first


def test_there_is_never_more_than_one_open_run(book: Migration) -> None:
    """The database itself refuses a second one, whoever writes it."""
    joined(book)
    with pytest.raises(psycopg.errors.UniqueViolation):
        book.rows("INSERT INTO run (env, v1_schema, params, params_hash, state) VALUES ('e', 's', '{}', 'h', 'open')")


def test_events_are_chained(book: Migration) -> None:
    """Each holds the hash of the one before, and knows who did it, where, when, and how much WAL there was."""
    run = joined(book)
    recorded(book, run, "started", "done", rows=5, seconds=0.25, note="ü 'quoted' \\ 😀", nested={"a": [1, None, 1.5]})
    rows = book.rows("SELECT seq, prev, hash, wal, body FROM event ORDER BY seq")
    assert [row[1] for row in rows] == [events.GENESIS, rows[0][2]]
    assert {"user", "host", "pid", "rows"} <= set(rows[1][4])
    assert "/" in rows[1][3]
    assert broken(book) is None


def test_an_empty_chain_holds(book: Migration) -> None:
    """Nothing has happened, and nothing has been changed."""
    assert broken(book) is None


@pytest.mark.parametrize(
    "change",
    [
        """UPDATE event SET body = jsonb_set(body, '{rows}', '6') WHERE seq = 3""",
        "UPDATE event SET state = 'failed' WHERE seq = 3",
        "UPDATE event SET at = at + interval '1 microsecond' WHERE seq = 3",
        "UPDATE event SET step = 'another', hash = md5('x') || md5('y') WHERE seq = 3",
        "DELETE FROM event WHERE seq = 2",
        "DELETE FROM event WHERE seq = 1",
    ],
)
def test_a_change_of_history_shows(book: Migration, change: str) -> None:
    """Whatever is changed in an event, or taken out between two, the first event after which nothing holds is named."""
    run = joined(book)
    recorded(book, run, "started", "done", "started", "done", rows=5)
    assert broken(book) is None
    book.rows("ALTER TABLE event DISABLE TRIGGER append_only")
    book.rows(change)
    assert broken(book) == (2 if "seq = 1" in change else 3)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE event SET state = 'failed' WHERE seq = 1",
        "UPDATE event SET state = 'failed' WHERE false",
        "DELETE FROM event",
        "TRUNCATE event",
        "SET session_replication_role = replica; DELETE FROM event",
        "ALTER TABLE event DISABLE ROW LEVEL SECURITY; DELETE FROM event",
    ],
)
def test_history_is_only_added_to(book: Migration, change: str) -> None:
    """The owner and a superuser too are refused, whatever the session's role for triggers; nothing was changed."""
    recorded(book, joined(book), "started", "done", rows=5)
    before = book.digest("event")
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="the ledger is append-only"):
        book.rows(change)
    assert book.digest("event") == before
    recorded(book, joined(book), "started")
    assert broken(book) is None


def test_nobody_else_may_change_history(book: Migration) -> None:
    """No privilege but the owner's on it."""
    granted = "SELECT count(*) FROM information_schema.role_table_grants WHERE table_name = 'event' AND grantee <> %s"
    assert book.value(granted, book.value("SELECT current_user")) == 0


def test_the_newest_event_of_a_step_counts(book: Migration) -> None:
    """Of this run alone: another run's steps are none of its business."""
    first = joined(book)
    recorded(book, first, "started", "failed", "started", "done", rows=7)
    recorded(book, first, "started", key=("migrate", "another"))
    with book.engine.begin() as connection:
        last = events.last_event(connection, first.id, *KEY)
        assert last is not None
        assert (last["state"], last["body"]["rows"]) == ("done", 7)
        assert events.last_event(connection, first.id, "schema", "backfill") is None
        events.close_run(connection, first.id, "closed")
    second = joined(book)
    with book.engine.connect() as connection:
        assert events.last_event(connection, second.id, *KEY) is None


def test_a_stage_passes_as_a_whole(book: Migration) -> None:
    """Only the event that speaks of the whole stage counts, not those of its steps."""
    run = joined(book)
    recorded(book, run, "started", "done")
    recorded(book, run, "passed", key=("schema", events.STAGE))
    with book.engine.connect() as connection:
        assert events.passed(connection, run.id) == {"schema"}


def test_a_checkpoint_is_the_last_batch(book: Migration) -> None:
    """Number, last key and all rows written so far; none before the first batch, and none of another step."""
    run = joined(book)
    keys = [f"{n}0000000-0000-0000-0000-000000000000" for n in range(3)]
    with book.engine.begin() as connection:
        assert events.checkpoint(connection, run.id, "step") == (0, None, 0)
        for n, (after, upto) in enumerate([(None, keys[0]), (keys[0], keys[2])], start=1):
            batch = {"n": n, "after_id": after, "upto_id": upto, "rows_read": 5, "rows_written": 4}
            events.checkpoint_write(connection, run.id, "step", batch)
        n, upto, written = events.checkpoint(connection, run.id, "step")
        assert (n, str(upto), written) == (2, keys[2], 8)
        assert events.checkpoint(connection, run.id, "other") == (0, None, 0)


def test_a_checkpoint_goes_with_its_transaction(book: Migration) -> None:
    """It is in the transaction of its rows: rolled back, it was never there; and no batch is written twice."""
    run = joined(book)
    batch = {"n": 1, "after_id": None, "upto_id": None, "rows_read": 1, "rows_written": 1}
    with book.engine.connect() as connection:
        events.checkpoint_write(connection, run.id, "step", batch)
        connection.rollback()
        assert events.checkpoint(connection, run.id, "step") == (0, None, 0)
        events.checkpoint_write(connection, run.id, "step", batch)
        with pytest.raises(sa.exc.IntegrityError):
            events.checkpoint_write(connection, run.id, "step", batch)


def test_a_copy_of_the_database_is_noticed(book: Migration, databases: Databases) -> None:
    """A ledger that came with a copy tells of another database: refused until it is adopted by name."""
    run = joined(book)
    book.close()
    copy = Migration(databases.fresh(book.database.name))
    with pytest.raises(LedgerError, match=f"written in database '{book.database.name}'") as raised:
        joined(copy)
    assert "adopt-ledger" in raised.value.do
    assert copy.database.name in raised.value.where
    assert copy.value("SELECT count(*) FROM run") == 1
    with copy.engine.begin() as connection:
        events.adopt(connection)
    assert joined(copy).id == run.id
    assert book.value("SELECT count(*) FROM identity") == copy.value("SELECT count(*) FROM identity") == 1
    copy.close()
    copy.database.server.drop_database(copy.database.name)


def test_a_renamed_database_is_the_same(book: Migration, databases: Databases) -> None:
    """Its name is for people; it is known by system identifier and oid."""
    run = joined(book)
    book.close()
    with psycopg.connect(databases.server.conninfo("postgres"), autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {book.database.name} RENAME TO another_name")
        renamed = Migration(Database("another_name", databases.server))
        assert joined(renamed).id == run.id
        renamed.close()
        connection.execute(f"ALTER DATABASE another_name RENAME TO {book.database.name}")
