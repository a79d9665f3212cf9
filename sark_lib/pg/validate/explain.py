"""Why rows differ: both values of each column, the rule that should have made it, and what the merge base tells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.exc import DataError
from sqlalchemy.sql.expression import FromClause

from sark_lib.evidence import masking
from sark_lib.evidence.render.table import Table
from sark_lib.pg.connection.engine import read_only
from sark_lib.pg.diff import counts
from sark_lib.pg.ledger import sync_state
from sark_lib.pg.rows.keys import Keys
from sark_lib.pg.validate.comparison import Difference, Question
from sark_lib.pg.validate.run import Compared
from sark_lib.schema import expected, merge

COLUMNS = ["table", "key", "column", "should be", "is", "rule", "cause", "repair"]
_ROW = {
    counts.MISSING: ("a row", "no row"),
    counts.ORPHAN: ("no row", "a row"),
    counts.UNREADABLE: ("a value that v1 can hold", "none"),
}


def explained(engine: sa.Engine, found: Sequence[Compared], *, values: bool = False) -> list[Table]:
    """Return a table of the first rows that differ, of every question; none where nothing differs.

    Args:
        engine: The database.
        found: What was compared.
        values: Whether to show values under unknown keys too.
    """
    frame = differences(engine, found, values=values)
    return [Table(frame, "Why they differ: the first rows of each question")] if len(frame) else []


def differences(engine: sa.Engine, found: Sequence[Compared], *, values: bool = False) -> pd.DataFrame:
    """Return one row a differing value: table, key, column, should be, is, rule, cause, repair.

    Values are read now: of a row that was put right meanwhile both are the same.
    """
    rows = [row for compared in found if compared.examples for row in _of(engine, compared, show=values)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _of(engine: sa.Engine, compared: Compared, *, show: bool) -> list[tuple[str, ...]]:
    question, examples = compared.question, compared.examples
    with read_only(engine) as connection:
        synced = sync_state.direction(connection) == "forward"
        values = _Values(connection, question, [UUID(key) for key in examples])
        return [
            row for key in sorted(examples) for row in _rows(question, examples[key], values, synced=synced, show=show)
        ]


class _Values:
    """Both sides of some rows."""

    def __init__(self, connection: sa.Connection, question: Question, keys: list[UUID]) -> None:
        source, entity, listed = question.source, question.entity, Keys.listed(keys)
        v1, v2, view = source.v1_table(entity), source.v2_table(entity), source.expected(entity)
        if question.against == "v1":
            self.should = _read(connection, view, listed.of(view.c.v1_id))
            self.actual = _read(connection, v2, listed.of_text(v2.c.id))
            return
        back = expected.back(entity, source.shape, source.policy)
        inverse = back.where(*listed.of_text(back.get_final_froms()[0].c.id)).subquery("i")
        sides = (_read(connection, v1, listed.of(v1.c.id)), _read(connection, inverse, []))
        # Before cutover v1 is the truth, after it v2 is.
        self.should, self.actual = sides if question.against == "v2" else sides[::-1]


def _read(
    connection: sa.Connection, of: FromClause, chosen: list[sa.ColumnElement[bool]]
) -> dict[str, Mapping[str, Any]]:
    # As text where a driver has no type for it, infinite timestamps for one; JSON as JSON.
    columns = (sa.func.to_jsonb(column).label(column.name) for column in of.c)
    try:
        with connection.begin_nested():
            rows = connection.execute(sa.select(*columns).select_from(of).where(*chosen)).mappings().all()
    except DataError:
        return {}  # what cannot be read back is not shown
    return {str(row["id"]): dict(row) for row in rows}


def _rows(
    question: Question, found: Difference, values: _Values, *, synced: bool, show: bool
) -> Iterator[tuple[str, ...]]:
    entity, parity = question.entity, question.against == "v1"
    table = entity.v2 if parity else entity.v1
    # Parity holds where the state is the same: then it is the way back that loses something.
    cause, repair = merge.cause(found.state, synced=synced, mirrored=question.against == "mirror")
    should, actual = values.should.get(found.key, {}), values.actual.get(found.key, {})
    for name in found.questions:
        told = _ROW.get(name) or masking.pair(name, should.get(name), actual.get(name), values=show)
        rule = masking.ABSENT if name in _ROW else str(_rule(question, name))
        yield table, found.key, name, *told, rule, cause, repair or "a decision"


def _rule(question: Question, column: str) -> object:
    source, entity = question.source, question.entity
    if question.against == "v1":
        return next(rule for rule in entity.rules if rule.target == column)
    return expected.rule_back(entity, source.shape, source.policy, column)
