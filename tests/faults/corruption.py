"""Corruptions: what is done to a migrated database, one file each, and what the validator must say to it.

A file of ``corruptions/`` begins with a header::

    -- title: what happens, in words
    -- found: the checks that must find it, each with its severity and number of offenders; or nothing
    -- also: checks that cannot but fail with it
    -- cause: why values or rows differ, as states of the merge
    -- shape: the only v1 it can be done to

Its statements run in the transaction in which the checks are asked. What follows ``-- elsewhere`` is done beforehand by
another connection, each line on its own; what follows ``-- afterwards`` when all is over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import psycopg
import sqlalchemy as sa

from sark_lib.evidence.checks.findings import Severity
from sark_lib.local.oddities import Shape
from sark_lib.local.seed import SeedSpec
from sark_lib.pg.ledger import events
from sark_lib.pg.validate import cost_history
from tests.faults.certificates import certificates
from tests.migrations import Migration, Migrations
from tests.validation import Failed, finish

HERE = Path(__file__).resolve().parent
# Nothing names a schema: one shape lives where names have to be quoted.
SCHEMAS: Mapping[Shape, str] = {"ddl": "public", "orm": "Sark-v1"}


@dataclass(frozen=True)
class Corruption:
    """What is done, and what must be found.

    Args:
        name: Its file's stem.
        title: What happens, in words.
        found: The checks that must find it; none where nothing may be found.
        also: Checks that cannot but fail with it.
        cause: The states of the merge that rows are in, those in order left out.
        shape: The shape it can be done to; empty for both.
        parts: Statements: ``here`` in the checks' transaction, ``elsewhere`` beforehand, ``afterwards``.
    """

    name: str
    title: str
    found: Failed
    also: frozenset[str] = frozenset()
    cause: frozenset[str] = frozenset()
    shape: str = ""
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def parse(name: str, text: str) -> Corruption:
    """Read one file."""
    lines = text.splitlines()
    end = lines.index("")
    header = dict(line.removeprefix("-- ").split(": ", 1) for line in lines[:end])
    parts: dict[str, list[str]] = {"here": []}
    for line in lines[end + 1 :]:
        if line in ("-- elsewhere", "-- afterwards"):
            parts[line.removeprefix("-- ")] = []
        elif not line.startswith("-- "):
            parts[list(parts)[-1]].append(line)
    assert header.keys() <= {"title", "found", "also", "cause", "shape"}, name
    found = (each.split() for each in header["found"].split(", ") if each != "nothing")
    return Corruption(
        name,
        header["title"],
        {check: (Severity[severity], int(count)) for check, severity, count in found},
        _words(header.get("also", "")),
        _words(header.get("cause", "")),
        header.get("shape", ""),
        {part: tuple(statements) for part, statements in parts.items()},
    )


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split(", ")) - {""}


@cache
def read() -> tuple[Corruption, ...]:
    """Return every corruption, by name."""
    files = sorted((HERE / "corruptions").glob("*.sql"))
    return tuple(parse(path.stem, path.read_text(encoding="utf-8")) for path in files)


@dataclass
class World:
    """Migrated and synced databases, one a shape, each with one connection; nothing that is done to them stays."""

    migrations: Migrations
    _stack: ExitStack = field(default_factory=ExitStack)
    _open: dict[Shape, tuple[Migration, sa.Connection]] = field(default_factory=dict)

    @contextmanager
    def after(self, shape: Shape, corruption: Corruption) -> Iterator[tuple[sa.Connection, Migration]]:
        """Give a connection that sees the corruption, until the block ends."""
        migration, connection = self._at(shape)
        with psycopg.connect(migration.database.conninfo, autocommit=True) as elsewhere:
            for statement in corruption.parts.get("elsewhere", ()):
                elsewhere.execute(statement.encode())
            try:
                # A session of ours would not be heard by live sync.
                execute(connection, "\n".join(["SET LOCAL sark.sync = off;", *corruption.parts.get("here", ())]))
                yield connection, migration
            finally:
                connection.rollback()
                for statement in corruption.parts.get("afterwards", ()):
                    elsewhere.execute(statement.encode())

    def _at(self, shape: Shape) -> tuple[Migration, sa.Connection]:
        if shape not in self._open:
            spec = SeedSpec(shape, servers=10, tools_per_server=3, odd=0, schema=SCHEMAS[shape])
            migration = self._stack.enter_context(self.migrations.at("schema", spec))
            migration.live()
            finish(migration)
            connection = self._stack.enter_context(migration.engine.connect())
            _lived_in(connection, migration)
            connection.commit()
            self._open[shape] = migration, connection
        return self._open[shape]

    def close(self) -> None:
        """Give back the databases."""
        self._stack.close()


def execute(connection: sa.Connection, text: str) -> None:
    """Send statements as one text in the connection's transaction; no parameter, so a colon is a colon."""
    if not connection.in_transaction():
        connection.begin()
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    driver.execute(text.encode())


def _lived_in(connection: sa.Connection, migration: Migration) -> None:
    """Let an application have worked with v2 for some days, and the days have been validated."""
    connection.execute(sa.text("CREATE TEMP TABLE certificates (kind text, pem text)"))
    made = [{"kind": kind, "pem": pem} for kind, pem in certificates().items()]
    connection.execute(sa.text("INSERT INTO certificates VALUES (:kind, :pem)"), made)
    for name in ("prelude.sql", "history.sql"):
        execute(connection, (HERE / name).read_text(encoding="utf-8"))
    days = cost_history.days(connection, migration.schema)
    events.record(connection, migration.run_id, "validate", "costs", state="done", body={"evidence": {"days": days}})
