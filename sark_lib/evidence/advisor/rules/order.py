"""Rules for b-trees and BRIN: an index that gives rows in their order, or finds the few that are wanted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from sqlglot import exp

from sark_lib.evidence.advisor.candidate import Candidate
from sark_lib.evidence.advisor.catalog import PAGE, Column, Index, Key
from sark_lib.evidence.advisor.names import index_name
from sark_lib.evidence.advisor.sql import Block, bare, is_constant, is_value
from sark_lib.evidence.advisor.workload import Reading, Workload, serves
from sark_lib.schema.indexes import BRIN_PAGES

WORTH = 10.0  # rows read for each row wanted, from which on an index is worth a try
RARE = 0.30  # share of the rows, up to which a partial index is much smaller than a whole one
COVERING_BYTES = 100  # what an index may carry beside its key
READ_MOSTLY = 1.0  # rows written for each scan, up to which that is cheap
TIES = 10.0  # rows of one name, up to which sorting them is free
IN_TIME_ORDER = 0.95
BRIN_BYTES = 100_000_000
_RANGES = (exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between)


def ordered(workload: Workload) -> Iterator[Candidate]:
    """R1, with R2 and R3: a LIMIT over an order, for which ten times as many rows are read as it returns.

    The key is what equals a value, then the order. R2: the other columns the statement needs are carried where they
    are narrow and the table is read more than written. R3: a condition on constants that at most 30 % of the rows meet
    makes the index partial.
    """
    for reading in workload.readings():
        order = _order(reading)
        if not order or reading.read < WORTH * reading.returned:
            continue
        partial = _rare(reading)
        equal = [key for condition, key in _equalities(reading) if condition not in partial]
        covered = _carried(reading, [*equal, *order], partial)
        key = (*equal, *(order if covered is not None else _without_tie_break(reading, order)))
        if any(serves(index, key) for index in workload.catalogue.indexes_of(reading.table.name)):
            continue
        words = f"{reading.read:,.0f} rows of {reading.table.name} are read for the {reading.returned:,.0f} returned"
        yield _index(reading, key, covered or (), partial, f"{words}; in this order the first ones are enough")


def selective(workload: Workload) -> Iterator[Candidate]:
    """R7 and R19: conditions that keep one row of ten or fewer, where no order under a LIMIT is asked.

    R7: a range on a column in whose order the rows stand, in a table of 100 MB or more, gets a BRIN. R19: everything
    else a b-tree on what equals a value, then the range.
    """
    for reading in workload.readings():
        if reading.read < WORTH * reading.kept or (_order(reading) and reading.block.limited):
            continue
        ranges = [column for condition in reading.conditions if (column := _ranged(reading, condition))]
        equal = [key for _, key in _equalities(reading)]
        words = f"of {reading.read:,.0f} rows read of {reading.table.name} its conditions keep {reading.kept:,.0f}"
        if ranges and not equal and _brin_pays(reading, ranges[0]):
            if not any(_is_brin_on(index, ranges[0]) for index in workload.catalogue.indexes_of(reading.table.name)):
                yield _brin(reading, ranges[0], words)
            continue
        key = (*equal, *(Key(expression=column.name) for column in ranges[:1]))
        if key and not any(serves(index, key) for index in workload.catalogue.indexes_of(reading.table.name)):
            yield replace(_index(reading, key, (), [], words), rule="R19", gain=reading.read / reading.kept)


def foreign_keys(workload: Workload) -> Iterator[Candidate]:
    """R6: a foreign key without an index that begins with its columns: joins and deletes read the whole table."""
    for foreign in workload.catalogue.foreign_keys:
        key = tuple(Key(expression=column) for column in foreign.columns)
        table = workload.catalogue.table(foreign.table)
        if table is None or any(serves(index, key) for index in workload.catalogue.indexes_of(foreign.table)):
            continue
        joined = sorted({asked.pattern for asked, block in workload.selects() if _joins(block, foreign.columns)})
        yield Candidate(
            kind="index",
            rule="R6",
            table=foreign.table,
            name=index_name(foreign.table, key),
            patterns=tuple(joined),
            key=key,
            reason=f"foreign key {foreign.name} to {foreign.to_table} has no index: each row deleted there reads "
            f"{table.rows:,.0f} rows here, and so does each join from there",
        )


def _order(reading: Reading) -> list[Key]:
    """Return what of the ORDER BY, from its beginning on, is this table's; nothing where a LIMIT cannot use it."""
    block = reading.block
    if not block.limited or not block.order or block.aggregates:
        return []
    own = list(takewhile(lambda one: _only(reading, one.this), block.order))
    return _forwards([_key(reading, one) for one in own])


def _key(reading: Reading, one: exp.Ordered) -> Key:
    descending, nulls_first = bool(one.args.get("desc")), bool(one.args.get("nulls_first"))
    column = reading.column(one.this)
    return Key(
        expression=column.name if column else bare(one.this),
        descending=descending,
        nulls_first=None if nulls_first == descending or (column and not column.nullable) else nulls_first,
        is_column=column is not None,
    )


def _forwards(keys: list[Key]) -> list[Key]:
    """Return keys that all descend as ascending ones: an index is read backwards just as well."""
    if keys and all(key.descending and key.nulls_first is None for key in keys):
        return [Key(expression=key.expression, is_column=key.is_column) for key in keys]
    return keys


def _only(reading: Reading, expression: exp.Expr) -> bool:
    return {column.table for column in expression.find_all(exp.Column)} == {reading.alias}


def _equalities(reading: Reading) -> list[tuple[exp.Expr, Key]]:
    """Return the conditions that hold an expression to one value, each with the key that finds it."""
    found: list[tuple[exp.Expr, Key]] = []
    for condition in reading.conditions:
        if isinstance(condition, exp.EQ):
            sides = (condition.this, condition.expression)
            said = next((side for side in sides if not is_value(side)), None)
            if said is not None and any(is_value(side) for side in sides):
                column = reading.column(said)
                key = Key(expression=column.name if column else bare(said), is_column=column is not None)
                found.append((condition, key))
    return found


def _rare(reading: Reading) -> list[exp.Expr]:
    """R3: return the conditions on constants that few rows meet, as far as the common values tell."""
    return [condition for condition in reading.conditions if 0 < _share(reading, condition) <= RARE]


def _share(reading: Reading, condition: exp.Expr) -> float:
    """Return the share of the rows that meet a condition on a column's constants; 1 where nobody can tell."""
    wanted = condition.expressions if isinstance(condition, exp.In) else [condition.args.get("expression")]
    is_known = isinstance(condition, exp.In | exp.EQ) and all(one is not None and is_constant(one) for one in wanted)
    column = reading.column(condition.this) if is_known else None
    literals = [one.name for one in wanted if isinstance(one, exp.Literal)]
    if column is None or len(literals) != len(wanted) or not any(one in column.common for one in literals):
        return 1.0
    return sum(column.common.get(one, 0.0) for one in literals)


def _carried(reading: Reading, key: Sequence[Key], partial: Sequence[exp.Expr]) -> tuple[str, ...] | None:
    """R2: return the columns that would make an index all that is read; None where it would be too wide.

    A column that only the index's own condition names is not read.
    """
    implied = [column.name for condition in partial for column in condition.find_all(exp.Column)]
    names = [column.name for column in reading.block.select.find_all(exp.Column) if column.table == reading.alias]
    implied = [name for name in implied if names.count(name) == implied.count(name)]
    rest = [name for name in reading.needed if name not in {*implied, *(one.expression for one in key)}]
    writes = reading.table.writes_per_read
    fits = reading.width(rest) <= COVERING_BYTES and (writes is None or writes <= READ_MOSTLY)
    return tuple(rest) if fits else None


def _without_tie_break(reading: Reading, order: list[Key]) -> list[Key]:
    """Return an order without the unique column at its end, where the one before it leaves few ties to sort."""
    before = reading.table.column(order[-2].expression) if len(order) > 1 else None
    distinct = before.distinct(reading.table.rows) if before else None
    is_unique = (order[-1].expression,) == reading.table.primary_key
    return order[:-1] if is_unique and distinct and reading.table.rows <= TIES * distinct else order


def _index(
    reading: Reading, key: tuple[Key, ...], include: tuple[str, ...], partial: Sequence[exp.Expr], words: str
) -> Candidate:
    predicate = " AND ".join(bare(condition) for condition in partial)
    notes = [f"R2: with {', '.join(include)} no row of the table has to be read"] if include else []
    notes += [f"R3: {_share(reading, one):.0%} of the rows have {bare(one)}, so it is partial" for one in partial]
    return Candidate(
        kind="index",
        rule="R1",
        table=reading.table.name,
        name=index_name(reading.table.name, key, partial=bool(partial)),
        patterns=(reading.asked.pattern,),
        key=key,
        include=include,
        predicate=predicate,
        reason=words,
        gain=reading.read / reading.returned,
        notes=tuple(notes),
    )


def _ranged(reading: Reading, condition: exp.Expr) -> Column | None:
    """Return the column that a condition holds to a range of values."""
    return reading.column(condition.this) if isinstance(condition, _RANGES) else None


def _brin_pays(reading: Reading, column: Column) -> bool:
    """R7: tell whether ranges of pages are narrow enough: rows in the column's order, and a window wider than one."""
    table = reading.table
    in_a_range = table.rows * BRIN_PAGES * PAGE / max(table.bytes, 1)
    in_order = column.correlation is not None and abs(column.correlation) > IN_TIME_ORDER
    return in_order and table.bytes >= BRIN_BYTES and reading.kept >= in_a_range / 4


def _is_brin_on(index: Index, column: Column) -> bool:
    """Tell whether a BRIN on a column is there, or a b-tree that begins with it."""
    return index.valid and index.method in ("brin", "btree") and index.key[0].expression == column.name


def _brin(reading: Reading, column: Column, words: str) -> Candidate:
    key = (Key(expression=column.name),)
    return Candidate(
        kind="index",
        rule="R7",
        table=reading.table.name,
        name=index_name(reading.table.name, key, method="brin"),
        patterns=(reading.asked.pattern,),
        method="brin",
        key=key,
        options={"pages_per_range": str(BRIN_PAGES), "autosummarize": "on"},
        reason=f"{words}; rows stand in the order of {column.name} (correlation {column.correlation:.3f}), so the "
        f"smallest and largest of each {BRIN_PAGES} pages find them, in about a thousandth of a b-tree's size",
        gain=reading.read / reading.kept,
    )


def _joins(block: Block, columns: Sequence[str]) -> bool:
    return any({one.name, other.name} & set(columns) for one, other in block.joins())
