"""What every benchmark stands on: a server of its own, v1 in it, connections as a stage has them, and a CPU clock."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import sqlalchemy as sa
import typer
from psycopg import sql

from sark_lib.local.server import Server
from sark_lib.pg.benchmark import cpu_clock
from sark_lib.pg.catalog import introspect
from sark_lib.pg.connection.engine import create_engine
from sark_lib.pg.ddl import tables, views
from sark_lib.pg.indexes import build
from sark_lib.pg.ledger import events
from sark_lib.pg.rows.source import Source
from sark_lib.schema.indexes import FOREIGN_KEYS
from sark_lib.schema.rules import Policy

SCHEMA = "public"


@contextmanager
def throwaway(**settings: str) -> Iterator[str]:
    """Give a database on a server of its own, with these settings."""
    with tempfile.TemporaryDirectory(prefix="sark-benchmark-") as directory:
        Path(directory).chmod(0o711)  # as root, the server runs under another uid
        with Server(Path(directory, "server")) as server:
            server.create_database("sark")
            with psycopg.connect(server.conninfo(), autocommit=True) as connection:
                # It would work beside us, at other moments in each turn.
                for name, value in {"autovacuum": "off", **settings}.items():
                    connection.execute(
                        sql.SQL("ALTER SYSTEM SET {} TO {}").format(sql.Identifier(name), sql.Literal(value))
                    )
            server.restart()  # shared_buffers is not to be had otherwise
            yield server.conninfo()


def prepare(conninfo: str) -> tuple[Source, int]:
    """Do what the schema stage does; return the mapping, and the number of a run."""
    engine = connected(conninfo)
    with engine.begin() as connection:
        tables.ensure_ledger(connection, SCHEMA)
        tables.upgrade(connection, tables.plan(connection, SCHEMA))
        source = Source(introspect.shape(connection, SCHEMA), Policy())
        views.install(connection, source)
        run = events.join_run(connection, "benchmark", SCHEMA, {}, "")
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # As a v1 that has been in use: with statistics, and pages known to be visible to all.
        connection.execute(sa.text("VACUUM ANALYZE"))
    for index in FOREIGN_KEYS:
        build.ensure(engine, source.shape.schema, index)
    engine.dispose()
    return source, run.id


def clock(driver: psycopg.Connection[tuple[object, ...]]) -> Callable[[], float]:
    """Return what reads the CPU of a new connection's backend."""
    found = cpu_clock.clock(driver.cursor())
    driver.rollback()
    if found is None:
        print("The CPU of a server process cannot be read here: there is no /proc/<pid>/schedstat.", file=sys.stderr)
        raise typer.Exit(2)
    return found


def connected(conninfo: str) -> sa.Engine:
    """Return connections as a stage has them."""
    return create_engine(conninfo, schema=SCHEMA, application="benchmark")
