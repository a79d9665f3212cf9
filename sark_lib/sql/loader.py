"""Loads the SQL that people wrote.

A file holds a header and one statement. Its name is the statement's id for ever::

    -- title: Every resource has an endpoint
    -- severity: ERROR
    -- hint: Give the server a command or an endpoint in v1,
    --   then run the migrate stage again.

    SELECT id AS key, name FROM resources WHERE endpoint = '';

The header ends at the first line that is not a comment. ``:name`` is a bind, and no other colon may stand in a check,
a pattern or a variant of one: whoever executes the text with SQLAlchemy would read ``:word`` as a bind even inside
quotes. Write CAST for ``::`` and jsonb_build_object for a JSON literal. A template is no statement yet: its ``{name}``
places are filled by psycopg.sql, so they are its binds, and colons mean nothing special.
"""

from __future__ import annotations

import hashlib
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal

import sqlalchemy
from sqlalchemy.dialects import postgresql

from sark_lib.errors import DeclarationError

Kind = Literal["checks", "patterns", "variants", "templates"]


@dataclass(frozen=True)
class Keys:
    """What a header must say, and what it may say."""

    required: frozenset[str]
    optional: frozenset[str] = frozenset()

    @property
    def known(self) -> frozenset[str]:
        """Every key that may stand in the header."""
        return self.required | self.optional


KEYS: Mapping[Kind, Keys] = MappingProxyType(
    {
        "checks": Keys(
            frozenset({"title", "severity", "suites", "phase", "message", "hint"}), frozenset({"needs", "judge"})
        ),
        "patterns": Keys(frozenset({"title", "target_ms"}), frozenset({"question", "parameters", "weight", "hint"})),
        "variants": Keys(frozenset({"title", "of"}), frozenset({"needs", "parameters", "holds_if"})),
        "templates": Keys(frozenset({"title"}), frozenset({"hint"})),
    }
)


@dataclass(frozen=True)
class Statement:
    """One authored statement.

    Args:
        id: The file's stem.
        header: What the header says, by key.
        text: The statement without header and closing semicolon.
        binds: Names of its ``:name`` binds; of a template, of its ``{name}`` places.
        source: ``kind/file.sql``, for messages.
        lines: The line of each header key, counted from 1.
    """

    id: str
    header: Mapping[str, str]
    text: str
    binds: frozenset[str]
    source: str = ""
    lines: Mapping[str, int] = field(default_factory=dict, repr=False)

    @property
    def sql_hash(self) -> str:
        """SHA-256 of the text, 64 hex digits: what was shown is what runs."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def refusal(self, key: str, what: str) -> DeclarationError:
        """Return the error that names the line of a header key, for whoever reads a meaning into its value.

        Args:
            key: The header key that is wrong.
            what: The sentence to say about it.
        """
        return _refusal(what, self.source, self.lines.get(key, 1))


@cache
def load(kind: Kind) -> tuple[Statement, ...]:
    """Return all statements of a kind, sorted by id.

    Args:
        kind: The folder beside this module.

    Raises:
        DeclarationError: A file breaks the form; the message names file and line.
    """
    folder = files("sark_lib.sql") / kind
    entries = (entry for entry in folder.iterdir() if entry.name.endswith(".sql"))
    statements = (parse(kind, entry.name, entry.read_bytes()) for entry in entries)
    return tuple(sorted(statements, key=lambda statement: statement.id))


def find(kind: Kind, statement_id: str) -> Statement:
    """Return the statement with this id.

    Raises:
        DeclarationError: There is none; the message names the nearest.
    """
    known = {statement.id: statement for statement in load(kind)}
    if statement_id in known:
        return known[statement_id]
    near = get_close_matches(statement_id, known, n=1)
    raise DeclarationError(
        f"There is no statement {statement_id!r} among the {kind}.",
        where=f"sql/{kind}/",
        do=f"Did you mean {near[0]!r}?" if near else f"Write sql/{kind}/{statement_id}.sql, or name one that is there.",
    )


def parse(kind: Kind, name: str, content: bytes) -> Statement:
    """Read one file.

    Args:
        kind: Decides which header keys there are, and what a bind looks like.
        name: The file's name, with ``.sql``.
        content: The file, in UTF-8.

    Raises:
        DeclarationError: The file breaks the form; the message names file and line.
    """
    source = f"{kind}/{name}"
    try:
        rows = content.decode().splitlines()
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise _refusal("The file is not UTF-8.", source, line) from error
    header, lines, end = _read_header(kind, rows, source)
    text = "\n".join(rows[end:]).strip().removesuffix(";").rstrip()
    if not text:
        raise _refusal("There is no statement after the header.", source, end + 1)
    binds = _places(text, source, end + 1) if kind == "templates" else _bind_names(rows, end, source)
    return Statement(name.removesuffix(".sql"), MappingProxyType(header), text, binds, source, MappingProxyType(lines))


def _read_header(kind: Kind, rows: list[str], source: str) -> tuple[dict[str, str], dict[str, int], int]:
    """Return the header's values, their lines, and the index of the first row after it."""
    header: dict[str, str] = {}
    lines: dict[str, int] = {}
    key = ""
    end = 0
    for end, row in enumerate([*rows, ""]):
        if not row.startswith("--"):
            break
        if key and row.startswith("--   "):
            header[key] = f"{header[key]} {row[2:].strip()}"
            continue
        key, value = _key_and_value(row, source, end + 1)
        if key in header:
            raise _refusal(f"The header says {key!r} twice.", source, end + 1)
        header[key], lines[key] = value, end + 1
    _hold_to_keys(KEYS[kind], lines, source)
    return header, lines, end


def _key_and_value(row: str, source: str, line: int) -> tuple[str, str]:
    """Split ``-- key: value``."""
    key, colon, value = row.removeprefix("--").partition(":")
    if not (colon and key.strip().isidentifier() and value.strip()):
        raise _refusal(f"A header line reads '-- key: value', and this one is {row!r}.", source, line)
    return key.strip(), value.strip()


def _hold_to_keys(keys: Keys, lines: Mapping[str, int], source: str) -> None:
    """Refuse unknown and missing keys."""
    for key, line in lines.items():
        if key not in keys.known:
            near = get_close_matches(key, keys.known, n=1)
            meant = f"; did you mean {near[0]!r}?" if near else f". Known: {', '.join(sorted(keys.known))}."
            raise _refusal(f"The header key {key!r} is unknown{meant}", source, line)
    missing = sorted(keys.required - lines.keys())
    if missing:
        raise _refusal(f"The header lacks {', '.join(missing)}.", source, max(lines.values(), default=1))


def _bind_names(rows: list[str], start: int, source: str) -> frozenset[str]:
    """Let SQLAlchemy find the binds; a colon that it leaves standing is a literal one."""
    compiled = sqlalchemy.text("\n".join(rows[start:])).compile(
        dialect=postgresql.dialect(paramstyle="pyformat")  # type: ignore[no-untyped-call]
    )
    for line, row in enumerate(str(compiled).splitlines(), start + 1):
        if ":" in row:
            what = "A colon that is no bind stands in the statement; write CAST(… AS …) or jsonb_build_object(…)."
            raise _refusal(what, source, line)
    return frozenset(compiled.params)


def _places(text: str, source: str, line: int) -> frozenset[str]:
    """Return the names of a template's ``{name}`` places, as psycopg.sql reads them."""

    def names() -> Iterator[str]:
        for _, name, spec, conversion in string.Formatter().parse(text):
            if name is None:
                continue
            if not name.isidentifier() or spec or conversion:
                raise _refusal(f"A place in a template reads '{{name}}', and this one is {name!r}.", source, line)
            yield name

    try:
        return frozenset(names())
    except ValueError as error:
        raise _refusal(f"The template's braces do not match: {error}.", source, line) from error


def _refusal(what: str, source: str, line: int) -> DeclarationError:
    """Return the error for one line of one file."""
    return DeclarationError(
        what, where=f"sql/{source}:{line}", do="Mend the file; sql/loader.py says the form.", line=line
    )
