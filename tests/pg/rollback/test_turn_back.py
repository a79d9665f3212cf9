"""Rollback after cutover: v1 is the truth again, v2 loses nothing, what cannot go back was read and accepted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from sark_lib.errors import GateClosed, ParamsError
from sark_lib.local.seed import SeedSpec
from sark_lib.pg.connection import engine
from sark_lib.pg.diff import inverse
from sark_lib.pg.ledger import sync_state
from sark_lib.pg.rollback import loss
from sark_lib.pg.rows import keys
from sark_lib.pg.sync import pending
from sark_lib.schema.mapping import TOOLS
from tests.migrations import SMALL, Migration, Migrations
from tests.pg.operators import Operator
from tests.pg.pictures import V1, V2, attached, bytes_of, others, rows, state

DDL = SeedSpec(shape="ddl", servers=100, tools_per_server=10, unmappable=False)
SHAPES = pytest.mark.parametrize("spec", [SMALL, DDL], ids=["orm", "ddl"])
NEW, NEW_TOOL = "aaaaaaaa-0000-4000-8000-000000000001", "aaaaaaaa-0000-4000-8000-000000000002"


@pytest.fixture
def spec() -> SeedSpec:
    """The v1 that was migrated, unless a test says otherwise."""
    return SMALL


@pytest.fixture
def over(migrations: Migrations, spec: SeedSpec) -> Iterator[Migration]:
    """A database after cutover: v2 is the truth, v1 its mirror."""
    with migrations.at("over", spec) as migration:
        yield migration


@pytest.fixture
def operator(over: Migration, monkeypatch: pytest.MonkeyPatch) -> Operator:
    """Who turns that back."""
    return Operator(over, monkeypatch)


@pytest.fixture
def servers(over: Migration) -> list[str]:
    """The keys of servers with tools, in order."""
    return over.column("SELECT DISTINCT CAST(server_id AS text) FROM mcp_tools ORDER BY 1")


def direction(migration: Migration) -> str | None:
    """Return which side is written."""
    with migration.engine.connect() as connection:
        return sync_state.direction(connection)


def report(migration: Migration) -> loss.LossReport:
    """Return the loss report."""
    with engine.read_only(migration.engine) as connection:
        return loss.report(connection, migration.source, chunk=500)


def edit(migration: Migration, key: str, setting: str) -> None:
    """Change a resource, as the application of v2 does."""
    migration.rows(f"UPDATE resources SET {setting} WHERE id = '{key}'")


def test_no_snapshot_outlives_a_range_of_the_mirror(over: Migration, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two ranges the comparison holds no snapshot; what differs in one of them is found."""
    held: list[int] = []
    upper = keys.upper

    def counted(*given: Any) -> Any:
        held.append(
            over.value(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND backend_xmin IS NOT NULL"
            )
        )
        return upper(*given)

    monkeypatch.setattr(keys, "upper", counted)
    over.rows("SET sark.sync = 'on'; UPDATE mcp_tools SET name = 'late' WHERE id = (SELECT id FROM mcp_tools LIMIT 1)")
    found = inverse.mirror(over.engine, over.source, TOOLS, chunk=200, samples=5)
    assert (found.rows, found.counts["name"]) == (1_000, 1)
    assert len(held) == 5
    assert set(held) == {0}


def lossy(migration: Migration, servers: list[str]) -> dict[str, int]:
    """Write what v1 cannot hold, on five resources; return what the loss report says of it, by rule."""
    edit(migration, servers[20], "sensitivity_level = 'secret'")
    edit(migration, servers[21], "sensitivity_level = 'secret'")
    edit(migration, servers[22], "endpoint = repeat('x', 900)")
    edit(migration, servers[23], "protocol = 'grpc'")
    migration.rows("INSERT INTO resources (id, name, protocol, endpoint) VALUES ('native', 'native', 'http', 'x')")
    migration.rows("""UPDATE capabilities SET output_schema = '{"a": 1}' WHERE resource_id = %s""", servers[24])
    return {loss.rule: loss.rows for loss in report(migration).losses}


@SHAPES
def test_after_cutover_with_v2_edits_and_new_rows(operator: Operator, over: Migration, servers: list[str]) -> None:
    """Edits, deletions and mcp rows born in v2 are in v1 when it becomes the truth again; no row is written by that."""
    tool = over.value("SELECT min(id) FROM capabilities WHERE resource_id = %s", servers[1])
    edit(over, servers[0], """name = 'edited', metadata = metadata || '{"status": "inactive"}'""")
    over.rows("UPDATE capabilities SET description = 'edited' WHERE id = %s", tool)
    over.rows("INSERT INTO resources (id, name, protocol, endpoint) VALUES (%s, 'new', 'mcp', 'https://new/')", NEW)
    over.rows("INSERT INTO capabilities (id, resource_id, name) VALUES (%s, %s, 'new')", NEW_TOOL, NEW)
    over.rows("DELETE FROM resources WHERE id = %s", servers[2])
    before = bytes_of(over, *V2, *others(over))
    operator.roll_back()
    assert direction(over) == "forward"
    assert bytes_of(over, *V2, *others(over)) == before
    assert over.rows("SELECT name, lower(CAST(status AS text)) FROM mcp_servers WHERE id = %s", servers[0]) == [
        ("edited", "inactive")
    ]
    assert over.value("SELECT description FROM mcp_tools WHERE id = %s", tool) == "edited"
    assert over.rows("SELECT name, endpoint FROM mcp_servers WHERE id = %s", NEW) == [("new", "https://new/")]
    assert over.column("SELECT name FROM mcp_tools WHERE server_id = %s", NEW) == ["new"]
    assert over.column("SELECT id FROM mcp_servers WHERE id = %s", servers[2]) == []
    over.rows("UPDATE mcp_servers SET signature = 'v1 again'")
    over.rows("DELETE FROM mcp_tools WHERE id = %s", NEW_TOOL)
    assert over.differences() == {}
    assert over.value("SELECT count(*) FROM resources WHERE metadata ->> 'signature' = 'v1 again'") == 100
    assert over.column("SELECT id FROM capabilities WHERE id = %s", NEW_TOOL) == []


@SHAPES
def test_what_v1_cannot_hold_is_named_accepted_and_kept(
    operator: Operator, over: Migration, servers: list[str]
) -> None:
    """The loss report names column and rows; once it is accepted, v2 keeps those values.

    v1's later writes do not touch them, and a full rollback parks them.
    """
    found = lossy(over, servers)
    hung = over.value("SELECT count(*) FROM capabilities WHERE resource_id = %s", servers[23])
    outputs = over.value("SELECT count(*) FROM capabilities WHERE resource_id = %s", servers[24])
    assert found["sensitivity_level"] == 2
    assert found["endpoint"] == 1
    assert found["output_schema"] == outputs
    assert found["in v2 alone: protocol"] == 2
    assert found["in v2 alone: resource"] == hung
    before = bytes_of(over, *V2, *others(over))
    with pytest.raises(GateClosed) as closed:
        operator.roll_back()
    assert closed.value.exit_code == 1
    assert (direction(over), bytes_of(over, *V2, *others(over))) == ("reverse", before)
    operator.roll_back(accept_loss=report(over).hash)
    assert (direction(over), bytes_of(over, *V2, *others(over))) == ("forward", before)

    over.rows("UPDATE mcp_servers SET name = 'v1 again', updated_at = now()")
    assert over.column("SELECT sensitivity_level FROM resources WHERE id = ANY (%s)", servers[20:22]) == ["secret"] * 2
    assert over.column("SELECT name FROM resources WHERE id = ANY (%s) AND name = 'v1 again'", servers[20:24]) == []
    assert over.value("SELECT name FROM resources WHERE id = %s", servers[25]) == "v1 again"

    v1, v2 = bytes_of(over, *others(over)), bytes_of(over, *V2)
    operator.roll_back(accept_loss=report(over).hash)
    assert bytes_of(over, *V2) == v2
    operator.roll_back(accept_loss=report(over).hash, take_out=True)
    assert bytes_of(over, *others(over)) == v1
    assert over.column("SELECT id FROM resources ORDER BY id") == sorted(["native", servers[23]])
    assert rows(over, "capabilities") == [hung]
    parked = "SELECT v2_row ->> %s FROM parked WHERE v2_id = %s"
    assert over.column(parked, "sensitivity_level", servers[20]) == ["secret"]
    assert over.column(parked, "endpoint", servers[22]) == ["x" * 900]
    assert over.value("SELECT count(*) FROM parked WHERE v2_row ->> 'output_schema' IS NOT NULL") == outputs


@pytest.mark.parametrize("gone", ["UPDATE mcp_servers SET command = '', endpoint = NULL", "DELETE FROM mcp_servers"])
def test_a_tool_held_back_at_its_old_server_is_named_when_that_goes(
    operator: Operator, over: Migration, servers: list[str], gone: str
) -> None:
    """Moved in v2 with a value that v1 cannot hold, it is at its old server in v1: v2 keeps it, and it is named."""
    tool = over.value("SELECT min(id) FROM capabilities WHERE resource_id = %s", servers[0])
    moved = "UPDATE capabilities SET sensitivity_level = 'secret', resource_id = %s WHERE id = %s"
    over.rows(moved, servers[1], tool)
    assert over.column("SELECT CAST(server_id AS text) FROM mcp_tools WHERE id = %s", tool) == [servers[0]]
    operator.roll_back(accept_loss=report(over).hash)
    over.rows(f"{gone} WHERE id = '{servers[0]}'")
    with over.engine.begin() as connection:
        left = pending.settle(connection, over.source).left
    assert left == [("capabilities", tool, "deleted in v1, edited in v2")]
    assert over.column("SELECT resource_id FROM capabilities WHERE id = %s", tool) == [servers[1]]
    assert over.column("SELECT id FROM resources WHERE id = %s", servers[0]) == []


def test_rows_born_in_v2_outlive_the_migration(operator: Operator, over: Migration) -> None:
    """Told to v1 after cutover, they are nobody's copy: a full rollback leaves them in v2 and in v1."""
    over.rows("INSERT INTO resources (id, name, protocol, endpoint) VALUES (%s, 'new', 'mcp', 'https://new/')", NEW)
    over.rows("INSERT INTO capabilities (id, resource_id, name) VALUES (%s, %s, 'new')", NEW_TOOL, NEW)
    operator.roll_back()
    v1 = bytes_of(over, *V1)
    operator.roll_back(take_out=True)
    assert bytes_of(over, *V1) == v1
    assert [over.column(f"SELECT id FROM {table}") for table in V2] == [[NEW], [NEW_TOOL]]
    assert rows(over, *V1) == [101, 1001]


def test_the_hash_stands_for_exactly_one_report(over: Migration, servers: list[str]) -> None:
    """It is another with one more lossy row, with another row in its place, and the same when nothing is lost by it."""
    tools = over.column("SELECT id FROM capabilities ORDER BY id OFFSET 100 LIMIT 9")
    say = "UPDATE capabilities SET output_schema = %s WHERE id = %s"
    assert report(over).losses == ()
    hashes = [report(over).hash]
    for tool in tools[:8]:
        over.rows(say, '{"a": 1}', tool)
        hashes.append(report(over).hash)
    assert len(set(hashes)) == 9
    edit(over, servers[30], "name = 'mirrored'")
    assert report(over).hash == hashes[-1]
    over.rows(say, "{}", tools[7])
    over.rows(say, '{"a": 1}', tools[8])
    assert [(loss.rule, loss.rows) for loss in report(over).losses] == [("output_schema", 8)]
    assert report(over).hash not in hashes


def test_a_rehearsed_switch_is_taken_back(operator: Operator, over: Migration) -> None:
    """Direction, triggers and rows are the same afterwards; the time its locks were held is shown."""
    tables = (*others(over), *V2)
    before = bytes_of(over, *tables), attached(over, *tables), state(over)
    operator.roll_back(rehearse=True)
    assert (bytes_of(over, *tables), attached(over, *tables), state(over)) == before
    assert operator.fact("rehearsal", "locks held")


@pytest.mark.parametrize(
    "said", [{"only_name": "a%"}, {"only_ids": NEW}, {"only_team": NEW}, {"only_transport": "http"}]
)
def test_a_choice_is_refused_after_cutover(operator: Operator, over: Migration, said: dict[str, str]) -> None:
    """v2 is the truth: taking some of it out would lose it; the message says what to do first."""
    before = state(over), bytes_of(over, *V2, *others(over))
    with pytest.raises(ParamsError, match="v2 is the truth since cutover") as refused:
        operator.roll_back(**said)
    assert "without it first" in refused.value.do
    assert (state(over), bytes_of(over, *V2, *others(over))) == before


def test_readiness_after_cutover_says_that_nothing_is_deleted(
    operator: Operator, over: Migration, servers: list[str]
) -> None:
    """A mirror without a difference, no row to delete; a row of v1 that was spoilt behind its back is named."""
    assert operator.findings() == {}
    assert operator.fact("preview", "rows deleted") == 0
    over.rows("ALTER TABLE mcp_servers DISABLE TRIGGER USER")
    over.rows("UPDATE mcp_servers SET signature = 'spoilt' WHERE id = %s", servers[5])
    over.rows("ALTER TABLE mcp_servers ENABLE ALWAYS TRIGGER sark_sync_update")
    assert {name: finding.count for name, finding in operator.findings().items()} == {"law.mcp_servers.signature": 1}


def test_over_and_back_and_over_again_is_over_once(operator: Operator, over: Migration, servers: list[str]) -> None:
    """Each time the other side is the truth, and at the end both say what was written last."""
    for number in range(3):
        edit(over, servers[0], f"name = 'v2 {number}'")
        operator.roll_back()
        over.rows("UPDATE mcp_servers SET name = name || '+v1' WHERE id = %s", servers[0])
        assert over.value("SELECT name FROM resources WHERE id = %s", servers[0]) == f"v2 {number}+v1"
        assert over.differences() == {}
        over.cut_over()
        assert over.unequal() == {}
    assert direction(over) == "reverse"
