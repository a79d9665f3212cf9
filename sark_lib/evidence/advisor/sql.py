"""What a statement asks for, read by sqlglot: its tables, conditions, order and the columns it needs.

``:name`` is a bind, as in the pattern files, when a statement is read and when one is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

import sqlglot
from sqlglot import exp
from sqlglot.dialects.postgres import Postgres
from sqlglot.errors import SqlglotError
from sqlglot.generators.postgres import PostgresGenerator
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, traverse_scope
from sqlglot.parsers.postgres import PostgresParser

from sark_lib.errors import DeclarationError
from sark_lib.evidence.advisor.catalog import Catalogue

_PLACE = "place"
EXPLICIT = "nulls"  # in the meta of an Ordered: whether NULLS FIRST or LAST was written


class Authored(Postgres):
    """PostgreSQL with ``:name`` for a bind."""

    class Generator(PostgresGenerator):
        """Writes it."""

        def placeholder_sql(self, expression: exp.Placeholder) -> str:
            """Return the bind."""
            return f":{expression.name}"

    class Parser(PostgresParser):
        """Reads it, and remembers whether an order said where NULLs stand."""

        def _parse_ordered(self, parse_method: Callable[[], exp.Expr | None] | None = None) -> exp.Ordered | None:
            start = self._index
            ordered = super()._parse_ordered(parse_method)
            if ordered is not None:
                words = {token.text.upper() for token in self._tokens[start : self._index]}
                ordered.meta[EXPLICIT] = "NULLS" in words
            return ordered


def parse(sql: str, where: str = "") -> exp.Expr:
    """Return a statement as a tree.

    Args:
        sql: One statement.
        where: What it is, for the message.

    Raises:
        DeclarationError: sqlglot cannot read it.
    """
    try:
        return sqlglot.parse_one(sql, read=Authored)
    except SqlglotError as error:
        first = str(error).splitlines()[0]
        raise DeclarationError(
            f"The statement cannot be read: {first}.", where=where, do="Try it in psql, and mend it there."
        ) from error


def selects(tree: exp.Expr) -> list[exp.Select]:
    """Return the SELECTs of a statement, the outermost first, in an order that is the same each time."""
    return list(tree.find_all(exp.Select))


def written(tree: exp.Expr, *, pretty: bool = True) -> str:
    """Return a tree as text, with ``:name`` binds."""
    return tree.sql(dialect=Authored, pretty=pretty, comments=False, normalize_functions="lower")


def bare(expression: exp.Expr) -> str:
    """Return an expression as an index names it: its columns without their table."""
    copy = expression.copy()
    for column in copy.find_all(exp.Column):
        column.set("table", None)
    return written(copy, pretty=False)


@dataclass(frozen=True, kw_only=True, eq=False)
class Block:
    """One SELECT: a statement has one, and one more for each subquery.

    Args:
        select: The tree, every column with its table's alias.
        tables: The table each alias stands for; subqueries are not among them.
        where: Its conditions that all have to be true, those of inner joins too.
        order: What it is ordered by; where that names an output column, what the column is.
        place: Which of the statement's SELECTs it is, as :func:`selects` counts them.
        sources: Every alias, those of subqueries too.
    """

    select: exp.Select
    tables: Mapping[str, str]
    where: Sequence[exp.Expr]
    order: Sequence[exp.Ordered]
    sources: frozenset[str] = field(default_factory=frozenset)
    place: int = 0

    @property
    def limited(self) -> bool:
        """Whether it has a LIMIT."""
        return self.select.args.get("limit") is not None

    @property
    def group(self) -> list[exp.Expr]:
        """What it is grouped by."""
        group = self.select.args.get("group")
        return list(group.expressions) if group else []

    @property
    def aggregates(self) -> bool:
        """Whether it makes one row of several."""
        return bool(self.group or self.select.args.get("distinct") or any(self.select.find_all(exp.AggFunc)))

    def needed(self, alias: str) -> list[str]:
        """Return the columns of a table that it names anywhere, in the order they first stand."""
        found = (column.name for column in self.select.find_all(exp.Column) if column.table == alias)
        return list(dict.fromkeys(found))

    def conditions(self, alias: str) -> Iterator[exp.Expr]:
        """Yield the conditions on one table alone."""
        for condition in self.where:
            if {column.table for column in condition.find_all(exp.Column)} == {alias}:
                yield condition

    def joins(self) -> Iterator[tuple[exp.Column, exp.Column]]:
        """Yield the pairs of columns of two tables that have to be equal, those of outer joins too."""
        for equal in self.select.find_all(exp.EQ):
            if isinstance(equal.this, exp.Column) and isinstance(equal.expression, exp.Column):
                yield equal.this, equal.expression


def blocks(sql: str, catalogue: Catalogue, where: str = "") -> list[Block]:
    """Return the SELECTs of a statement, inner ones first.

    Args:
        sql: One statement.
        catalogue: Knows the columns of its tables.
        where: What it is, for the message.

    Raises:
        DeclarationError: sqlglot cannot read it.
    """
    schema: dict[str, object] = {
        table.name: {column.name: column.type for column in table.columns} for table in catalogue.tables
    }
    tree = parse(sql, where)
    for place, select in enumerate(selects(tree)):
        select.meta[_PLACE] = place
    try:
        qualified = qualify(
            tree.copy(), dialect=Authored, schema=schema, quote_identifiers=False, validate_qualify_columns=False
        )
    except SqlglotError as error:
        raise DeclarationError(f"The statement cannot be read: {error}.", where=where, do="Mend it.") from error
    return [_block(scope) for scope in traverse_scope(qualified) if isinstance(scope.expression, exp.Select)]


def _block(scope: Scope) -> Block:
    select = cast("exp.Select", scope.expression)
    tables = {alias: source.name for alias, source in scope.sources.items() if isinstance(source, exp.Table)}
    inner = [join.args["on"] for join in select.args.get("joins") or [] if join.args.get("on") and not join.side]
    roots = [part.this if isinstance(part, exp.Where) else part for part in (select.args.get("where"), *inner) if part]
    where = [condition for root in roots for condition in conjuncts(root)]
    order = select.args.get("order")
    outputs = {output.alias_or_name: output.unalias() for output in select.expressions}
    ordered = [_resolved(one, outputs) for one in order.expressions] if order else []
    return Block(
        select=select,
        tables=tables,
        where=where,
        order=ordered,
        sources=frozenset(map(str, scope.sources)),
        place=select.meta.get(_PLACE, 0),
    )


def conjuncts(condition: exp.Expr) -> list[exp.Expr]:
    """Return the parts of a condition that all have to be true."""
    inner = condition.unnest()
    return [part.unnest() for part in inner.flatten()] if isinstance(inner, exp.And) else [inner]


def _resolved(ordered: exp.Ordered, outputs: Mapping[str, exp.Expr]) -> exp.Ordered:
    """Return an order that says what it sorts by, where it named an output column or its number."""
    said = ordered.this
    by_name = isinstance(said, exp.Column) and not said.table
    meant = outputs.get(said.name) if by_name else None
    if isinstance(said, exp.Literal) and said.is_int and 0 < int(said.this) <= len(outputs):
        meant = list(outputs.values())[int(said.this) - 1]
    copy = ordered.copy()
    if meant is not None:
        copy.set("this", meant.copy())
    copy.meta[EXPLICIT] = ordered.meta.get(EXPLICIT, False)
    return copy


def is_value(expression: exp.Expr) -> bool:
    """Tell whether it is one value: a constant, a bind, or what is reckoned from those."""
    return not any(expression.find_all(exp.Column, exp.Query))


def is_constant(expression: exp.Expr) -> bool:
    """Tell whether it is the same value each time the statement is asked."""
    moving = (exp.Placeholder, exp.Parameter, exp.CurrentTimestamp, exp.CurrentDate, exp.Anonymous)
    return is_value(expression) and not any(expression.find_all(*moving))
