"""What a parameter's value must look like, beyond its type."""

from __future__ import annotations

import re

from sark_lib.errors import DeclarationError

_NAME_BYTES = 63  # PostgreSQL cuts longer identifiers silently
_RESERVED_SCHEMAS = ("information_schema", "sark_migration", "sark_scratch")


def environment(value: str) -> str:
    """Hold a value to the form of an environment."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,40}", value):
        raise ValueError(f"{value!r} is no environment: lower-case letters, digits, - and _, as in params/<env>.yaml")
    return value


def database(value: str) -> str:
    """Hold a value to the forms that name a database."""
    if value != "embedded" and not re.fullmatch(r"env:[A-Za-z_]\w*|service:[\w.-]+", value, re.ASCII):
        raise ValueError(
            f"{value!r} names no database: embedded, env:NAME (a variable that holds the DSN) "
            "or service:NAME (an entry of pg_service.conf)"
        )
    return value


def scratch(value: str) -> str:
    """Hold a value to the forms that name a server to restore on."""
    return value if value == "same" else database(value)


def schema_name(value: str) -> str:
    """Hold a value to the form of a schema of the application."""
    if not re.fullmatch(r"[^\W\d][\w$-]*", value) or len(value.encode()) > _NAME_BYTES:
        raise ValueError(
            f"{value!r} is no schema name: a letter or _ first, then letters, digits, _ $ or -, at most 63 bytes"
        )
    if value.startswith("pg_") or value in _RESERVED_SCHEMAS:
        raise ValueError(f"{value!r} is a schema of the server or of this tool, not the application's")
    return value


def patterns(value: str) -> str:
    """Hold a value to the ids of patterns."""
    from sark_lib.pg.benchmark import parameters  # noqa: PLC0415 (with pandas behind it; --help shall not wait)

    try:
        parameters.patterns(value)
    except DeclarationError as error:
        raise ValueError(f"{error.what} {error.do}") from error
    return value
