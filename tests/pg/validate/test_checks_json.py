"""The checks that read JSON as text agree with a reader that knows JSON, over documents made to mislead them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

import sqlalchemy as sa

from sark_lib.local.seed import SeedSpec
from sark_lib.pg.connection import engine
from sark_lib.pg.validate import checks
from sark_lib.runbook.stages.check_binds import values
from tests.migrations import Migrations

VALUES = values("public")
RESERVED = {"requires_approval", "signature", "invocation_count", "last_invoked", "created_at", "updated_at"}

# As they stand in the text, quotes left out.
_KEYS = ["a", r"\u0061", "b", "signature", r"sign\u0061ture", r"\"a", r"\\", r"\\\"a", "", "é", r"\ud83d\ude00", "😀"]
_STRINGS = [
    *_KEYS,
    "-0",
    "1e99999",
    r"\\u0000",
    r"\"-0,\"",
    '{\\"a\\": 1, \\"a\\": 1}',
    r"\u0000",
    r"\ud83d",
    r"\ude00\ud83d",
]
_NUMBERS = ["0", "1", "10", "-1", "-10", "-0", "-0.0", "-0.00e7", "-0E-3", "-0.05", "1e-0", "2e308", "-5e-324"]
_NUMBERS += ["1e200000", "1e-400000", "9" * 300]
_SPACES = ["", "", " ", "\n\t"]


def written(random: Random, depth: int = 3) -> str:
    """Return the text of some JSON value; objects may have a key twice."""
    kind = random.choice(["object", "object", "array", "string", "number", "word"]) if depth else "string"
    space, parts = random.choice(_SPACES), range(random.choice([0, 1, 2, 2, 3]))
    match kind:
        case "object":
            pairs = (f'{space}"{random.choice(_KEYS)}"{space}:{space}{written(random, depth - 1)}' for _ in parts)
            return "{" + ",".join(pairs) + "}" + space
        case "array":
            return "[" + f"{space},".join(written(random, depth - 1) for _ in parts) + "]"
        case "string":
            return f'"{random.choice(_STRINGS)}"'
        case "number":
            return space + random.choice(_NUMBERS)
    return random.choice(["true", "false", "null"])


@dataclass
class Reader:
    """What a JSON reader notices in one document.

    Args:
        text: The document.
    """

    text: str
    twice: bool = False
    zero: bool = False
    refused: bool = False

    def __post_init__(self) -> None:
        """Read it."""
        self.value = json.loads(
            self.text, object_pairs_hook=self._object, parse_int=self._number, parse_float=self._number
        )
        self._strings(self.value)

    @property
    def offends(self) -> dict[str, bool]:
        """Whether each check should list this document as the extra_metadata of a tool."""
        keys = self.value.keys() if isinstance(self.value, dict) else set()
        return {
            "json_duplicate_keys": self.twice and not self.refused,
            "json_negative_zero": self.zero,
            "extra_metadata_reserved": bool(keys & RESERVED) and not self.refused,
            "extra_metadata_not_object": not isinstance(self.value, dict),
        }

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        self.twice |= len(dict(pairs)) < len(pairs)
        self._strings([part for pair in pairs for part in pair])  # of lost pairs too: jsonb reads them all the same
        return dict(pairs)

    def _number(self, literal: str) -> Decimal:
        number = Decimal(literal)
        self.zero |= number.is_zero() and number.is_signed()
        self.refused |= abs(number.adjusted()) > 9_999
        return number

    def _strings(self, value: Any) -> None:
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, list):
                self._strings(each)
            elif isinstance(each, str):
                self.refused |= any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in each)


def test_checks_that_read_json_agree_with_a_json_reader(migrations: Migrations) -> None:
    """Of 2,000 documents exactly those with a key twice, a negative zero, a reserved key or no object are offenders."""
    random = Random(20250618)  # noqa: S311 - repeatable, not secret
    with migrations.at("v1", SeedSpec("orm", servers=100, tools_per_server=20, odd=0)) as migration:
        readers = {key: Reader(written(random)) for key in migration.column("SELECT id FROM mcp_tools")}
        migration.rows(
            "UPDATE mcp_tools AS t SET extra_metadata = CAST(d.text AS json)"
            " FROM unnest(%s::uuid[], %s::text[]) AS d (id, text) WHERE t.id = d.id",
            list(readers),
            [reader.text for reader in readers.values()],
        )
        for name in Reader("{}").offends:
            with engine.read_only(migration.engine) as connection:
                found = offenders(connection, name)
            wanted = {key for key, reader in readers.items() if reader.offends[name]}
            assert [(name, readers[key].text) for key in found ^ wanted] == []
            assert len(wanted) > 50


def offenders(connection: sa.Connection, name: str) -> set[Any]:
    """Return the keys of all offenders of a check."""
    check = next(each for each in checks.authored() if each.id == name)
    bound = {bind: VALUES[bind] for bind in check.binds}
    return set(connection.execute(sa.text(check.sql), bound).scalars())
