"""Authored SQL is read as it is meant, or refused with its line."""

from __future__ import annotations

import hashlib
from importlib.resources import files

import pytest

from sark_lib.errors import DeclarationError
from sark_lib.sql import loader
from sark_lib.sql.loader import KEYS, Kind, Statement, find, load, parse

CHECK = """\
-- title: Every resource has an endpoint
-- severity: ERROR
-- suites: quick, data
-- phase: validate
-- message: {count} resources have none
-- hint: Give the server a command,
--   or an endpoint: either will do.

-- The header is over; this is SQL's own comment.
SELECT id AS key, name
FROM resources
WHERE endpoint = '' AND created_at < :before AND id <> :spared AND name <> :spared;
"""


def check(text: str = CHECK) -> Statement:
    """Parse a check."""
    return parse("checks", "data.endpoint.sql", text.encode())


def refused(text: str | bytes, kind: Kind = "checks") -> DeclarationError:
    """Return the refusal of a file."""
    with pytest.raises(DeclarationError) as caught:
        parse(kind, "odd.sql", text.encode() if isinstance(text, str) else text)
    return caught.value


def test_a_check_is_read() -> None:
    """The stem is the id, the header a mapping, the statement comes without header and semicolon."""
    statement = check()
    assert statement.id == "data.endpoint"
    assert statement.header["title"] == "Every resource has an endpoint"
    assert statement.header["hint"] == "Give the server a command, or an endpoint: either will do."
    assert statement.text.startswith("-- The header is over")
    assert statement.text.endswith("name <> :spared")
    assert statement.binds == {"before", "spared"}


def test_a_header_line_can_be_named_later() -> None:
    """Whoever reads a meaning into a value names file and line when it has none."""
    error = check().refusal("phase", "No such phase.")
    assert (error.what, error.where) == ("No such phase.", "sql/checks/data.endpoint.sql:4")


def test_the_hash_is_of_the_statement() -> None:
    """The hash changes with the statement and not with its header."""
    assert check().sql_hash == hashlib.sha256(check().text.encode()).hexdigest()
    assert check(CHECK.replace("Every", "Each")).sql_hash == check().sql_hash
    assert check(CHECK.replace("''", "' '")).sql_hash != check().sql_hash


@pytest.mark.parametrize(
    "colon",
    [
        "SELECT id::text FROM resources",
        "SELECT '12:30' FROM resources",
        r"SELECT '\:x' FROM resources",
        "SELECT '{\"a\": 1}' FROM resources",
        "SELECT id FROM resources -- note: none",
        "SELECT tags[1:2] FROM resources",
    ],
)
def test_a_literal_colon_is_refused(colon: str) -> None:
    """A colon that is no bind is refused with its line, in a string, a cast, a slice or a comment."""
    error = refused(CHECK.replace("SELECT id AS key, name\nFROM resources", colon))
    assert "colon" in error.what
    assert error.where == "sql/checks/odd.sql:10"


@pytest.mark.parametrize(
    ("text", "what", "line"),
    [
        (CHECK.replace("-- phase", "-- phaze"), "'phaze' is unknown; did you mean 'phase'?", 4),
        (
            CHECK.replace("-- phase", "-- wholly_else"),
            "Known: hint, judge, message, needs, phase, severity, suites, title.",
            4,
        ),
        (CHECK.replace("-- phase: validate\n", ""), "lacks phase", 5),
        ("SELECT 1", "lacks hint, message, phase, severity, suites, title", 1),
        (CHECK.replace("-- phase: validate", "-- title: again"), "'title' twice", 4),
        (CHECK.replace("-- phase: validate", "-- no key here"), "'-- no key here'", 4),
        (CHECK.replace("-- phase: validate", "-- phase:  "), "'-- phase:  '", 4),
        (CHECK.replace("-- phase: validate", "-- the phase: validate"), "'-- the phase: validate'", 4),
        ("--   continues nothing\n" + CHECK, "continues nothing", 1),
        (CHECK.partition("\n\n")[0], "no statement after the header", 8),
        (CHECK.partition("\n\n")[0] + "\n\n;\n", "no statement after the header", 8),
        ("", "lacks", 1),
        (CHECK.encode().replace(b"name\n", b"\xff\n"), "not UTF-8", 10),
    ],
)
def test_a_broken_file_is_refused(text: str | bytes, what: str, line: int) -> None:
    """Each break of the form is named with its file and line."""
    error = refused(text)
    assert what in error.what
    assert error.where == f"sql/checks/odd.sql:{line}"
    assert error.fields["line"] == line


def test_a_template_has_places() -> None:
    """A template's binds are the places psycopg.sql fills; its colons and doubled braces mean nothing."""
    text = "-- title: x\nSELECT CAST('{{}}' AS jsonb), 'a'::text, {column} FROM {table} WHERE {column} > 0"
    assert parse("templates", "t.sql", text.encode()).binds == {"column", "table"}


@pytest.mark.parametrize("place", ["{}", "{0}", "{a!r}", "{a:>3}", "{a.b}", "{unclosed", "closed}"])
def test_a_template_with_any_other_place_is_refused(place: str) -> None:
    """A place without a name, with a format, or with a brace missing is refused."""
    assert refused(f"-- title: x\nSELECT {place}", "templates").where.startswith("sql/templates/odd.sql:")


@pytest.mark.parametrize("kind", KEYS)
def test_every_file_of_the_package_loads(kind: Kind) -> None:
    """All .sql files of a kind are there, sorted by id."""
    names = [entry.name for entry in (files("sark_lib.sql") / kind).iterdir()]
    stems = [name.removesuffix(".sql") for name in names if name.endswith(".sql")]
    assert [statement.id for statement in load(kind)] == sorted(stems)


def test_a_statement_is_found_by_id(monkeypatch: pytest.MonkeyPatch) -> None:
    """An id finds its statement; a misspelt one is answered with the nearest, a strange one with the folder."""
    monkeypatch.setattr(loader, "load", lambda kind: (check(),))
    assert find("checks", "data.endpoint") == check()
    with pytest.raises(DeclarationError) as near:
        find("checks", "data.endpiont")
    assert near.value.do == "Did you mean 'data.endpoint'?"
    with pytest.raises(DeclarationError) as far:
        find("checks", "zzz")
    assert "sql/checks/zzz.sql" in far.value.do
