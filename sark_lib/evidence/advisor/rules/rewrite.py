"""Rules that write a statement anew, with the same answer; sqlglot makes the text, and somebody else measures it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from sqlglot import exp

from sark_lib.evidence.advisor.candidate import Candidate
from sark_lib.evidence.advisor.catalog import Catalogue, Key
from sark_lib.evidence.advisor.names import index_name
from sark_lib.evidence.advisor.rules.order import WORTH
from sark_lib.evidence.advisor.sql import Block, bare, conjuncts, parse, written
from sark_lib.evidence.advisor.workload import Asked, Reading, Workload, serves

_MOST_VALUES = 10  # branches of a UNION ALL that are still worth it


def counts(workload: Workload) -> Iterator[Candidate]:
    """R10: count(column) of a NOT NULL column that no index holds, where the column it is joined by says the same."""
    for reading in workload.readings():
        counted = _counted(reading)
        key = _joined_by(reading, counted) if counted else None
        if not counted or not key or not _index_holds(workload, reading, key):
            continue
        outer = any(join.side for join in reading.block.select.args.get("joins") or [])
        sql = _counting(reading.asked.sql, reading.alias, counted, key if outer else None)
        yield Candidate(
            kind="rewrite",
            rule="R10",
            table=reading.table.name,
            name=reading.asked.pattern,
            patterns=(reading.asked.pattern,),
            sql=sql,
            reason=f"{counted} is never NULL, so counting {key} counts the same rows; an index on it is then all that "
            f"is read of {reading.table.name}, instead of {reading.read:,.0f} rows",
            needs=tuple(_missing_index(workload, reading, key)),
        )


def per_value(workload: Workload) -> Iterator[Candidate]:
    """R11: an order that begins with another table's column, held to a few values: the first rows of each value."""
    for asked, block in workload.selects():
        found = _first_values(block)
        if not found or len(workload.blocks(asked)) > 1:
            continue
        condition, rest = found
        reading = next((one for one in _tables(workload, asked) if one.alias == _alias(rest[0].this)), None)
        if reading is None or reading.read < WORTH * reading.returned:
            continue
        key = (Key(expression=rest[0].this.name),)
        name = index_name(reading.table.name, key)
        words = f"{reading.read:,.0f} rows of {reading.table.name} are read for the {reading.returned:,.0f} returned"
        if not any(serves(index, key) for index in workload.catalogue.indexes_of(reading.table.name)):
            yield Candidate(
                kind="index",
                rule="R11",
                table=reading.table.name,
                name=name,
                patterns=(asked.pattern,),
                key=key,
                reason=f"{words}; asked value by value, its order is that of {key[0].expression}",
            )
        yield Candidate(
            kind="rewrite",
            rule="R11",
            table=reading.table.name,
            name=asked.pattern,
            patterns=(asked.pattern,),
            sql=_by_value(asked.sql, condition),
            reason=f"{words}: no index has the order of two tables. One value of {bare(condition.this)} after "
            "the other needs the first rows of each alone, and of the later ones none once there are enough",
            gain=reading.read / reading.returned,
            needs=(name,),
            holds_if=f"{', '.join(sorted(value.name for value in condition.expressions))} sort in this order",
            notes=("weighed: the column kept in this table too, by a composite foreign key, would need no rewrite",),
        )


def direct(workload: Workload) -> Iterator[Candidate]:
    """R12: a join that only passes through a table to a key that the row has itself."""
    for reading in workload.readings():
        passed = _passed(reading, workload.catalogue)
        sql = _directly(reading, *passed) if passed else None
        if not passed or sql is None:
            continue
        first, column = passed
        start = reading.block.tables[first]
        yield Candidate(
            kind="rewrite",
            rule="R12",
            table=start,
            name=reading.asked.pattern,
            patterns=(reading.asked.pattern,),
            sql=sql,
            reason=f"{reading.table.name} is only joined to come from {start} to {column}, which {start} has itself: "
            f"{reading.read:,.0f} rows of {reading.table.name} need not be read",
            holds_if=f"in every row {start}.{column} is that of its {reading.table.name}, and no row it names is gone",
        )


def _counted(reading: Reading) -> str:
    """Return the one NOT NULL column that a SELECT names in count() alone; empty where there is none."""
    counts = [count for count in reading.block.select.find_all(exp.Count) if isinstance(count.this, exp.Column)]
    names = {count.this.name for count in counts if count.this.table == reading.alias}
    column = reading.table.column(next(iter(names))) if len(names) == 1 else None
    if column is None or column.nullable:
        return ""
    others = [
        one
        for one in reading.block.select.find_all(exp.Column)
        if (one.table, one.name) == (reading.alias, column.name)
        and not one.find_ancestor(exp.Count)
        and not one.find_ancestor(exp.Ordered)
    ]
    return "" if others else column.name


def _joined_by(reading: Reading, counted: str) -> str:
    """Return the one other column of the table that the SELECT needs, if the table is joined by it."""
    rest = [name for name in reading.needed if name != counted]
    joined = {side.name for pair in reading.block.joins() for side in pair if side.table == reading.alias}
    return rest[0] if len(rest) == 1 and rest[0] in joined else ""


def _index_holds(workload: Workload, reading: Reading, key: str) -> bool:
    """Tell whether an index begins with a column, or the advisor proposes one because it is a foreign key."""
    return _has_index(workload, reading, key) or _is_foreign(workload, reading, key)


def _has_index(workload: Workload, reading: Reading, key: str) -> bool:
    return any(serves(one, [Key(expression=key)]) for one in workload.catalogue.indexes_of(reading.table.name))


def _is_foreign(workload: Workload, reading: Reading, key: str) -> bool:
    return any(f.table == reading.table.name and f.columns == (key,) for f in workload.catalogue.foreign_keys)


def _missing_index(workload: Workload, reading: Reading, key: str) -> Iterator[str]:
    if not _has_index(workload, reading, key):
        yield index_name(reading.table.name, (Key(expression=key),))


def _counting(sql: str, alias: str, counted: str, key: str | None) -> str:
    """Return a statement that counts the key, or all rows where no outer join makes some of them empty."""
    tree = parse(sql)
    for count in list(tree.find_all(exp.Count)):
        column = count.this
        if isinstance(column, exp.Column) and column.name == counted and column.table in ("", alias):
            count.set("this", exp.column(key, table=column.table) if key else exp.Star())
    return written(tree)


def _alias(expression: exp.Expr) -> str:
    return expression.table if isinstance(expression, exp.Column) else ""


def _tables(workload: Workload, asked: Asked) -> list[Reading]:
    return [reading for reading in workload.readings() if reading.asked is asked]


def _first_values(block: Block) -> tuple[exp.In, list[exp.Ordered]] | None:
    """Return the IN that holds the first column of an order to constants, and the rest, which is another table's."""
    columns = [one.this for one in block.order]
    mixed = len({_alias(column) for column in columns}) > 1 and all(isinstance(one, exp.Column) for one in columns)
    if not block.limited or block.aggregates or not mixed or _alias(columns[0]) == _alias(columns[1]):
        return None
    for condition in block.where:
        is_first = isinstance(condition, exp.In) and condition.this == columns[0]
        values = condition.expressions if is_first else []
        if 1 < len(values) <= _MOST_VALUES and all(isinstance(value, exp.Literal) for value in values):
            return condition, list(block.order[1:])  # type: ignore[return-value]
    return None


def _by_value(sql: str, condition: exp.In) -> str:
    """Return a statement that asks value by value, each only for what the ones before it left."""
    tree = parse(sql)
    limit = tree.args["limit"].expression
    names = [output.alias_or_name for output in tree.expressions]
    descending = bool(tree.args["order"].expressions[0].args.get("desc"))
    values = sorted(condition.expressions, key=lambda value: value.name, reverse=descending)
    whole = exp.select("*").from_("first_1")
    for number, value in enumerate(values, 1):
        part = exp.select("*").from_(_one_value(tree, condition, value).subquery("part"))
        left = [exp.select(exp.Count(this=exp.Star())).from_(f"first_{n}").subquery() for n in range(1, number)]
        bound: exp.Expr = limit.copy()
        for taken in left:
            bound = exp.Sub(this=bound, expression=taken)
        part.set("limit", exp.Limit(expression=bound))
        whole = whole.with_(f"first_{number}", as_=part, materialized=True)
    union: exp.Query = whole
    for number in range(2, len(values) + 1):
        union = exp.union(union, exp.select("*").from_(f"first_{number}"), distinct=False)
    order = [_output_order(one, tree, names) for one in tree.args["order"].expressions]
    return written(union.order_by(*order).limit(limit.copy()))


def _one_value(tree: exp.Expr, condition: exp.In, value: exp.Expr) -> exp.Select:
    """Return the statement for one value, ordered by what is left of its order."""
    part = cast("exp.Select", tree.copy())
    for one in conjuncts(part.args["where"].this):
        if isinstance(one, exp.In) and one.this.name == condition.this.name:
            one.replace(exp.EQ(this=one.this.copy(), expression=value.copy()))
    part.args["order"].set("expressions", part.args["order"].expressions[1:])
    return part


def _output_order(one: exp.Ordered, tree: exp.Expr, names: Sequence[str]) -> exp.Ordered:
    """Return an order by the name or place of the output column that an order names."""
    copy = one.copy()
    outputs = [output.unalias() for output in tree.expressions]
    place = next((n for n, output in enumerate(outputs) if output == one.this), None)
    if place is not None:
        copy.set("this", exp.column(names[place]))
    return copy


def _passed(reading: Reading, catalogue: Catalogue) -> tuple[str, str] | None:
    """Return the alias of the table it is joined from, and the column there that is as good as what it leads to.

    The table is needed for two columns alone: its key, to which one table refers, and another, of which that table has
    a column of the same name and type.
    """
    table, block = reading.table, reading.block
    if len(table.primary_key) != 1 or len(reading.needed) != 2 or reading.conditions or _outer(block):  # noqa: PLR2004
        return None
    key = table.primary_key[0]
    onward = next((name for name in reading.needed if name != key), "")
    for one, other in block.joins():
        mine, theirs = (one, other) if one.table == reading.alias else (other, one)
        start = catalogue.table(block.tables.get(theirs.table, ""))
        if mine.table == reading.alias and mine.name == key and start and start.name != table.name:
            own, there = start.column(onward), table.column(onward)
            if own and there and own.type == there.type:
                return theirs.table, onward
    return None


def _outer(block: Block) -> bool:
    return any(join.side for join in block.select.args.get("joins") or [])


def _directly(reading: Reading, first: str, column: str) -> str | None:
    """Return the statement that groups the first table by its own column and joins the result; None where it cannot.

    It has to be a top list: grouped by the third table's key, ordered by an aggregate of the first table, limited.
    """
    block, select = reading.block, reading.block.select
    others = [alias for alias in block.tables if alias not in (first, reading.alias)]
    order = block.order[0].this if block.order else None
    if len(others) != 1 or not block.limited or not isinstance(order, exp.AggFunc) or len(block.tables) != 3:  # noqa: PLR2004
        return None
    third = others[0]
    ours = [a for a in select.find_all(exp.AggFunc) if {c.table for c in a.find_all(exp.Column)} == {first}]
    if len(ours) != len(list(select.find_all(exp.AggFunc))) or any(_alias(one) != third for one in block.group):
        return None
    key = next(
        (
            b
            for a, b in (*block.joins(), *((b, a) for a, b in block.joins()))
            if a.table == reading.alias and a.name == column and b.table == third
        ),
        None,
    )
    if key is None:
        return None
    return _top_list(reading, first, exp.column(column, table=first), key)


def _top_list(reading: Reading, first: str, column: exp.Column, key: exp.Column) -> str:
    select, block = reading.block.select, reading.block
    top = exp.select(column.copy()).from_(exp.to_table(block.tables[first], alias=first)).group_by(column.copy())
    top = top.where(*(one.copy() for one in block.conditions(first)))
    outputs = []
    for output in select.expressions:
        is_ours = bool(list(output.find_all(exp.AggFunc)))
        if is_ours:
            top = top.select(output.copy())
        outputs.append(exp.column(output.alias_or_name, table="top") if is_ours else output.copy())
    places = {output.alias_or_name: output.unalias() for output in select.expressions}
    own = select.args["order"].expressions
    inner = [_renamed(one, column) if places.get(one.this.name, one.this) == key else one.copy() for one in own]
    top = top.order_by(*inner).limit(select.args["limit"].expression.copy())
    joined = exp.EQ(this=key.copy(), expression=exp.column(column.name, table="top"))
    third = exp.to_table(block.tables[key.table], alias=key.table)
    return written(
        exp.select(*outputs).from_(top.subquery("top")).join(third, on=joined).order_by(*(one.copy() for one in own))
    )


def _renamed(one: exp.Ordered, column: exp.Column) -> exp.Ordered:
    copy = one.copy()
    copy.set("this", column.copy())
    return copy
