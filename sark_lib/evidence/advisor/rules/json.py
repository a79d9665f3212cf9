"""Rules for GIN on jsonb: the operator class decides which operators an index serves."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from sark_lib.evidence.advisor.candidate import Candidate
from sark_lib.evidence.advisor.catalog import Index, Key
from sark_lib.evidence.advisor.names import index_name
from sark_lib.evidence.advisor.rules.order import WORTH
from sark_lib.evidence.advisor.sql import bare, parse, written
from sark_lib.evidence.advisor.workload import Reading, Workload

CONTAINS = (exp.ArrayContainsAll,)
HAS_KEY = (exp.JSONBContainsTopKey, exp.JSONBContainsAllTopKeys)
HAS_ANY = (exp.JSONBContainsAnyTopKeys,)
PATH_OPS, OPS = "jsonb_path_ops", ("", "jsonb_ops")
# Strict and silent: otherwise a value that is no object could not be indexed, and so not be inserted.
_KEYS = (exp.Literal.string("strict $.keyvalue().key"), exp.Literal.string("{}"), exp.true())


def contains(workload: Workload) -> Iterator[Candidate]:
    """R4: jsonb ``@>`` wants GIN; with ``jsonb_path_ops`` where no ``?`` is asked of the column."""
    keys = _columns(workload, HAS_KEY + HAS_ANY)
    for reading, condition, column in _asked(workload, CONTAINS):
        key = (Key(expression=column, opclass="" if (reading.table.name, column) in keys else PATH_OPS),)
        gins = [index for index in workload.catalogue.indexes_of(reading.table.name) if _is_gin_on(index, column)]
        if any(index.key[0].opclass in ("", key[0].opclass) and index.key == key for index in gins):
            continue
        if not gins and reading.read < WORTH * reading.kept:
            continue  # the common value, of which a scan finds enough at once
        wider = next((index for index in gins if key[0].opclass), None)
        if gins and wider is None:
            continue
        said = (
            f"{wider.name} keeps keys and values apart, which only ? needs: half of its {wider.bytes / 2**20:.0f} MiB"
            if wider
            else f"of {reading.read:,.0f} rows read of {reading.table.name} {bare(condition)} keeps {reading.kept:,.0f}"
        )
        yield Candidate(
            kind="index",
            rule="R4",
            table=reading.table.name,
            name=index_name(reading.table.name, key, method="gin"),
            patterns=(reading.asked.pattern,),
            method="gin",
            key=key,
            reason=said,
            gain=reading.read / reading.kept,
            notes=(f"replaces {wider.name}",) if wider else (),
        )


def has_key(workload: Workload) -> Iterator[Candidate]:
    """R5: jsonb ``?`` wants the keys alone: GIN on the array of keys, and a statement that asks that array.

    Containment serves a key or all of some, and its operator class is cheaper to write; it does not serve any of some.
    """
    any_of = _columns(workload, HAS_ANY)
    for reading, condition, column in _asked(workload, HAS_KEY + HAS_ANY):
        indexes = workload.catalogue.indexes_of(reading.table.name)
        if reading.read < WORTH * reading.kept or any(_is_gin_on(one, column, *OPS) for one in indexes):
            continue
        opclass = "" if (reading.table.name, column) in any_of else PATH_OPS
        array = written(_keys(exp.column(column)), pretty=False)
        key = (Key(expression=array, is_column=False, opclass=opclass),)
        there = next((one.name for one in indexes if _holds_keys(one, column, opclass)), "")
        name = index_name(reading.table.name, (Key(expression=f"{column}_keys"),), method="gin")
        if not there:
            yield _keys_index(reading, name, key, f"{bare(condition)} keeps {reading.kept:,.0f}")
        yield Candidate(
            kind="rewrite",
            rule="R5",
            table=reading.table.name,
            name=reading.asked.pattern,
            patterns=(reading.asked.pattern,),
            sql=_with_keys(reading.asked.sql, column, contained=bool(opclass)),
            needs=() if there else (name,),
            reason="asks the array of keys, which the small index holds; for a key that most rows have, the statement "
            "as it is and the index in the order of its rows are as good",
            gain=reading.read / reading.kept,
            holds_if=f"every {column} is an object",
        )


def _keys_index(reading: Reading, name: str, key: tuple[Key, ...], said: str) -> Candidate:
    return Candidate(
        kind="index",
        rule="R5",
        table=reading.table.name,
        name=name,
        patterns=(reading.asked.pattern,),
        method="gin",
        key=key,
        reason=f"of {reading.read:,.0f} rows read of {reading.table.name} {said}; {PATH_OPS} does not serve ?",
        gain=reading.read / reading.kept,
        holds_if="keys are asked of objects: of any other value the index knows none",
        notes=(
            "weighed: GIN on the whole column needs no other statement, and is about ten times as large",
            "weighed: a partial b-tree for each rare key is the smallest, but serves that key alone",
        ),
    )


def _asked(workload: Workload, operators: tuple[type[exp.Expr], ...]) -> Iterator[tuple[Reading, exp.Expr, str]]:
    """Yield the conditions by such an operator on a jsonb column."""
    for reading in workload.readings():
        for condition in reading.conditions:
            column = reading.column(condition.this) if isinstance(condition, operators) else None
            if column and column.type == "jsonb":
                yield reading, condition, column.name


def _columns(workload: Workload, operators: tuple[type[exp.Expr], ...]) -> set[tuple[str, str]]:
    """Return the jsonb columns, each with its table, that are asked by one of some operators."""
    return {(reading.table.name, column) for reading, _, column in _asked(workload, operators)}


def _is_gin_on(index: Index, column: str, *opclasses: str) -> bool:
    """Tell whether an index is a GIN on a column, with one of some operator classes where any are named."""
    keys = [key for key in index.key if key.expression == column and (not opclasses or key.opclass in opclasses)]
    return index.method == "gin" and index.valid and bool(keys)


def _holds_keys(index: Index, column: str, opclass: str) -> bool:
    """Tell whether an index is a GIN on an expression of a column, of an operator class."""
    trees = [parse(key.expression) for key in index.key if not key.is_column and key.opclass == opclass]
    named = {one.name for tree in trees for one in tree.find_all(exp.Column)}
    return index.method == "gin" and index.valid and column in named


def _keys(column: exp.Expr) -> exp.Expr:
    """Return the array of a column's keys."""
    return exp.Anonymous(this="jsonb_path_query_array", expressions=[column, *(part.copy() for part in _KEYS)])


def _with_keys(sql: str, column: str, *, contained: bool) -> str:
    """Return a statement that asks the array of keys instead of the column, whether it contains them if wanted so."""
    tree = parse(sql)
    for condition in list(tree.find_all(*HAS_KEY, *HAS_ANY)):
        if isinstance(condition.this, exp.Column) and condition.this.name == column:
            asked = exp.ArrayContainsAll(expression=_json(condition)) if contained else condition.copy()
            asked.set("this", _keys(condition.this.copy()))
            condition.replace(asked)
    return written(tree)


def _json(condition: exp.Expr) -> exp.Expr:
    """Return the keys that a condition asks for as the array that has to be contained."""
    everything = isinstance(condition, exp.JSONBContainsAllTopKeys)
    function, kind = ("to_jsonb", "text[]") if everything else ("jsonb_build_array", "text")
    return exp.Anonymous(this=function, expressions=[exp.cast(condition.expression.copy(), kind)])
