"""What is true of the mapping as it is declared, whatever rows go through it."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.sql import visitors

from sark_lib.schema import expected, v1, v2
from sark_lib.schema.mapping import ENTITIES, SERVERS, TOOLS, Entity
from sark_lib.schema.metadata import Metadata
from sark_lib.schema.rules import Policy, Row, Rule
from sark_lib.schema.v1 import Column, Shape, TableShape
from tests.v1_shapes import CUSTOM, DDL, KEEP, ORM, SHAPES

# As the description of v1 and v2 lists them: what no extra_metadata may override, in every shape.
RESERVED = {
    SERVERS: {
        *("transport", "command", "endpoint", "mcp_version", "capabilities", "status", "health_endpoint"),
        *("last_health_check", "owner_id", "team_id", "consul_id", "tags", "signature", "description"),
        *("v1_extra_metadata", "v1_columns"),
    },
    TOOLS: {
        *("requires_approval", "signature", "invocation_count", "last_invoked", "created_at", "updated_at"),
        *("v1_extra_metadata", "v1_columns", "v1_parameters"),
    },
}
_ENTITIES = pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.v2)
_SHAPES = pytest.mark.parametrize(("shape", "policy"), SHAPES.values(), ids=SHAPES)


def metadata_of(entity: Entity) -> Metadata:
    """Return the one rule about metadata."""
    (rule,) = (rule for rule in entity.rules if isinstance(rule, Metadata))
    return rule


def tables_of(query: sa.Select[tuple[object, ...]]) -> set[str]:
    """Return the names of all tables that a query reads, its subqueries included."""
    return {each.name for each in visitors.iterate(query) if isinstance(each, sa.TableClause)}


def changed(table: TableShape, *columns: Column, without: str = "") -> TableShape:
    """Return a table with other columns, by their names, or without one."""
    kept = {name: column for name, column in table.columns.items() if name != without}
    return replace(table, columns=kept | {column.name: column for column in columns})


@_ENTITIES
def test_every_column_of_v2_has_its_rule(entity: Entity) -> None:
    """There is one rule for each column of the v2 table, in the table's order."""
    assert entity.columns == tuple(column.name for column in v2.Base.metadata.tables[entity.v2].columns)


@_SHAPES
@_ENTITIES
def test_forward_has_the_columns_of_v2(entity: Entity, shape: Shape, policy: Policy) -> None:
    """What v2 should be has the key of v1 and the columns of the v2 table, in the table's order."""
    assert tuple(expected.forward(entity, shape, policy).selected_columns.keys()) == ("v1_id", *entity.columns)


@_SHAPES
@_ENTITIES
def test_back_has_every_column_of_v1(entity: Entity, shape: Shape, policy: Policy) -> None:
    """What v1 should be has all columns of the table that was found, in its order, after the key of the v2 row."""
    columns = expected.back(entity, shape, policy).selected_columns.keys()
    assert list(columns) == ["v2_id", *shape.table(entity.v1).columns]


@_ENTITIES
def test_unknown_columns_are_left_alone_unless_they_are_kept(entity: Entity) -> None:
    """Where unknown columns are refused, neither direction reads them; where they are kept, both do."""
    unknown = {column.name for column in CUSTOM.table(entity.v1).unknown}
    assert unknown
    refusing = expected.back(entity, CUSTOM, Policy()).selected_columns.keys()
    assert unknown.isdisjoint(refusing)
    for name in unknown:
        quoted = name.replace('"', '""')
        assert quoted not in expected.sql(expected.forward(entity, CUSTOM, Policy()))
        assert quoted in expected.sql(expected.forward(entity, CUSTOM, KEEP))


@_SHAPES
@_ENTITIES
def test_forward_reads_one_table(entity: Entity, shape: Shape, policy: Policy) -> None:
    """The expected view joins nothing, so that FOR KEY SHARE on it locks the row of v1."""
    query = expected.forward(entity, shape, policy, expected.quarantined)
    assert len(query.get_final_froms()) == 1
    assert tables_of(query) == {entity.v1, "quarantine"}


@_SHAPES
@_ENTITIES
def test_the_law_on_v1_alone_reads_no_v2(entity: Entity, shape: Shape, policy: Policy) -> None:
    """v1 → v2 → v1 can be computed before v2 exists."""
    made = expected.forward(entity, shape, policy).subquery("v2")
    assert tables_of(expected.back_of(made, entity, shape, policy)) == {entity.v1}


@_ENTITIES
def test_the_reserved_words_are_the_described_ones(entity: Entity) -> None:
    """They are the columns without a place in v2, and our own words; the shape does not matter."""
    assert set(metadata_of(entity).reserved) == RESERVED[entity]
    words = "{" + ",".join(metadata_of(entity).reserved) + "}"
    for shape, policy in SHAPES.values():
        assert words in expected.sql(expected.forward(entity, shape, policy))
        assert words in expected.sql(expected.back(entity, shape, policy))


def test_every_known_column_is_mapped() -> None:
    """No column of v1 is known and yet left behind: each is given back by one of the rules."""
    for entity in ENTITIES:
        given = {name for rule in entity.rules for shape in (DDL, ORM) for name in rule_columns(entity, rule, shape)}
        assert given == set(v1.KNOWN[entity.v1])


def rule_columns(entity: Entity, rule: Rule, shape: Shape) -> set[str]:
    """Return the columns of v1 that a rule gives back."""
    table = shape.table(entity.v1)
    row = Row(v2.table(entity.v2, "public"), table, Policy())
    return set(rule.back(row))


@pytest.mark.parametrize(("policy", "there"), [(Policy(), False), (Policy(missing_endpoint="placeholder"), True)])
def test_a_placeholder_is_written_only_when_asked_for(policy: Policy, *, there: bool) -> None:
    """``unset:`` is part of the mapping to v2 only where the policy says placeholder."""
    assert ("unset:" in expected.sql(expected.forward(SERVERS, DDL, policy))) is there


def test_views_leave_the_quarantine_out() -> None:
    """What is in quarantine is asked for by table and key, in the schema of the tool's own tables."""
    text = expected.sql(expected.forward(TOOLS, DDL, Policy(), expected.quarantined))
    assert "sark_migration.quarantine.entity = 'mcp_tools'" in text
    assert "sark_migration.quarantine.v1_id = v1.id" in text


def test_sql_is_what_a_dba_would_paste() -> None:
    """Literals are written out, and a percent sign is one percent sign."""
    text = expected.sql(sa.select(sa.literal("100%").label("full"), sa.literal("it's")))
    assert text == "SELECT '100%' AS \"full\", 'it''s' AS anon_1"


@pytest.mark.parametrize(
    ("shape", "name"),
    [
        (DDL, "ddl"),
        (ORM, "orm"),
        (CUSTOM, "custom"),
        (Shape("public", DDL.servers, changed(DDL.tools, Column("cost", "numeric", "numeric"))), "custom"),
        (Shape("public", changed(ORM.servers, DDL.servers.columns["transport"]), ORM.tools), "custom"),
        (Shape("public", changed(DDL.servers, ORM.servers.columns["tags"]), DDL.tools), "custom"),
    ],
)
def test_a_shape_has_a_name(shape: Shape, name: str) -> None:
    """Lower case with jsonb is ddl, upper case with json is orm; a mixture, or a column we do not know, is custom."""
    assert shape.name == name


@pytest.mark.parametrize(
    ("servers", "tools", "problems"),
    [
        (DDL.servers, DDL.tools, []),
        (ORM.servers, ORM.tools, []),
        (CUSTOM.servers, CUSTOM.tools, []),
        (changed(DDL.servers, without="consul_id"), DDL.tools, ["mcp_servers.consul_id is missing"]),
        (DDL.servers, changed(ORM.tools, without="invocation_count"), []),
        (
            changed(DDL.servers, Column("tags", "text[]", "_text")),
            DDL.tools,
            ["mcp_servers.tags is text[], expected json or jsonb"],
        ),
        (
            DDL.servers,
            changed(DDL.tools, without="parameters_schema"),
            ["mcp_tools needs exactly one of parameters_schema and parameters"],
        ),
        (
            DDL.servers,
            changed(DDL.tools, ORM.tools.columns["parameters"]),
            ["mcp_tools needs exactly one of parameters_schema and parameters"],
        ),
        (
            changed(DDL.servers, Column("id", "bigint", "int8"), without="name"),
            changed(DDL.tools, without="server_id"),
            [
                "mcp_servers.name is missing",
                "mcp_servers.id is bigint, expected uuid",
                "mcp_tools.server_id is missing",
            ],
        ),
    ],
)
def test_what_is_not_v1_is_named(servers: TableShape, tools: TableShape, problems: list[str]) -> None:
    """A column that is missing or of another type keeps a table from being v1, each in one sentence."""
    assert Shape("public", servers, tools).problems() == problems
