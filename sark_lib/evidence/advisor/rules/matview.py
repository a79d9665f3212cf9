"""Rules for materialized views: an answer that reads a thousand rows for each it gives, whatever the index."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from sark_lib.evidence.advisor.candidate import Candidate
from sark_lib.evidence.advisor.catalog import Key
from sark_lib.evidence.advisor.names import short
from sark_lib.evidence.advisor.sql import Block, parse, written
from sark_lib.evidence.advisor.workload import Asked, Workload

MUCH = 1000.0  # rows aggregated for each that is returned
PAYS = 10.0  # rows for each group, from which on storing the groups saves anything


def materialized(workload: Workload) -> Iterator[Candidate]:
    """R8, with R9: an aggregate over a thousand rows for each returned gets a materialized view with a unique index.

    A window of time between a bind and a fixed time later becomes the last such time before the refresh. R9: without a
    window it needs ten rows a group, or the view is as large as the table.
    """
    for asked in workload.asked:
        blocks = workload.blocks(asked)
        block = blocks[-1]
        aggregated, groups = _aggregated(asked)
        returned = max(float(asked.plan["rows"].iloc[0]), 1.0)
        if len(blocks) > 1 or not block.group or aggregated < MUCH * returned:
            continue
        view = _view(asked.sql)
        if view is None or (not view[1] and aggregated < PAYS * groups):
            continue
        sql, window = view
        name = short(f"mv_{asked.pattern}")
        yield Candidate(
            kind="matview",
            rule="R8",
            table=_largest(workload, block),
            name=name,
            patterns=(asked.pattern,),
            sql=sql,
            indexes=tuple(_indexes(name, block)),
            reason=f"{aggregated:,.0f} rows are aggregated for the {returned:,.0f} returned, and an index cannot order "
            f"by an aggregate; {aggregated / groups:,.1f} rows a group",
            gain=aggregated / returned,
            holds_if=f"an answer as of the last REFRESH will do{window}",
            notes=(f"R9: a view of all groups for ever pays from {PAYS:.0f} rows a group on",) if window else (),
        )


def _aggregated(asked: Asked) -> tuple[float, float]:
    """Return the rows that went into aggregates, and the groups that came out; partial ones are not counted twice."""
    plan = asked.ran.loc[asked.ran["type"].isin(["Aggregate", "GroupAggregate", "HashAggregate"])]
    rows, groups = plan["rows_in"].max(), plan["rows"].iloc[:1].max()
    return (0.0, 1.0) if plan.empty else (float(rows), max(float(groups), 1.0))


def _largest(workload: Workload, block: Block) -> str:
    tables = [table for name in block.tables.values() if (table := workload.catalogue.table(name))]
    return max(tables, key=lambda table: table.rows).name if tables else ""


def _view(sql: str) -> tuple[str, str] | None:
    """Return the view's SELECT and what its window of time is, in words; None where a bind says what it holds.

    Order and limit are for the one who asks it. A range between a bind and a fixed time later becomes the last such
    time before the refresh.
    """
    tree = parse(sql)
    tree.set("order", None)
    tree.set("limit", None)
    where: exp.Expr | None = tree.args.get("where")
    words = ""
    for upper in list(where.find_all(exp.LT, exp.LTE)) if where is not None else []:
        lower = next((one for one in tree.find_all(exp.GT, exp.GTE) if one.this == upper.this), None)
        later = upper.expression
        if lower is not None and isinstance(later, exp.Add) and later.this == lower.expression:
            lower.set("expression", exp.Sub(this=exp.CurrentTimestamp(), expression=later.expression.copy()))
            upper.replace(exp.true())
            words = f", of the last {later.expression.name} {later.expression.args.get('unit') or ''}".rstrip()
    if where is not None and words:
        where.set("this", _without_true(where.this))
    return None if tree.find(exp.Placeholder) else (written(tree), words)


def _without_true(condition: exp.Expr) -> exp.Expr:
    parts = [part for part in condition.flatten() if not isinstance(part, exp.Boolean)]
    return exp.and_(*parts) if parts else exp.true()


def _indexes(name: str, block: Block) -> Iterator[Candidate]:
    """Yield the unique index that REFRESH CONCURRENTLY needs, and the one in the order the view is asked in."""
    outputs = {output.unalias(): output.alias_or_name for output in block.select.expressions}
    groups = [outputs[one] for one in block.group if one in outputs]
    keys = [key for key in groups if key == "id"] or groups
    yield _index_on(
        name, "ux", tuple(Key(expression=one) for one in keys), "REFRESH CONCURRENTLY needs it", unique=True
    )
    ordered = [one for one in block.order if one.this in outputs]
    if block.limited and ordered:
        key = tuple(
            Key(
                expression=outputs[one.this],
                descending=bool(one.args.get("desc")),
                nulls_first=bool(one.args.get("nulls_first")),
            )
            for one in ordered
        )
        yield _index_on(name, "ix", key, "the order it is asked in", unique=False)


def _index_on(view: str, prefix: str, key: tuple[Key, ...], reason: str, *, unique: bool) -> Candidate:
    name = short(f"{prefix}_{view}_{key[0].expression}")
    return Candidate(kind="index", rule="R8", table=view, name=name, key=key, unique=unique, reason=reason)
