"""The indexes and materialized views of v2, each with the rule and the patterns that ask for it.

One more index is one more entry. What an entry is worth was measured at 100,000 resources, 1M capabilities and 5M cost
rows; docs/decisions/0018 has the figures. The optimize stage measures it again on the data that are there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from sark_lib.schema.v2 import table

# Pages a range of a BRIN index, the advisor's too; also what PostgreSQL takes. The index is read whole, and with fewer
# a range it has more; with 256 a day of 5M rows takes a third more of the table.
BRIN_PAGES = 128

P1, P2, P3, P4, P5, P6, P8 = (
    "p1_list_resources_by_protocol",
    "p2_search_resources_by_metadata",
    "p3_list_capabilities_with_resources",
    "p4_high_sensitivity_capabilities",
    "p5_search_capabilities_by_input_schema",
    "p6_count_capabilities_per_protocol",
    "p8_resource_cost_analysis",
)


@dataclass(frozen=True)
class Index:
    """An index this tool builds.

    Args:
        name: Its name, the same in every environment.
        table: The table or materialized view.
        columns: Its key, in order: a column's name, or SQL (an expression in parentheses, ``name DESC``,
            ``name operator_class``).
        reason: What would be slow without it.
        rule: The rule of the advisor that finds it.
        patterns: The query patterns it serves.
        method: ``btree``, ``gin`` or ``brin``.
        include: Columns it carries beside its key, so that no row need be read.
        where: The condition of a partial index, SQL.
        options: Its storage parameters.
        unique: Whether it is unique.
    """

    name: str
    table: str
    columns: tuple[str, ...]
    reason: str
    rule: str = "R6"
    patterns: tuple[str, ...] = ()
    method: str = "btree"
    include: tuple[str, ...] = ()
    where: str = ""
    options: tuple[tuple[str, str], ...] = ()
    unique: bool = False

    @property
    def plain(self) -> bool:
        """Whether any b-tree that begins with the same columns serves as well."""
        return self.method == "btree" and not (self.include or self.where or self.unique)


@dataclass(frozen=True)
class Matview:
    """A materialized view this tool builds.

    Args:
        name: Its name.
        query: Gives its SELECT for the schema of v2.
        indexes: What stands on it; the first is unique, without which REFRESH CONCURRENTLY is refused.
        reason: What would be slow without it.
        rule: The rule of the advisor that finds it.
        patterns: The query patterns it answers.
        reads: The tables its SELECT reads.
    """

    name: str
    query: Callable[[str], sa.SelectBase]
    indexes: tuple[Index, ...]
    reason: str
    rule: str = "R8"
    patterns: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()


# A mass delete checks the foreign key once a row: without its index 20 resources took 3.2 s at 1M capabilities.
FOREIGN_KEYS = (
    Index(
        "ix_cap_resource",
        "capabilities",
        ("resource_id",),
        "foreign key to resources; cascade and joins",
        patterns=(P3, P6),
    ),
)

DEFAULT = (
    *FOREIGN_KEYS,
    Index(
        "ix_res_protocol_name_cov",
        "resources",
        ("protocol", "name", "id"),
        "the first 100 of a protocol by name, from the index alone",
        rule="R1, R2",
        patterns=(P1, P3),
        include=("endpoint", "sensitivity_level"),
    ),
    Index(
        "ix_res_metadata_path",
        "resources",
        ("metadata jsonb_path_ops",),
        "containment in metadata; half the size of the default operator class",
        rule="R4",
        patterns=(P2,),
        method="gin",
    ),
    Index("ix_cap_name", "capabilities", ("name",), "ordered by name until 100 are found", rule="R1", patterns=(P5,)),
    Index(
        "ix_cap_sens_name_hot",
        "capabilities",
        ("sensitivity_level", "name", "id"),
        "critical and high in order, without the many that are neither; 'critical' sorts before 'high'",
        rule="R1, R3",
        patterns=(P4,),
        include=("resource_id",),
        where="sensitivity_level IN ('high', 'critical')",
    ),
    Index(
        "ix_cap_schema_keys",
        "capabilities",
        # Silent: otherwise a schema that is no object could not be indexed, and so not be inserted.
        ("(jsonb_path_query_array(input_schema, 'strict $.keyvalue().key', '{}', true)) jsonb_path_ops",),
        "rare keys of input_schema; a tenth of an index over its values",
        rule="R5",
        patterns=(P5,),
        method="gin",
    ),
    Index(
        "ix_cost_time_brin",
        "cost_tracking",
        ("timestamp",),
        "costs of a day: rows lie in the order of time, so a range of pages is enough",
        rule="R7",
        patterns=(P8,),
        method="brin",
        options=(("pages_per_range", str(BRIN_PAGES)), ("autosummarize", "on")),
    ),
)


def _protocol_counts(schema: str) -> sa.SelectBase:
    resources, capabilities = table("resources", schema), table("capabilities", schema)
    # Counted by resource first: joined first, every capability would carry its protocol into the sort.
    n = (
        sa.select(capabilities.c.resource_id, sa.func.count().label("n"))
        .group_by(capabilities.c.resource_id)
        .subquery("n")
    )
    counted = sa.cast(sa.func.coalesce(sa.func.sum(n.c.n), 0), sa.BigInteger).label("capability_count")
    joined = resources.outerjoin(n, n.c.resource_id == resources.c.id)
    return sa.select(resources.c.protocol, counted).select_from(joined).group_by(resources.c.protocol)


def _resource_cost_24h(schema: str) -> sa.SelectBase:
    resources, capabilities, used = (table(name, schema) for name in ("resources", "capabilities", "cost_tracking"))
    told = (resources.c.id, resources.c.name, resources.c.protocol)
    joined = used.join(capabilities, capabilities.c.id == used.c.capability_id).join(
        resources, resources.c.id == capabilities.c.resource_id
    )
    return (
        sa.select(
            *told,
            sa.func.count(used.c.id).label("invocation_count"),
            sa.func.sum(used.c.actual_cost).label("total_cost"),
            sa.func.now().label("computed_at"),
        )
        .select_from(joined)
        .where(used.c.timestamp >= sa.func.now() - sa.text("INTERVAL '24 hours'"))
        .group_by(*told)
    )


def _daily_cost_summary(schema: str) -> sa.SelectBase:
    resources, used = table("resources", schema), table("cost_tracking", schema)
    # timestamptz::date would follow the TimeZone of whoever refreshes.
    date = sa.cast(sa.func.timezone(sa.text("'UTC'"), used.c.timestamp), sa.Date).label("date")
    protocol = sa.func.coalesce(resources.c.protocol, sa.text("'unknown'")).label("protocol")
    cost = used.c.actual_cost
    return (
        sa.select(
            date,
            used.c.principal_id,
            protocol,
            sa.func.count().label("invocation_count"),
            sa.func.sum(cost).label("total_cost"),
            sa.func.avg(cost).label("avg_cost"),
            sa.func.min(cost).label("min_cost"),
            sa.func.max(cost).label("max_cost"),
        )
        .select_from(used.outerjoin(resources, resources.c.id == used.c.resource_id))
        .group_by(sa.text("1"), used.c.principal_id, sa.text("3"))
    )


def _unique(name: str, of: str, *columns: str) -> Index:
    return Index(name, of, columns, "REFRESH CONCURRENTLY asks for it", rule="R8", unique=True)


MATVIEWS = (
    Matview(
        "mv_protocol_counts",
        _protocol_counts,
        (_unique("ux_mv_protocol_counts", "mv_protocol_counts", "protocol"),),
        "counting every capability for a handful of rows",
        patterns=(P6,),
        reads=("resources", "capabilities"),
    ),
    Matview(
        "mv_resource_cost_24h",
        _resource_cost_24h,
        (
            _unique("ux_mv_resource_cost_24h", "mv_resource_cost_24h", "id"),
            Index(
                "ix_mv_resource_cost_24h_top",
                "mv_resource_cost_24h",
                ("total_cost DESC NULLS LAST", "id"),
                "the dearest first",
                rule="R1",
                patterns=(P8,),
            ),
        ),
        "summing a day of costs for 50 rows; the 24 hours before computed_at",
        patterns=(P8,),
        reads=("cost_tracking", "capabilities", "resources"),
    ),
    Matview(
        "mv_daily_cost_summary",
        _daily_cost_summary,
        (_unique("ux_mv_daily_cost_summary", "mv_daily_cost_summary", "date", "principal_id", "protocol"),),
        "reports by day (in UTC), principal and protocol; no pattern reads it, so it stands outside the set's size",
        rule="asked for",
        reads=("cost_tracking", "resources"),
    ),
)
