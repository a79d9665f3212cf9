"""From primary keys alone the advisor proposes the default set; elsewhere what helps; and nothing without need."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from sark_lib.errors import DeclarationError
from sark_lib.evidence.advisor.advise import RULES, advise
from sark_lib.evidence.advisor.candidate import Candidate
from sark_lib.evidence.advisor.catalog import Catalogue, Index, Key
from sark_lib.evidence.advisor.workload import Asked
from sark_lib.evidence.plans.frame import read_plan
from sark_lib.sql.loader import find
from tests.unit.evidence.plans.recorded import MAJORS, V2, catalogue, explained, patterns, shop

P1, P2, P3 = (
    "p1_list_resources_by_protocol",
    "p2_search_resources_by_metadata",
    "p3_list_capabilities_with_resources",
)
P4, P5, P6 = (
    "p4_high_sensitivity_capabilities",
    "p5_search_capabilities_by_input_schema",
    "p6_count_capabilities_per_protocol",
)
P7, P8 = "p7_cross_protocol_capabilities", "p8_resource_cost_analysis"


def words(candidate: Candidate) -> str:
    """An index in one line: method, table, key, what it carries, its condition."""
    key = ", ".join(f"{k.expression} {k.opclass or ('DESC' if k.descending else '')}".strip() for k in candidate.key)
    include = f" +{','.join(candidate.include)}" if candidate.include else ""
    predicate = f" WHERE {candidate.predicate}" if candidate.predicate else ""
    return f"{candidate.method} {candidate.table} ({key}){include}{predicate}"


@cache
def default(major: int) -> list[Candidate]:
    """What the eight patterns want of tables with primary keys alone."""
    return advise(patterns(major), catalogue(major, *V2))


def indexes(found: list[Candidate]) -> set[str]:
    """The indexes among some candidates."""
    return {words(one) for one in found if one.kind == "index"}


def existing(candidate: Candidate) -> Index:
    """An index that a candidate has become."""
    return Index(
        name=candidate.name, table=candidate.table, method=candidate.method, key=candidate.key,
        include=candidate.include, predicate=candidate.predicate,
    )  # fmt: skip


DEFAULT = {
    "btree resources (protocol, name, id) +endpoint,sensitivity_level",
    "gin resources (metadata jsonb_path_ops)",
    "btree capabilities (resource_id)",
    "btree capabilities (name)",
    "btree capabilities (sensitivity_level, name, id) +resource_id WHERE sensitivity_level IN ('critical', 'high')",
    "gin capabilities (jsonb_path_query_array(input_schema, 'strict $.keyvalue().key', '{}', TRUE) jsonb_path_ops)",
    "brin cost_tracking (timestamp)",
}


@pytest.mark.parametrize("major", MAJORS)
def test_the_default_set_is_found(major: int) -> None:
    """Eight patterns on tables with primary keys alone give the seven indexes and two views of the default set."""
    found = default(major)
    assert indexes(found) == DEFAULT
    assert {one.patterns for one in found if one.kind == "matview"} == {(P6,), (P8,)}
    assert {one.rule: one.patterns for one in found if one.kind == "rewrite"} == {
        "R5": (P5,),
        "R11": (P7,),
        "R12": (P8,),
    }
    assert not [one for one in found if one.kind == "removal"]


def test_one_index_serves_several_patterns() -> None:
    """A narrower index that begins a wider one is merged into it, with a word on what it also serves."""
    [cover] = [one for one in default(18) if one.key[:1] == (Key(expression="protocol"),)]
    assert cover.patterns == (P1, P3, P7)
    assert any(P3 in note for note in cover.notes)


def test_what_a_candidate_needs_is_among_them() -> None:
    """A rewrite names the indexes it needs by the names they are proposed with."""
    found = default(18)
    assert {name for one in found for name in one.needs} <= {one.name for one in found if one.kind == "index"}
    assert sum(bool(one.needs) for one in found) == 2


@pytest.mark.parametrize(
    ("asked", "opclass", "instead"),
    [
        ("? :key", "jsonb_path_ops", "@> jsonb_build_array(CAST(:key AS TEXT))"),
        ("?& :key", "jsonb_path_ops", "@> to_jsonb(CAST(:key AS TEXT[]))"),
        ("?| :key", "", "?| :key"),
    ],
)
def test_keys_are_asked_by_containment_where_it_serves(asked: str, opclass: str, instead: str) -> None:
    """R5: a key, or all of some, are contained in the array of keys; for any of some the array is asked as it was."""
    workload = [
        replace(one, sql=one.sql.replace("? :key", asked)) if one.pattern == P5 else one for one in patterns(18)
    ]
    found = [one for one in advise(workload, catalogue(18, *V2)) if one.rule == "R5"]
    (index,) = (one for one in found if one.kind == "index")
    (rewrite,) = (one for one in found if one.kind == "rewrite")
    assert index.key[0].opclass == opclass
    assert rewrite.needs == (index.name,)
    assert f"'strict $.keyvalue().key', '{{}}', TRUE) {instead}" in rewrite.sql


@pytest.mark.parametrize("major", MAJORS)
def test_a_count_of_the_wrong_column_is_rewritten(major: int) -> None:
    """R10: counting the primary key reads the table, counting the foreign key the index that it needs anyway."""
    asked = [
        replace(one, sql=one.sql.replace("count(cap.resource_id)", "count(cap.id)")) if one.pattern == P6 else one
        for one in patterns(major)
    ]
    [found] = [one for one in advise(asked, catalogue(major, *V2)) if one.rule == "R10"]
    assert found.patterns == (P6,)
    assert "cap.resource_id" in found.sql
    assert "cap.id)" not in found.sql
    assert found.needs


def test_views_can_be_refreshed_concurrently() -> None:
    """Each view's first index is unique, its SELECT has no bind, and a window of time ends when it is refreshed."""
    views = {one.patterns[0]: one for one in default(18) if one.kind == "matview"}
    assert [index.unique for index in views[P8].indexes] == [True, False]
    assert words(views[P8].indexes[1]).endswith("(total_cost DESC, id)")
    assert views[P8].indexes[1].key[0].nulls_first is False
    assert "timestamp >= CURRENT_TIMESTAMP - INTERVAL '1 DAY'" in views[P8].sql
    assert not any(":" in view.sql for view in views.values())
    assert "1 DAY" in views[P8].holds_if


@pytest.mark.parametrize("major", MAJORS)
def test_other_tables_get_what_suits_them(major: int) -> None:
    """A shop gets a partial index, one for a customer's orders, an expression and GIN; what nobody uses may go."""
    found = advise(shop(major), catalogue(major, "customers", "orders"))
    assert indexes(found) == {
        "btree customers (lower(email))",
        "btree orders (customer_id, placed) +id,total",
        "btree orders (placed, id) +total WHERE status = 'open'",
        "gin orders (attributes jsonb_path_ops)",
    }
    removed = {one.name: one for one in found if one.kind == "removal"}
    assert removed["orders_status_again"].rule == "R13"
    assert "no scan" in removed["orders_total"].notes[0]
    assert "planner's own look" in removed["orders_placed_brin"].notes[0]
    assert "orders_status" not in removed


def test_what_is_there_is_not_proposed_again() -> None:
    """With its own proposals built, the same plans give no index any more; GIN and expressions included."""
    tables = catalogue(18, *V2)
    built = [existing(one) for one in default(18) if one.kind == "index" and not one.predicate]
    again = advise(patterns(18), replace(tables, indexes=(*tables.indexes, *built)))
    assert {one.rule for one in again if one.kind == "index"} == {"R1"}
    assert all(one.predicate for one in again if one.kind == "index")


def with_index(index: Index) -> Catalogue:
    """The v2 tables with one more index."""
    tables = catalogue(18, *V2)
    return replace(tables, indexes=(*tables.indexes, index))


def test_a_wider_operator_class_is_replaced() -> None:
    """R4: where only @> is asked, jsonb_ops is advised to give way to jsonb_path_ops, even if it is used."""
    index = Index(name="gin_all", table="resources", method="gin", key=(Key(expression="metadata"),), bytes=2**25)
    [gin] = [one for one in advise(patterns(18), with_index(index)) if one.rule == "R4"]
    assert "replaces gin_all" in gin.notes


def test_an_invalid_index_serves_nothing() -> None:
    """What a failed build left behind does not count as there, and may go."""
    left = Index(name="ix_left", table="capabilities", key=(Key(expression="resource_id"),), valid=False)
    found = advise(patterns(18), with_index(left))
    assert "btree capabilities (resource_id)" in indexes(found)
    assert [one.name for one in found if one.kind == "removal"] == ["ix_left"]


def test_an_index_of_a_foreign_key_is_never_unused() -> None:
    """R14: deletes on the other side need it, though no plan of the workload shows that."""
    index = Index(name="ix_fk", table="capabilities", key=(Key(expression="resource_id"),), scans=0)
    assert not [one for one in advise(patterns(18), with_index(index)) if one.kind == "removal"]


def test_a_scan_that_stops_early_wants_no_index() -> None:
    """P2 with a value that half of the rows have reads 200 rows for 100: no GIN for that alone."""
    common = [asked for asked in patterns(18) if asked.pattern == P2 and asked.kind == "common"]
    assert not [one for one in advise(common, catalogue(18, *V2)) if P2 in one.patterns]


def test_brin_needs_the_order_of_rows_and_a_large_table() -> None:
    """R7: without correlation, or on a small table, a range gets a b-tree."""
    p8 = [asked for asked in patterns(18) if asked.pattern == P8]
    tables = catalogue(18, *V2)
    assert "brin cost_tracking (timestamp)" in indexes(advise(p8, tables))
    small = [replace(table, bytes=table.bytes // 10) for table in tables.tables]
    loose = [replace(t, columns=tuple(replace(c, correlation=0.2) for c in t.columns)) for t in tables.tables]
    for other in (small, loose):
        assert "btree cost_tracking (timestamp)" in indexes(advise(p8, replace(tables, tables=tuple(other))))


def test_a_bind_makes_no_partial_index() -> None:
    """R3 is for constants: the next value of a bind would not find the index."""
    sql = find("patterns", P4).text.replace("('critical', 'high')", "(:a, :b)")
    plan = next(asked.plan for asked in patterns(18) if asked.pattern == P4)
    found = advise([Asked(pattern="p", sql=sql, plan=plan)], catalogue(18, *V2))
    assert not [one for one in found if one.predicate]


def test_wide_or_busy_tables_get_no_covering_index() -> None:
    """R2: what is written more than read, or wide, is not carried; the tie-break goes where names hardly repeat."""
    p1 = [asked for asked in patterns(18) if asked.pattern == P1]
    tables = catalogue(18, *V2)
    busy = replace(tables, tables=tuple(replace(table, writes_per_read=50.0) for table in tables.tables))
    assert "btree resources (protocol, name)" in indexes(advise(p1, busy))


def test_no_workload_gives_foreign_keys_alone() -> None:
    """Without statements only the foreign keys can be judged, and no index is called unused."""
    found = advise([], catalogue(18, *V2, "customers", "orders"))
    assert {one.rule for one in found} == {"R6", "R13"}


def test_a_statement_that_cannot_be_read_is_named() -> None:
    """The message says which pattern it is."""
    plan = read_plan(explained(18, f"{P6}/whole"))
    with pytest.raises(DeclarationError) as caught:
        advise([Asked(pattern="p9", sql="SELECT FROM WHERE (", plan=plan)], catalogue(18, *V2))
    assert caught.value.where == "p9"


def test_every_rule_says_its_number() -> None:
    """The reference page is written from the docstrings."""
    assert all((rule.__doc__ or "").startswith("R") for rule in RULES)
