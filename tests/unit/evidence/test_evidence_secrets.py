"""No secret of the database is shown: by known forms, by names of keys, and by shape where nothing is known."""

from __future__ import annotations

import json

import pytest

from sark_lib.evidence import masking
from sark_lib.evidence.checks.findings import Check, Severity
from sark_lib.evidence.secrets import masked, names_a_secret
from sark_lib.evidence.values import json_text, parse_json, plain, visible
from tests.secret_forms import CANARY, KEYS, TEXTS

SECRET = Check(id="x", title="x", severity=Severity.ERROR, message="the first is {key}", sql="SELECT 1")
OURS = (
    "the server refused the password: password authentication failed for user",
    "export SARK_DSN=postgresql://user@host/database (the password belongs in ~/.pgpass or PGPASSWORD)",
    "parity.resources.endpoint  ERROR  1 row, the first is 8c5f3b7e-3c1a-4f10-9a6e-0a2b5d1f7a11",
    "rows=12 sha256=abcdef012345",
    "0123456789abcdef" * 4,
    "-p confirm_database=sark -p repair=missed",
    "migrate: backfill_resources, catch_up; basic checks passed",
    "row_map_resources, ix_capabilities_resource_id_name_2026",
    "backups/sark-20261201T041612Z-0a1b2c3d.dump, runs/local/20261201T041612Z-0a1b2c3d/report.json",
    "pg_dump (PostgreSQL) 18.6, plan hash Zm9vYmFyMTIz0123, LSN 1A/2B3C4D5E",
)


@pytest.mark.parametrize("text", TEXTS)
def test_a_secret_in_a_value_is_masked(text: str) -> None:
    """In each form, as a value that differs, as an offender and in the message made of it, the secret is gone."""
    outcome = SECRET.outcome([{"endpoint": text}])
    told = [*masking.pair("command", text, None), *masking.pair("metadata", {"tags": [text]}, {}), str(outcome)]
    assert not any(CANARY in each for each in told)


@pytest.mark.parametrize("key", KEYS)
def test_a_value_under_a_telling_or_unknown_key_is_not_shown(key: str) -> None:
    """At the top of metadata, deep inside it, and as a column, the value stays in the database."""
    deep = {"env": [{"a": {key: CANARY}}]}
    for column, value in (("metadata", {key: CANARY}), ("metadata", deep), (key, CANARY), ("input_schema", deep)):
        assert not any(CANARY in each for each in masking.pair(column, value, {} if column == "metadata" else None))


@pytest.mark.parametrize("text", OURS)
def test_text_of_ours_stays_as_it_is(text: str) -> None:
    """Hints, ids, hashes and names hold no secret and lose no word."""
    assert masked(text) == text == visible(text)


@pytest.mark.parametrize("name", ["name", "endpoint", "tags", "author", "keywords", "design", "pinned", "primary_key"])
def test_an_ordinary_name_tells_no_secret(name: str) -> None:
    """A word inside another one is none."""
    assert not names_a_secret(name)


def test_values_under_unknown_keys_are_shown_when_asked_for() -> None:
    """Without the parameter a reader sees kind and length, with it the value; a secret is masked in both."""
    left, right = {"region": "north", "token": "a"}, {"region": "south", "token": "b"}
    assert masking.pair("metadata", left, right) == (
        "region: text of 5; token: ***",
        "region: text of 5 (another); token: *** (another)",
    )
    assert masking.pair("metadata", left, right, values=True) == (
        "region: north; token: ***",
        "region: south; token: *** (another)",
    )


def test_known_values_are_shown() -> None:
    """Of two JSON objects the keys that differ are shown, and what one lacks."""
    left, right = {"status": "active", "tags": ["a"], "transport": "http"}, {"status": "inactive", "transport": "http"}
    assert masking.pair("metadata", left, right) == ('status: active; tags: ["a"]', "status: inactive; tags: (none)")


def test_a_long_value_is_cut_visibly() -> None:
    """What is cut off is counted."""
    left, _ = masking.pair("name", "x" * 1_100, None)
    assert left == "x" * 60 + "… (+1,040 signs)"


def test_an_offender_with_a_telling_column_is_masked() -> None:
    """A check that returns a column called token gives away nothing."""
    assert SECRET.outcome([{"key": "a", "token": "b"}]).offenders == ({"key": "a", "token": "***"},)


UNSEEN = "\u202e\u200b\u2066\ufeff\x1b[31m\u2028\x00\x85"


def test_json_files_hold_no_sign_that_a_reader_cannot_see() -> None:
    """Bidirectional, zero-width and control signs are escapes in the file, and come back when it is read."""
    text = json_text({"name": f"a{UNSEEN}b", "list": [("é😀", 1)]})
    assert all(sign.isprintable() or sign == "\n" for sign in text)
    assert "é😀" in text
    assert json.loads(text) == {"name": f"a{UNSEEN}b", "list": [["é😀", 1]]}


def test_json_files_hold_no_secret() -> None:
    """What reaches a report by whichever way is masked once more as it is written."""
    assert CANARY not in json_text({"a": [{"b": f"https://me:{CANARY}@host"}]})


@pytest.mark.parametrize("brackets", [("[", "]"), ('{"a":', "}")])
def test_deep_json_is_described(brackets: tuple[str, str]) -> None:
    """JSON of 3,000 levels is no error: a reader sees how deep it is; up to 100 levels it is read."""
    opening, closing = brackets
    assert parse_json(f"{opening * 100}1{closing * 100}") != parse_json("1")
    deep = parse_json(f"{opening * 3_000}1{closing * 3_000}")
    assert deep == f"JSON of 3,000 levels, {(len(opening) + 1) * 3_000 + 1:,} characters"
    assert masking.pair("metadata", deep, {"a": 1})[0] == deep == plain(deep)


def test_brackets_in_texts_make_nothing_deep() -> None:
    """A flat object is read, however many brackets its texts hold."""
    flat = {"a": "[" * 300, "b": '\\"[' * 300}
    assert parse_json(json.dumps(flat)) == flat
