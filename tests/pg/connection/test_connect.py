"""Connections: where they come from, how a session is set, and what each refusal of a server means."""

from __future__ import annotations

import os
import re
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from psycopg import sql
from psycopg.conninfo import make_conninfo

from sark_lib.errors import ConnectionUnsafe, LockTimeout, ParamsError, SarkError, StepFailed
from sark_lib.pg.connection import errors
from sark_lib.pg.connection.conninfo import describe, resolve
from sark_lib.pg.connection.engine import Limits, create_engine, read_only
from tests.databases import Database
from tests.processes import until

SECRET = "hunter-two+3/4"


@contextmanager
def connected(
    database: Database, conninfo: str | None = None, limits: Limits | None = None, schema: str = "public"
) -> Iterator[sa.Connection]:
    """Connect as every stage does, with its translation of errors."""
    engine = create_engine(conninfo or database.conninfo, schema=schema, application="test", limits=limits)
    try:
        with errors.translated(describe(database.conninfo)), engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def attempt(database: Database, *statements: str, conninfo: str | None = None, limits: Limits | None = None) -> None:
    """Connect, and execute some statements."""
    with connected(database, conninfo, limits) as connection:
        for statement in statements:
            connection.execute(sa.text(statement))


def one(connection: sa.Connection, query: str) -> object:
    """Return the one value a query gives."""
    return connection.execute(sa.text(query)).scalar_one()


@pytest.fixture
def stranger(database: Database) -> Iterator[str]:
    """A role with a password and no privilege; what it owns goes with the test's database."""
    name = f"stranger_{database.name}"
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        role = sql.Identifier(name)
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(role, sql.Literal(SECRET)))
        yield make_conninfo(database.conninfo, user=name, password=SECRET)
        connection.execute(sql.SQL("DROP OWNED BY {} CASCADE").format(role))
        connection.execute(sql.SQL("DROP ROLE {}").format(role))


@pytest.mark.parametrize(
    "form",
    [
        "postgresql://{user}:{password}@{host}:{port}/{dbname}",
        "postgresql+asyncpg://{user}:{password}@{host}:{port}/{dbname}",
        "postgres+psycopg2://{user}:{password}@{host}:{port}/{dbname}?ssl=disable",
        "postgresql+asyncpg://{user}:{password}@{host}:{port}/{dbname}?ssl=prefer&application_name=x",
        "postgresql+asyncpg://{user}:{password}@{host}:{port}/{dbname}?application_name=x&ssl=allow",
        "host={host} port={port} dbname={dbname} user={user} password='hunter-two+3/4'",
    ],
)
def test_any_dsn_of_an_application_is_accepted(database: Database, stranger: str, form: str) -> None:
    """With a driver's name, with asyncpg's ``ssl=``, as URL or as keywords: it connects."""
    parts = psycopg.conninfo.conninfo_to_dict(stranger)
    dsn = form.format(**{**parts, "password": SECRET.replace("+", "%2B").replace("/", "%2F")})
    with connected(database, resolve("env:DSN", {"DSN": dsn})) as connection:
        assert one(connection, "SELECT current_user") == parts["user"]


def test_ssl_is_asked_for_as_the_application_asks(database: Database, stranger: str) -> None:
    """``?ssl=require`` is kept: a server without TLS is refused, not talked to in the clear."""
    parts = psycopg.conninfo.conninfo_to_dict(stranger)
    dsn = f"postgresql+asyncpg://{parts['user']}@{parts['host']}:{parts['port']}/{parts['dbname']}?ssl=require"
    with pytest.raises(ConnectionUnsafe, match="does not support SSL"):
        attempt(database, conninfo=resolve("env:DSN", {"DSN": dsn}))


def test_a_service_is_looked_up_by_libpq(
    database: Database, stranger: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``service:NAME`` is an entry of pg_service.conf; its password comes from the file of passwords."""
    parts = psycopg.conninfo.conninfo_to_dict(stranger)
    entry = [f"{key}={parts[key]}" for key in ("host", "port", "dbname", "user")]
    (tmp_path / "service").write_text("\n".join(["[sark-test]", *entry]) + "\n")
    (tmp_path / "pass").write_text(f"{parts['host']}:{parts['port']}:*:{parts['user']}:{SECRET}\n")
    (tmp_path / "pass").chmod(0o600)
    monkeypatch.setenv("PGSERVICEFILE", str(tmp_path / "service"))
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "pass"))
    conninfo = resolve("service:sark-test")
    assert describe(conninfo) == "service sark-test"
    with connected(database, conninfo) as connection:
        assert one(connection, "SELECT current_user") == parts["user"]


@pytest.mark.parametrize(
    ("parameter", "environ", "told"),
    [
        ("env:DSN", {}, "the environment variable DSN is not set"),
        ("env:DSN", {"DSN": ""}, "the environment variable DSN is not set"),
        ("env:DSN", {"DSN": f"mysql://u:{SECRET}@h/db"}, "holds no PostgreSQL DSN"),
        ("env:DSN", {"DSN": f"postgresql://u:{SECRET}@h:port/db?x=y"}, "holds no PostgreSQL DSN"),
        ("env:", {}, "neither embedded nor env:NAME nor service:NAME"),
        ("somewhere", {}, "neither embedded nor env:NAME nor service:NAME"),
    ],
)
def test_a_variable_without_a_dsn_is_refused(parameter: str, environ: dict[str, str], told: str) -> None:
    """The variable is named; what it holds is not repeated, for it may be a password."""
    with pytest.raises(ParamsError, match=told) as raised:
        resolve(parameter, environ)
    assert SECRET not in shown(raised.value)


def shown(error: BaseException) -> str:
    """Return everything a user might be shown of an error."""
    return f"{error}\n{error!r}\n{getattr(error, 'fields', '')}\n{error.__cause__}\n{error.__cause__!r}"


def test_a_session_is_the_same_everywhere(database: Database) -> None:
    """Whatever the server's, database's or user's settings: values have one text form, and rows are never hidden."""
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        for setting in (
            "TimeZone = 'Asia/Tokyo'",
            "DateStyle = 'SQL, DMY'",
            "IntervalStyle = 'iso_8601'",
            "row_security = on",
        ):
            connection.execute(sql.SQL("ALTER DATABASE {} SET " + setting).format(sql.Identifier(database.name)))
    limits = Limits(statement_s=12.5, lock_ms=345, idle_s=67)
    wanted = {
        "TimeZone": "UTC",
        "DateStyle": "ISO, MDY",
        "IntervalStyle": "postgres",
        "row_security": "off",
        "application_name": "test",
        "statement_timeout": "12500ms",
        "lock_timeout": "345ms",
        "idle_in_transaction_session_timeout": "67s",
        "search_path": '"App.Da""ta", "sark_migration"',
    }
    with connected(database, limits=limits, schema='App.Da"ta') as connection:
        assert {name: one(connection, f"SHOW {name}") for name in wanted} == wanted


def test_a_pooled_connection_keeps_its_settings(database: Database) -> None:
    """A transaction that failed and one that was rolled back leave the next with the same session."""
    engine = create_engine(database.conninfo, schema="public", application="test")
    with pytest.raises(StepFailed), errors.translated("here"), engine.begin() as connection:
        connection.execute(sa.text("SELECT 1 / 0"))
    with engine.connect() as connection:
        assert one(connection, "SHOW TimeZone") == "UTC"
        assert one(connection, "SHOW row_security") == "off"
    engine.dispose()


@pytest.mark.parametrize("statement", ["CREATE TABLE t ()", "INSERT INTO held VALUES (1)", "DROP TABLE held"])
def test_read_only_is_read_only(database: Database, statement: str) -> None:
    """The server itself refuses to write, and the session is an ordinary one again afterwards."""
    attempt(database, "CREATE TABLE held (n int)", "COMMIT")
    engine = create_engine(database.conninfo, schema="public", application="test")
    with read_only(engine) as reading:
        assert one(reading, "SHOW transaction_isolation") == "repeatable read"
        with pytest.raises(ConnectionUnsafe, match="25006"), errors.translated("here"):
            reading.execute(sa.text(statement))
    with engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO held VALUES (1)"))
        assert one(connection, "SHOW transaction_isolation") == "read committed"
    engine.dispose()


def test_hidden_rows_are_an_error(database: Database, stranger: str) -> None:
    """Row-level security that would hide rows from us stops us instead."""
    with psycopg.connect(database.conninfo) as connection:
        connection.execute("CREATE TABLE secrets (n int)")
        connection.execute("ALTER TABLE secrets ENABLE ROW LEVEL SECURITY")
        connection.execute("GRANT SELECT ON secrets TO PUBLIC")
    with pytest.raises(StepFailed, match="row-level security"):
        attempt(database, "SELECT * FROM secrets", conninfo=stranger)


REFUSALS = {
    "wrong password": ({"password": "wrong-" + SECRET}, ConnectionUnsafe, "the server refused the password"),
    "no password": ({"password": "", "passfile": "/nonexistent"}, ConnectionUnsafe, "the server refused the password"),
    "unknown role": ({"user": "nobody-here"}, ConnectionUnsafe, "the server refused"),
    "missing database": ({"dbname": "not_there"}, ConnectionUnsafe, "the database does not exist"),
    "server down": ({"port": "1"}, ConnectionUnsafe, "the server cannot be reached"),
    "unknown host": ({"host": "nowhere.invalid"}, ConnectionUnsafe, "the server cannot be reached"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_a_refused_login_says_why(database: Database, stranger: str, case: str) -> None:
    """Each reason has its sentence, the server's own words and what to do; never the password."""
    changes, kind, told = REFUSALS[case]
    conninfo = make_conninfo(stranger, **changes)
    with pytest.raises(kind, match=told) as raised:
        attempt(database, conninfo=conninfo)
    assert raised.value.do
    assert raised.value.where == describe(database.conninfo)
    assert SECRET not in shown(raised.value)


def test_a_role_that_may_not_connect_is_told_so(database: Database, stranger: str) -> None:
    """The database is there; what is missing is a privilege."""
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        name = sql.Identifier(database.name)
        connection.execute(sql.SQL("REVOKE CONNECT ON DATABASE {} FROM PUBLIC").format(name))
    with pytest.raises(SarkError, match=r"a privilege is missing: .*permission denied"):
        attempt(database, conninfo=stranger)


def test_a_full_server_is_told_so(database: Database, stranger: str) -> None:
    """Too many connections are no question of host and port, nor of the user."""
    user = psycopg.conninfo.conninfo_to_dict(stranger)["user"]
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        connection.execute(sql.SQL("ALTER ROLE {} CONNECTION LIMIT 0").format(sql.Identifier(str(user))))
    with pytest.raises(StepFailed, match=r"the server lacks resources: .*too many connections"):
        attempt(database, conninfo=stranger)


STATEMENTS = {
    "missing privilege": ("CREATE SCHEMA x", StepFailed, "42501", "sark-runbook grants"),
    "statement timeout": ("SELECT pg_sleep(5)", StepFailed, "57014", "same command again"),
    "out of range": ("SELECT CAST('x' AS int)", StepFailed, "22P02", "preflight"),
    "a wrong statement": ("SELECT * FROM not_there", StepFailed, "42P01", "nothing of this transaction was kept"),
}


@pytest.mark.parametrize("case", STATEMENTS)
def test_a_refused_statement_says_why(database: Database, stranger: str, case: str) -> None:
    """The SQLSTATE decides the kind of error and what to do; where it happened is said."""
    statement, kind, state, do = STATEMENTS[case]
    with pytest.raises(kind) as raised:
        attempt(database, statement, conninfo=stranger, limits=Limits(statement_s=0.1))
    assert raised.value.fields["sqlstate"] == state
    assert f"[{state}]" in raised.value.what
    assert do in raised.value.do
    assert SECRET not in shown(raised.value)


def test_a_lock_that_is_not_to_be_had(database: Database) -> None:
    """It is not waited for longer than said, and the error is one that may be tried again."""
    with psycopg.connect(database.conninfo) as holder:
        holder.execute("CREATE TABLE held (n int)")
        holder.commit()
        holder.execute("LOCK held")
        with pytest.raises(LockTimeout, match="55P03"):
            attempt(database, "SELECT * FROM held", limits=Limits(lock_ms=50))


def test_a_deadlock_is_told_from_other_failures(database: Database) -> None:
    """Resolved against us, it is no fault of the data: the same command may be tried again."""
    with psycopg.connect(database.conninfo) as other, connected(database, limits=Limits(lock_ms=60_000)) as ours:
        other.execute("CREATE TABLE a (); CREATE TABLE b ()")
        other.commit()
        other.execute("SET deadlock_timeout = '60s'; LOCK a")
        ours.execute(sa.text("SET LOCAL deadlock_timeout = '50ms'"))
        ours.execute(sa.text("LOCK b"))
        waiting = threading.Thread(target=other.execute, args=("LOCK b",))
        waiting.start()
        assert until(lambda: one(ours, "SELECT count(*) FROM pg_locks WHERE NOT granted") == 1)
        with pytest.raises(LockTimeout, match="40P01"), errors.translated("here"):
            ours.execute(sa.text("LOCK a"))
        ours.rollback()
        waiting.join()


@pytest.mark.parametrize("cause", ["terminated", "crashed"])
def test_a_session_that_the_server_ended(database: Database, cause: str) -> None:
    """Ended by an administrator, or with the server's crash: the connection is gone, and the work can be resumed."""
    with connected(database) as connection:
        pid = int(str(one(connection, "SELECT pg_backend_pid()")))
        if cause == "terminated":
            attempt(database, f"SELECT pg_terminate_backend({pid}, 5000)")
        else:
            os.kill(pid, signal.SIGQUIT)
        with pytest.raises(ConnectionUnsafe, match=r"57P0\d|08006") as raised, errors.translated("here"):
            one(connection, "SELECT 1")
    assert "resumes" in raised.value.do
    assert until(lambda: answers(database))


def answers(database: Database) -> bool:
    """Whether the server takes connections."""
    try:
        psycopg.connect(database.conninfo).close()
    except psycopg.OperationalError:
        return False
    return True


@pytest.mark.parametrize(("value", "state"), [("long", "22001"), ("no", "23514")])
def test_a_row_that_v2_refuses(database: Database, value: str, state: str) -> None:
    """A value too long and a broken constraint point to the list of such rows."""
    with pytest.raises(StepFailed, match=state) as raised:
        attempt(
            database,
            "CREATE TEMP TABLE t (c varchar(2) CHECK (c <> 'no'))",
            f"INSERT INTO t VALUES ('{value}')",
        )
    assert "preflight" in raised.value.do


def test_a_description_names_the_database_and_no_secret(stranger: str) -> None:
    """Database, host and port are what people need to know where they are."""
    told = describe(stranger)
    assert re.fullmatch(r"test_\d+ on 127\.0\.0\.1:\d+", told)
    assert SECRET not in told
