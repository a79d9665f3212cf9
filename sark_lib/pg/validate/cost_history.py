"""Cost rows by day: history, which v1 has no counterpart of, against what it was when it was validated before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import sqlalchemy as sa

from sark_lib.evidence.checks.findings import Check, Severity
from sark_lib.pg.connection.errors import translated
from sark_lib.schema import v2

Day = tuple[int, str]
"""How many rows, and a digest over what each principal had and spent."""
Days = Mapping[str, Day]

HISTORY = Check(
    id="cost_history",
    title="The cost rows of every day that is over are those that were validated before",
    severity=Severity.ERROR,
    suites=frozenset({"costs", "full"}),
    message="the cost rows of {count} days were lost, moved or changed after they had been validated, {key} first",
    hint="find out who changed history, and put the rows back from the last backup; a waiver accepts what was meant",
)


def days(connection: sa.Connection, schema: str) -> dict[str, Day]:
    """Return the cost rows of every day that has been over for an hour, in UTC.

    Args:
        connection: To read.
        schema: Where ``cost_tracking`` is.

    Raises:
        SarkError: They could not be read.
    """
    cost = v2.table(v2.CostTracking.__tablename__, schema)
    at = sa.func.timezone("UTC", cost.c.timestamp)
    over = at < sa.func.date_trunc("day", sa.func.timezone("UTC", sa.func.now()) - sa.text("interval '1 hour'"))
    sums = (sa.func.count(), sa.func.sum(cost.c.estimated_cost), sa.func.sum(cost.c.actual_cost))
    of_one = (
        sa.select(sa.func.date_trunc("day", at).label("day"), cost.c.principal_id, *sums)
        .where(over, sa.func.isfinite(at))
        .group_by(sa.literal_column("1"), cost.c.principal_id)
        .subquery()
    )
    day, rows = of_one.c.day, of_one.c[2]
    digest = sa.func.sum(sa.func.hash_record_extended(sa.func.row(*of_one.c), sa.literal_column("0")))
    query = sa.select(sa.func.to_char(day, "YYYY-MM-DD"), sa.cast(sa.func.sum(rows), sa.BigInteger), digest)
    with translated("cost rows by day"):
        found = connection.execute(query.group_by(day).order_by(day))
        return {row[0]: (row[1], str(row[2])) for row in found}


def changed(before: Days, now: Days) -> Iterator[Mapping[str, object]]:
    """Yield the days that have lost rows, or say something else with as many.

    More rows than before are late ones. Days before the first that is there now have been retired as a whole.

    Args:
        before: As they were validated.
        now: As they are.
    """
    for day in sorted(before):
        (rows_before, said_before), (rows, says) = before[day], now.get(day, (0, ""))
        if (rows, says) != (rows_before, said_before) and rows <= rows_before and day >= min(now, default=day):
            yield {"key": day, "rows": rows, "rows_before": rows_before}


def remembered(before: Days, now: Days) -> dict[str, Day]:
    """Return what the next validation is to compare with: of a day that has changed, what it was before."""
    return {**now, **{str(each["key"]): before[str(each["key"])] for each in changed(before, now)}}
