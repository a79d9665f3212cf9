"""How to reach an embedded server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from sark_lib.pg.connection.errors import translated

HOST = "127.0.0.1"
USER = "postgres"
DATABASE = "sark"


class Endpoint:
    """A server on this machine: a port, and a file that holds the password."""

    port: int
    passfile: Path

    def conninfo(self, database: str = DATABASE) -> str:
        """Return libpq's keyword form for one database; it names the password file and holds no password."""
        return make_conninfo(
            host=HOST,
            port=self.port,
            dbname=database,
            user=USER,
            passfile=str(self.passfile),
            # Said here because PGPASSWORD and its like are meant for another server; empty, libpq reads the file.
            password="",
            sslmode="disable",
            gssencmode="disable",
        )

    def url(self, database: str = DATABASE) -> str:
        """Return a URL to show to people; it holds no password and no path."""
        return f"postgresql://{USER}@{HOST}:{self.port}/{database}"

    def databases(self) -> list[str]:
        """Return the names of the databases, sorted."""
        with self._maintenance() as connection:
            names = connection.execute("SELECT datname FROM pg_database ORDER BY datname").fetchall()
        return [name for (name,) in names]

    def create_database(self, name: str, template: str | None = None) -> None:
        """Create a database, as a copy of ``template`` where one is given (nobody may be connected to that)."""
        statement = sql.SQL("CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        with self._maintenance() as connection:
            connection.execute(
                statement.format(name=sql.Identifier(name), template=sql.Identifier(template or "template1"))
            )

    def drop_database(self, name: str) -> None:
        """Drop a database, if it is there, with everybody connected to it."""
        with self._maintenance() as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    @contextmanager
    def _maintenance(self) -> Iterator[psycopg.Connection[tuple[str, ...]]]:
        with (
            translated(self.url("postgres")),
            psycopg.connect(self.conninfo("postgres"), autocommit=True) as connection,
        ):
            yield connection
