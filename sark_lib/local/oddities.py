"""What is odd in real v1 data, declared once: a row of the table, and the values it then has.

Values are the column's text form, as a client would send them; enum labels in lower case, whatever the shape.
An oddity sits on one row in a *cycle* (``seed.SeedSpec`` says how long that is), alone on its row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from psycopg import sql

Shape = Literal["ddl", "orm"]
Table = Literal["mcp_servers", "mcp_tools"]
Value = str | None | sql.SQL
"""Text, NULL, or an expression over the row's number ``n``."""

Kind = Literal["mappable", "lossy", "unmappable"]
"""mappable: v2 holds it exactly. lossy: jsonb alters it. unmappable: v2 cannot hold it, so the run is refused."""


@dataclass(frozen=True)
class Oddity:
    """One way for a v1 row to be odd.

    Args:
        name: Unique among the table's oddities; a sentence without verb.
        values: Column to value. ``parameters`` means the shape's own column.
        kind: What becomes of it in v2.
        only: The shape that can have it; None for both.
    """

    name: str
    values: Mapping[str, Value]
    kind: Kind = "mappable"
    only: Shape | None = None


_AWKWARD = 'O\'Brien "quoted" \\ back\\slash %s %% :name {schema} {{}} $1 $$ ; -- /* */'
_EVERY_RESERVED_KEY = (
    '{"requires_approval": true, "status": "hacked", "transport": "pigeon", "command": "true", "endpoint": null,'
    ' "mcp_version": 0, "capabilities": {}, "health_endpoint": [], "last_health_check": "never", "owner_id": 1,'
    ' "team_id": "t", "consul_id": "", "tags": "none", "signature": false, "description": "mine",'
    ' "invocation_count": -1, "last_invoked": "today", "created_at": "never", "updated_at": 0, "region": "eu"}'
)
_NESTED = '{"deep": ' * 60 + "[[[]]]" + "}" * 60
_NUMBERS = (
    '{"kept": 1.10, "exponent": 1e2, "huge": 123456789012345678901234567890, "tiny": 1e-30, "negative": -1.50,'
    ' "precise": 0.1000000000000000055511151231257827}'
)
_ESCAPES = r'{"emoji": "\ud83d\ude00", "accent": "caf\u00e9", "slash": "\/", "controls": "\b\f\n\r\t", "raw": "😀"}'
_KEYS = r'{"": 0, " ": 1, "a.b": 2, "a\"b": 3, "a\\b": 4, "ключ": 5, "$ref": 6, "%s": 7, ":x": 8, "{y}": 9}'
_SPACED = '  { "b" : 1 ,\n\t"a" : [ 1 , 2 ] }  '

# In any json column that has to hold an object, but need not.
_JSON_VALUES: Mapping[str, str] = {
    "an array": '[1, "two", null]',
    "an empty array": "[]",
    "an empty object": "{}",
    "a string": '"just a string"',
    "an empty string": '""',
    "a number": "42",
    "true": "true",
    "JSON null": "null",
    "deeply nested": _NESTED,
    "numbers of every sort": _NUMBERS,
    "escaped characters": _ESCAPES,
    "awkward keys": _KEYS,
    "white space": _SPACED,
}
_LOSSY_JSON: Mapping[str, str] = {
    "duplicate keys": '{"a": 1, "b": {"c": 1, "c": 2}, "a": 3}',
    "minus zero": '{"zero": -0}',
}
_UNMAPPABLE_JSON: Mapping[str, str] = {
    "U+0000": r'{"text": "before\u0000after"}',
    "a lone surrogate": r'{"text": "\ud83d alone"}',
    "a number beyond numeric": '{"number": 1e200000}',
}
_MOMENTS: Mapping[str, str] = {
    "infinity": "infinity",
    "-infinity": "-infinity",
    "BC": "0044-03-15 12:00:00+00 BC",
    "the first moment": "4713-01-01 00:00:00+00 BC",
    "the year 12025": "12025-06-18 01:02:03.000001+00",
    "the last moment": "294276-12-31 23:59:59.999999+00",
    "a microsecond": "2025-06-18 23:59:59.000001+00",
    "the epoch": "1970-01-01 00:00:00+00",
}
_NAMES: Mapping[str, str] = {
    "many scripts": "Ünïcödé сервер 服务器 خادم",
    "emoji": "🚀 rocket 👩‍👩‍👧 family",
    "zero-width characters": "zero\u200bwidth\u200djoin\ufeffed",
    "a decomposed accent": "cafe\u0301",
    "awkward characters": _AWKWARD,
    "line ends and tabs": "two\nlines\tand a tab\r\n",
    "outer blanks": "  padded  ",
    "255 characters": "é" * 255,
    "the empty string": "",
}


def _each(column: str, values: Mapping[str, str], kind: Kind = "mappable", only: Shape | None = None) -> list[Oddity]:
    """Return one oddity for each value of a column."""
    return [Oddity(f"{column}: {name}", {column: value}, kind, only) for name, value in values.items()]


_REMOTE = "https://odd.example.com/mcp"
_SERVER_LINES = [
    Oddity("http with endpoint and command", {"transport": "http", "endpoint": _REMOTE, "command": "npx -y odd"}),
    Oddity("stdio with an endpoint only", {"transport": "stdio", "endpoint": _REMOTE, "command": None}),
    Oddity("empty command", {"transport": "sse", "endpoint": _REMOTE, "command": ""}),
    Oddity("empty endpoint", {"transport": "stdio", "endpoint": "", "command": "uvx odd"}),
    Oddity("blank endpoint", {"transport": "http", "endpoint": "   ", "command": None}),
    Oddity("command line of another system", {"command": r'"C:\Program Files\node.exe" --flag="a b" %PATH% $HOME'}),
    Oddity("endpoint of 500 characters", {"endpoint": _REMOTE.ljust(500, "x"), "command": None, "transport": "http"}),
    Oddity(
        "every optional column NULL",
        dict.fromkeys(
            ("description", "signature", "health_endpoint", "last_health_check", "owner_id", "team_id", "consul_id")
        ),
    ),
    Oddity("no owner", {"owner_id": None}),
    Oddity("no team", {"team_id": None}),
    Oddity("optional columns empty", {"description": "", "signature": "", "health_endpoint": "", "mcp_version": ""}),
    Oddity(
        "every column at its length",
        {
            "description": "😀" * 1000,
            "signature": "s" * 1000,
            "health_endpoint": "/" * 500,
            "mcp_version": "v" * 20,
            "consul_id": sql.SQL("rpad('consul ' || n, 255, 'é')"),
        },
    ),
    Oddity("updated before created", {"created_at": "2025-06-18 00:00:00+00", "updated_at": "2024-06-18 00:00:00+00"}),
    Oddity("created and updated at infinity", {"created_at": "-infinity", "updated_at": "infinity"}),
    Oddity(
        "created BC, updated beyond 9999", {"created_at": _MOMENTS["BC"], "updated_at": _MOMENTS["the last moment"]}
    ),
    Oddity("capabilities: JSON null", {"capabilities": "null"}),
    Oddity("capabilities: an object", {"capabilities": '{"tools": {"listChanged": true}}'}),
    Oddity("tags: JSON null", {"tags": "null"}),
    Oddity("tags: an object", {"tags": '{"team": "x"}'}),
    Oddity("tags: a string", {"tags": '"prod"'}),
    Oddity("tags: duplicates and null", {"tags": '["a", "a", null, "", 1]'}),
]
_RESERVED_KEYS = [
    Oddity("extra_metadata: every reserved key", {"extra_metadata": _EVERY_RESERVED_KEY}),
    Oddity("extra_metadata: v1_extra_metadata", {"extra_metadata": '{"v1_extra_metadata": {"a": 1}, "region": "eu"}'}),
    Oddity("extra_metadata: our own keys", {"extra_metadata": '{"v1_parameters": 1, "v1_columns": [], "id": "x"}'}),
]
_NO_ENDPOINT = [
    Oddity("no endpoint: NULL, NULL", {"endpoint": None, "command": None}, "unmappable"),
    Oddity("no endpoint: '', NULL", {"endpoint": "", "command": None}, "unmappable"),
    Oddity("no endpoint: NULL, ''", {"endpoint": None, "command": ""}, "unmappable"),
    Oddity("no endpoint: '', ''", {"endpoint": "", "command": ""}, "unmappable"),
]
_TOOL_LINES = [
    Oddity("description: NULL", {"description": None}),
    Oddity("description: the empty string", {"description": ""}),
    Oddity("description: 2000 characters", {"description": "😀" * 2000}),
    Oddity("description: awkward characters", {"description": _AWKWARD}),
    Oddity("signature: NULL", {"signature": None}),
    Oddity("signature: the empty string", {"signature": ""}),
    Oddity("signature: 1000 characters", {"signature": "s" * 1000}),
    Oddity("invocation_count: NULL", {"invocation_count": None}, only="orm"),
    Oddity("invocation_count: the largest", {"invocation_count": "2147483647"}, only="orm"),
    Oddity("invocation_count: negative", {"invocation_count": "-1"}, only="orm"),
    Oddity("last_invoked: NULL", {"last_invoked": None}, only="orm"),
    Oddity("updated before created", {"created_at": "2025-06-18 00:00:00+00", "updated_at": "2024-06-18 00:00:00+00"}),
]

ODDITIES: Mapping[Table, tuple[Oddity, ...]] = {
    "mcp_servers": (
        *_SERVER_LINES,
        *_RESERVED_KEYS,
        *_each("name", _NAMES),
        *_each("last_health_check", _MOMENTS),
        *_each("extra_metadata", _JSON_VALUES),
        *_each("extra_metadata", _LOSSY_JSON, "lossy", "orm"),
        *_NO_ENDPOINT,
        *_each("extra_metadata", _UNMAPPABLE_JSON, "unmappable", "orm"),
    ),
    "mcp_tools": (
        *_TOOL_LINES,
        *_RESERVED_KEYS,
        *_each("name", _NAMES),
        *_each("created_at", _MOMENTS),
        *_each("updated_at", _MOMENTS),
        *_each("last_invoked", _MOMENTS, only="orm"),
        *_each("parameters", _JSON_VALUES),
        *_each("extra_metadata", _JSON_VALUES),
        *_each("parameters", _LOSSY_JSON, "lossy", "orm"),
        *_each("extra_metadata", _LOSSY_JSON, "lossy", "orm"),
        *_each("parameters", _UNMAPPABLE_JSON, "unmappable", "orm"),
        *_each("extra_metadata", _UNMAPPABLE_JSON, "unmappable", "orm"),
    ),
}
