"""Mistakes that a statement's text alone shows, each with the statement as it should be.

They give wrong rows, not slow ones, so no plan and no index helps. sqlglot reads and writes the statements; binds are
``:name``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlglot import exp

from sark_lib.evidence.advisor.catalog import Catalogue, Column
from sark_lib.evidence.advisor.sql import EXPLICIT, Block, bare, blocks, parse, selects, written

# Words of scales people use, least first: an order of the words as text is not theirs.
SCALES = (
    ("low", "medium", "high", "critical"),
    ("debug", "info", "notice", "warning", "error", "critical", "fatal"),
    ("minor", "moderate", "major", "severe"),
    ("small", "medium", "large"),
    ("bronze", "silver", "gold", "platinum"),
    ("none", "low", "normal", "high", "urgent"),
    ("never", "rarely", "sometimes", "often", "always"),
)


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """Something wrong with a statement.

    Args:
        rule: ``R16``, ``R17`` or ``R18``.
        statement: Whose mistake it is: the pattern's id.
        what: What is wrong and what it does, with names.
        corrected: The statement without this mistake, with its binds.
    """

    rule: str
    statement: str
    what: str
    corrected: str


def lint(sql: str, catalogue: Catalogue, statement: str = "") -> list[Mistake]:
    """Return the mistakes in a statement, outermost SELECT first.

    Args:
        sql: One statement, with ``:name`` binds.
        catalogue: Knows the columns of its tables; a table it does not know is taken to be harmless.
        statement: The statement's name, for the message.

    Raises:
        DeclarationError: The statement cannot be read.
    """
    found = sorted(blocks(sql, catalogue, where=statement), key=lambda block: block.place)
    return [
        Mistake(rule=rule, statement=statement, what=what, corrected=_corrected(sql, block, change))
        for block in found
        for rule, check in RULES.items()
        for what, change in check(block, catalogue)
    ]


Change = Callable[[exp.Select], None]
Check = Callable[[Block, Catalogue], Iterator[tuple[str, Change]]]


def nulls_first(block: Block, catalogue: Catalogue) -> Iterator[tuple[str, Change]]:
    """R16: DESC puts NULLs first, so on what may be NULL the greatest do not come first."""
    for place, one in enumerate(block.order):
        descends = one.args.get("desc") and not one.meta.get(EXPLICIT)
        if descends and _may_be_null(one.this, block, catalogue):
            what = f"{bare(one.this)} may be NULL, and DESC puts NULLs first: say NULLS LAST"
            yield what, lambda select, place=place: _towards(_ordered(select)[place], descending=True)  # type: ignore[misc]


def unstable(block: Block, catalogue: Catalogue) -> Iterator[tuple[str, Change]]:
    """R17: LIMIT over an order that leaves ties, or over none: which rows come is left to chance."""
    if not block.limited or not any(block.select.find_all(exp.Column)):
        return
    missing = _untied(block, catalogue)
    if not block.order and not _one_row(block):
        said = f": add ORDER BY {', '.join(bare(one) for one in missing)}" if missing else ""
        yield f"LIMIT without ORDER BY gives other rows each time{said}", lambda select: _add(select, missing)
    elif missing:
        names = ", ".join(written(one.this, pretty=False) for one in block.order)
        more = ", ".join(written(one, pretty=False) for one in missing)
        what = f"rows with the same {names} come in any order, and LIMIT cuts among them: add {more}"
        yield what, lambda select: _add(select, missing)


def text_as_rank(block: Block, catalogue: Catalogue) -> Iterator[tuple[str, Change]]:
    """R18: words of a scale ordered as text: 'critical' comes before 'high', and 'medium' after both."""
    for place, one in enumerate(block.order):
        column = _column(one.this, block, catalogue)
        values = _values(one.this, column, block) if column else set()
        scale = next((scale for scale in SCALES if len(values) > 1 and values <= set(scale)), ())
        if not scale:
            continue
        wanted = sorted(values, key=scale.index, reverse=bool(one.args.get("desc")))
        came = sorted(values, reverse=bool(one.args.get("desc")))
        if came == wanted or (not one.args.get("desc") and came == wanted[::-1]):
            continue
        what = f"{bare(one.this)} is ordered as text: {', '.join(came)}; as a scale it is {', '.join(wanted)}"
        yield what, lambda select, place=place, wanted=wanted: _rank(_ordered(select)[place], wanted)  # type: ignore[misc]


RULES: dict[str, Check] = {"R16": nulls_first, "R17": unstable, "R18": text_as_rank}


def _corrected(sql: str, block: Block, change: Change) -> str:
    """Return the statement with one SELECT changed."""
    tree = parse(sql)
    change(selects(tree)[block.place])
    return written(tree)


def _ordered(select: exp.Select) -> list[exp.Ordered]:
    return list(select.args["order"].expressions)


def _add(select: exp.Select, columns: Sequence[exp.Expr]) -> None:
    """Append columns to an order."""
    select.order_by(*(column.copy() for column in columns), copy=False)


def _towards(ordered: exp.Ordered, *, descending: bool) -> None:
    """Order up or down, NULLs last."""
    for name, value in {"desc": descending or None, "nulls_first": None}.items():
        ordered.set(name, value)


def _rank(ordered: exp.Ordered, wanted: Sequence[str]) -> None:
    """Order by a scale instead of by text: as text in the other direction where that does it, else by a CASE."""
    _towards(ordered, descending=False)
    if list(wanted) != sorted(wanted):
        case = exp.Case(this=ordered.this.copy())
        for rank, word in enumerate(wanted, 1):
            case = case.when(exp.Literal.string(word), exp.Literal.number(rank))
        ordered.set("this", case)


def _column(expression: exp.Expr, block: Block, catalogue: Catalogue) -> Column | None:
    if not isinstance(expression, exp.Column):
        return None
    table = catalogue.table(block.tables.get(expression.table, ""))
    return table.column(expression.name) if table else None


def _may_be_null(expression: exp.Expr, block: Block, catalogue: Catalogue) -> bool:
    """Tell whether a column, or an aggregate of one, may be NULL: as declared, or because an outer join has no row."""
    if isinstance(expression, exp.Count | exp.CountIf | exp.Coalesce):
        return False
    inner: exp.Expr = expression.this if isinstance(expression, exp.AggFunc) else expression
    column = _column(inner, block, catalogue)
    optional = isinstance(inner, exp.Column) and inner.table in _optional(block)
    return column is not None and (column.nullable or optional)


def _optional(block: Block) -> set[str]:
    """Return the aliases that an outer join may leave without a row."""
    joins = block.select.args.get("joins") or []
    sides = {join.side for join in joins}
    first = {block.select.args["from_"].alias_or_name} if {"RIGHT", "FULL"} & sides else set()
    return first | {join.alias_or_name for join in joins if join.side in ("LEFT", "FULL")}


def _one_row(block: Block) -> bool:
    return block.aggregates and not block.group and not block.select.args.get("distinct")


def _values(expression: exp.Expr, column: Column | None, block: Block) -> set[str]:
    """Return the words a column can have here: those its conditions leave, or the common ones."""
    values = set(column.common) if column else set()
    for condition in block.where:
        if not isinstance(condition, exp.In | exp.EQ | exp.NEQ) or condition.this != expression:
            continue
        said = condition.expressions if isinstance(condition, exp.In) else [condition.expression]
        words = {one.name for one in said if isinstance(one, exp.Literal)}
        values = values - words if isinstance(condition, exp.NEQ) else words
    return values


def _untied(block: Block, catalogue: Catalogue) -> list[exp.Expr]:
    """Return the columns without which an order leaves ties; nothing where it leaves none, or nobody can tell."""
    if _one_row(block) or block.select.args.get("distinct") or block.sources != set(block.tables):
        return []
    tables = {alias: catalogue.table(name) for alias, name in block.tables.items()}
    if not all(table and table.primary_key for table in tables.values()):
        return []
    unique = [exp.column(name, table=a) for a, t in reversed(tables.items()) for name in (t.primary_key if t else ())]
    found: list[exp.Expr] = []
    for one in block.group or unique:
        known = _determined(block, catalogue, [*(order.this for order in block.order), *found])
        found += [one] if one not in known and isinstance(one, exp.Column) else []
    return [_named(block, one) for one in found]


def _named(block: Block, column: exp.Expr) -> exp.Expr:
    """Return a column as the statement would name it."""
    alone = len(block.tables) == 1 and set(block.tables) == set(block.tables.values())
    return exp.column(column.name) if alone else column


def _determined(block: Block, catalogue: Catalogue, start: Sequence[exp.Expr]) -> set[exp.Expr]:
    """Return the columns that have one value once some have: by a primary key, by a join, by being held to a value."""
    alias = next(iter(block.tables), "")
    known = {exp.column(one.name, table=one.table or alias) if isinstance(one, exp.Column) else one for one in start}
    known |= {
        one.this for one in block.where if isinstance(one, exp.EQ) and not any(one.expression.find_all(exp.Column))
    }
    size = -1
    while size != len(known):
        size = len(known)
        for name, of in block.tables.items():
            table = catalogue.table(of)
            if table and table.primary_key and {exp.column(k, table=name) for k in table.primary_key} <= known:
                known |= {exp.column(column.name, table=name) for column in table.columns}
        for one, other in block.joins():
            known |= {one, other} if one in known or other in known else set()
    return known
