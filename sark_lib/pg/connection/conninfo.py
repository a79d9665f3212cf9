"""Connection strings: where they come from, and how they are shown without a password."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

import psycopg
from psycopg import conninfo as libpq

from sark_lib.errors import ParamsError


def resolve(database: str, environ: Mapping[str, str] | None = None) -> str:
    """Return a libpq connection string for ``env:NAME`` or ``service:NAME``.

    Args:
        database: The parameter; ``embedded`` is resolved by ``sark_lib.local``, not here.
        environ: Where ``env:`` looks; the process's environment by default.

    Raises:
        ParamsError: The variable is not set, or holds no DSN.
    """
    kind, _, name = database.partition(":")
    if kind == "service" and name:
        return libpq.make_conninfo(service=name)
    if kind != "env" or not name:
        raise ParamsError(
            f"database={database!r} is neither embedded nor env:NAME nor service:NAME",
            where="parameter database",
            do="set it to embedded, env:SARK_DSN or service:sark",
        )
    dsn = (os.environ if environ is None else environ).get(name, "")
    if not dsn:
        raise ParamsError(
            f"the environment variable {name} is not set",
            where=f"parameter database=env:{name}",
            do=f"export {name}=postgresql://user@host/database (the password belongs in ~/.pgpass or PGPASSWORD)",
        )
    return _plain(dsn, name)


def _plain(dsn: str, name: str) -> str:
    """Strip what only an application's driver understands (``+asyncpg``, ``ssl=``) and check the rest."""
    dsn = re.sub(r"^(postgres(?:ql)?)\+\w+://", r"\1://", dsn)
    dsn = re.sub(r"([?&])ssl=", r"\1sslmode=", dsn)
    try:
        parts = libpq.conninfo_to_dict(dsn)
    except psycopg.Error:
        # The driver's message repeats parts of the DSN, which may hold a password.
        raise ParamsError(
            f"the environment variable {name} holds no PostgreSQL DSN",
            where=f"parameter database=env:{name}",
            do="write it as postgresql://user@host:5432/database",
        ) from None
    # libpq ends the password at the first @ or /: its tail would be used, and shown, as host, port or database.
    if any("@" in str(parts.get(part, "")) for part in ("host", "port", "dbname")):
        raise ParamsError(
            f"the DSN in the environment variable {name} has an unescaped @ or / in its password",
            where=f"parameter database=env:{name}",
            do="write @ as %40, / as %2F and : as %3A in it; better, keep the password in ~/.pgpass or PGPASSWORD",
        )
    return dsn


def describe(conninfo: str) -> str:
    """Return ``database on host:port`` for messages, never a password."""
    parts = libpq.conninfo_to_dict(conninfo)
    if "service" in parts:
        return f"service {parts['service']}"
    return f"{parts.get('dbname', 'default database')} on {parts.get('host', 'local socket')}:{parts.get('port', 5432)}"
