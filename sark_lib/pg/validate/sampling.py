"""Rows drawn at random over the whole key space, without counting or scanning a table.

Random pages of both sides tell where the keys lie: a hundred quantiles of them, so that keys that are all alike at the
front, as those of version 7, are drawn as evenly as random ones. Points are then drawn between the quantiles, and at
each point the next key of v1, of v2 and of the row map is taken: what one side lacks, another has.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from uuid import UUID

import sqlalchemy as sa
from psycopg import sql
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.expression import FromClause

from sark_lib.pg.connection.engine import read_only
from sark_lib.pg.ledger import tables
from sark_lib.pg.rows.source import Source
from sark_lib.schema.codecs import as_uuid
from sark_lib.schema.mapping import Entity

# Keys that are read to know the quantiles, and how many of these.
PIVOTS, QUANTILES = 5_000, 100
_LAST = 2**128 - 1


def estimate(connection: sa.Connection, table: FromClause) -> int:
    """Return about how many rows a table has, as the planner sees it: rows a page at the last ANALYZE, pages now."""
    compiled = sa.select(sa.literal_column("1")).select_from(table).compile(dialect=connection.dialect)
    explained = sql.SQL("EXPLAIN (FORMAT JSON) {}").format(sql.SQL(str(compiled))).as_string(None)
    plan = connection.exec_driver_sql(explained).scalar_one()
    return int(plan[0]["Plan"]["Plan Rows"])


def batches(engine: sa.Engine, source: Source, entity: Entity, *, seed: int, size: int) -> Iterator[list[UUID]]:
    """Yield keys drawn at random, each once, in batches; without end, until nothing new comes up.

    Args:
        engine: The database; each batch is a short transaction of its own.
        source: Names the tables.
        entity: Which table.
        seed: The same seed draws the same keys while the rows are the same.
        size: Points drawn for a batch.
    """
    rng, seen = Random(f"{seed} {entity.v2}"), set[UUID]()  # noqa: S311 - a sample, no secret
    with read_only(engine) as connection:
        bounds = _quantiles(connection, source, entity, seed)
    while True:
        points = [_point(rng, bounds) for _ in range(size)]
        with read_only(engine) as connection:
            found = set(connection.execute(_next(source, entity, points)).scalars()) - seen - {None}
        if not found:
            return
        seen |= found
        yield sorted(found)


def _point(rng: Random, bounds: list[int]) -> UUID:
    place = rng.randrange(len(bounds) - 1)
    return UUID(int=rng.randint(bounds[place], bounds[place + 1]))


def _quantiles(connection: sa.Connection, source: Source, entity: Entity, seed: int) -> list[int]:
    """Return bounds of ranges that hold about as many rows each, from random pages of both sides."""
    keys: list[int] = []
    for table in (source.v1_table(entity), source.v2_table(entity)):
        percent = min(100.0, 100.0 * PIVOTS / max(1, estimate(connection, table)))
        pages = sa.tablesample(table, sa.func.system(percent), seed=sa.literal(seed))
        found = connection.execute(sa.select(as_uuid(sa.cast(pages.c.id, sa.Text)))).scalars()
        keys += [key.int for key in found if key is not None]
    step = max(1, len(keys) // QUANTILES)
    return [0, *sorted(keys)[step::step], _LAST]


def _next(source: Source, entity: Entity, points: list[UUID]) -> sa.CompoundSelect[UUID]:
    drawn = sa.select(sa.func.unnest(sa.literal(points, ARRAY(sa.Uuid)), type_=sa.Uuid()).label("at")).subquery("p")
    v1, v2, mapped = source.v1_table(entity), source.v2_table(entity), tables.row_map(entity)
    after = [
        sa.select(v1.c.id).where(v1.c.id >= drawn.c.at).order_by(v1.c.id),
        sa.select(as_uuid(v2.c.id)).where(v2.c.id >= sa.cast(drawn.c.at, sa.Text)).order_by(v2.c.id),
        sa.select(mapped.c.v1_id).where(mapped.c.v1_id >= drawn.c.at).order_by(mapped.c.v1_id),
    ]
    found = (query.limit(1).correlate(drawn).scalar_subquery() for query in after)
    return sa.union(*(sa.select(key).select_from(drawn) for key in found))
