"""Arbitrary rows of v1, as hypothesis strategies made from the types of its columns."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from sark_lib.local.oddities import Shape
from sark_lib.schema import v1

Row = dict[str, Any]
NIL, MAX = UUID(int=0), UUID(int=2**128 - 1)
USERS, TEAMS = (UUID(int=1), UUID(int=2)), (UUID(int=3), UUID(int=4))
TRANSPORTS, LEVELS = ("http", "stdio", "sse"), ("low", "medium", "high", "critical")
STATUSES = ("registered", "active", "inactive", "unhealthy", "decommissioned")


@dataclass(frozen=True)
class Json:
    """A JSON value as an application sent it.

    Args:
        text: In this very form.
        readable: Whether jsonb can hold it.
    """

    text: str
    readable: bool = True


@dataclass(frozen=True)
class Moment:
    """A point in time, in UTC.

    Args:
        text: As PostgreSQL writes it.
        iso: As v2's metadata has it.
    """

    text: str
    iso: str


@dataclass(frozen=True)
class Rows:
    """The rows of both tables of v1, in the words of the ddl shape."""

    servers: list[Row]
    tools: list[Row]


def _moment(year: int, day: tuple[int, int], time: tuple[int, int, int], micro: int) -> Moment:
    era, number = (" BC", 1 - year) if year < 1 else ("", year)
    date, clock = f"{number:04}-{day[0]:02}-{day[1]:02}", f"{time[0]:02}:{time[1]:02}:{time[2]:02}"
    fraction = f".{micro:06}".rstrip("0").rstrip(".")
    return Moment(f"{date} {clock}{fraction}+00{era}", f"{date}T{clock}.{micro:06}Z{era}")


YEARS = st.one_of(st.integers(2000, 2030), st.integers(1, 9999), st.integers(-4712, 0), st.integers(10_000, 294_276))
CLOCKS = st.tuples(st.integers(0, 23), st.integers(0, 59), st.integers(0, 59))
MOMENTS = st.one_of(
    st.builds(_moment, YEARS, st.tuples(st.integers(1, 12), st.integers(1, 28)), CLOCKS, st.integers(0, 999_999)),
    st.sampled_from(
        [
            Moment("infinity", "infinity"),
            Moment("-infinity", "-infinity"),
            _moment(-4713, (11, 24), (0, 0, 0), 0),
            _moment(294_276, (12, 31), (23, 59, 59), 999_999),
            _moment(1, (1, 1), (0, 0, 0), 0),
            _moment(0, (12, 31), (23, 59, 59), 999_999),
            _moment(2024, (2, 29), (0, 0, 0), 1),
        ]
    ),
)

# Every character but NUL, which text cannot hold, and halves of surrogate pairs, which UTF-8 cannot.
CHARACTERS = st.characters(codec="utf-8", exclude_characters="\0")


def _texts(longest: int) -> st.SearchStrategy[str]:
    return st.text(CHARACTERS, max_size=min(longest, 30)) | st.just("x" * longest)


# Where extra_metadata may collide: words the mapping keeps for itself, and names of columns of either side.
OURS = ("v1_extra_metadata", "v1_parameters", "v1_columns")
NAMES = sorted({*v1.KNOWN[v1.SERVERS], *v1.KNOWN[v1.TOOLS], "metadata", "resource_id", "input_schema"})
KEYS = st.one_of(st.sampled_from(OURS), st.sampled_from(NAMES), st.text(CHARACTERS, max_size=6))
STRINGS = st.builds(json.dumps, KEYS, ensure_ascii=st.booleans())
NUMBERS = st.from_regex(r"-?(0|[1-9][0-9]{0,30})([.][0-9]{1,20})?([eE][+-]?[0-9]{1,2})?", fullmatch=True)
SCALARS = STRINGS | NUMBERS | st.sampled_from(["null", "true", "false"])


def _array(values: list[str]) -> str:
    return f"[{', '.join(values)}]"


def _object(pairs: list[tuple[str, str]]) -> str:
    return "{" + ", ".join(f"{key} : {value}" for key, value in pairs) + "}"


def _objects(values: st.SearchStrategy[str], least: int) -> st.SearchStrategy[str]:
    # Pairs and not a dict: keys may occur twice.
    return st.lists(st.tuples(STRINGS, values), min_size=least, max_size=4).map(_object)


def _holding(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return _objects(values, 0) | st.lists(values, max_size=3).map(_array)


VALUES = st.recursive(SCALARS, _holding, max_leaves=4)
FILLED = _objects(VALUES, 1)
# What a json column takes and jsonb refuses.
REFUSED = st.sampled_from([r'"\u0000"', r'{"a": ["\ud83d"]}', r'{"\udc00\ud800": 1}', "[1e200000]"])


def _jsons(shape: Shape) -> st.SearchStrategy[Json]:
    """Give objects that hold something half of the time, for only their keys can collide; else anything."""
    fine = st.booleans().flatmap(lambda filled: FILLED if filled else VALUES).map(Json)
    refused = REFUSED.map(lambda text: Json(text, readable=False))
    # One in twenty: a single one keeps a server aside, and all of its tools.
    return fine if shape == "ddl" else st.integers(0, 19).flatmap(lambda dice: refused if dice == 19 else fine)


def _columns(shape: Shape) -> dict[str, dict[str, st.SearchStrategy[Any]]]:
    jsons, counted = (
        _jsons(shape),
        {
            "invocation_count": st.none() | st.integers(-(2**31), 2**31 - 1),
            "last_invoked": st.none() | MOMENTS,
        },
    )
    both = {
        "name": _texts(255),
        "description": st.none() | _texts(1000),
        "sensitivity_level": st.sampled_from(LEVELS),
        "signature": st.none() | _texts(1000),
        "extra_metadata": jsons,
        "created_at": MOMENTS,
        "updated_at": MOMENTS,
    }
    servers = both | {
        "transport": st.sampled_from(TRANSPORTS),
        "endpoint": st.none() | _texts(500),
        "command": st.none() | _texts(500),
        "mcp_version": _texts(20),
        "capabilities": jsons,
        "status": st.sampled_from(STATUSES),
        "health_endpoint": st.none() | _texts(500),
        "last_health_check": st.none() | MOMENTS,
        "owner_id": st.sampled_from([None, *USERS]),
        "team_id": st.sampled_from([None, *TEAMS]),
        "tags": jsons,
    }
    tools = (
        both
        | {"parameters": jsons | st.just(Json("null")), "requires_approval": st.booleans()}
        | (counted if shape == "orm" else {})
    )
    return {v1.SERVERS: servers, v1.TOOLS: tools}


@st.composite
def _table(draw: st.DrawFn, columns: dict[str, st.SearchStrategy[Any]], most: int) -> list[Row]:
    """Draw a table: a few values a column, each row another combination of them.

    A row of values of its own would cost hypothesis as much as this whole table.
    """
    number = draw(st.integers(1, most))
    ids = draw(st.lists(st.sampled_from([NIL, MAX]) | st.uuids(), min_size=number, max_size=number, unique=True))
    pools = {name: draw(st.lists(values, min_size=1, max_size=4)) for name, values in columns.items()}
    turns = {name: draw(st.integers(1, 3)) for name in columns}
    return [
        {"id": key} | {name: pool[place * turns[name] % len(pool)] for name, pool in pools.items()}
        for place, key in enumerate(ids)
    ]


@st.composite
def rows(draw: st.DrawFn, shape: Shape) -> Rows:
    """Draw the rows of both tables, every tool with a server.

    Args:
        draw: Hypothesis's own.
        shape: Which v1; the orm shape counts calls, and its json holds what jsonb refuses.
    """
    columns = _columns(shape)
    servers, tools = draw(_table(columns[v1.SERVERS], 12)), draw(_table(columns[v1.TOOLS], 24))
    consul = draw(st.lists(st.none() | _texts(255), max_size=len(servers), unique=True))
    for number, server in enumerate(servers):
        server["consul_id"] = consul[number] if number < len(consul) else None
    for number, tool in enumerate(tools):
        tool["server_id"] = servers[number % len(servers)]["id"]
    return Rows(servers, tools)
