"""Exact validation: every column of every row, in chunks, counted in the server.

*Parity* is v2 against what the mapping says; the *law* is v1 against what the inverse makes of v2. Both come down
to one statement a chunk, which answers with one row: how many rows, and a count and a few keys for each question.
"""

from __future__ import annotations

import hashlib
from typing import Any

import sqlalchemy as sa

from sark_lib.pg.diff.counts import MISSING, ORPHAN, Tally, _count
from sark_lib.pg.rows import keys
from sark_lib.pg.rows.keys import Keys, Range
from sark_lib.pg.rows.source import Source
from sark_lib.schema import expected, merge
from sark_lib.schema.mapping import ENTITIES, Entity


def parity(
    connection: sa.Connection,
    source: Source,
    entity: Entity,
    *,
    chunk: int,
    samples: int,
    only: tuple[str, ...] = tuple(merge.MEANING),
) -> Tally:
    """Compare v2 with what the mapping says.

    Args:
        connection: One snapshot for the whole comparison is the caller's choice.
        source: Where the expected rows are read.
        entity: Which table.
        chunk: Rows of v1 compared at once.
        samples: Keys kept a question.
        only: States of the merge that count; all of them by default.

    Returns:
        Counts for ``missing`` (v1 has it, v2 not), ``orphan`` (ours in v2, gone from v1), each column that differs,
        and each state of the merge, prefixed ``state.``.
    """
    tally = Tally()
    for within in keys.ranges(connection, source.v1_table(entity), chunk):
        seen = source.screened(connection, entity, within)
        tally.rows += seen.rows
        if not seen.keys:
            continue
        # A fence: each question reads the state.
        compared = source.compare(entity, Keys.listed(seen.keys)).offset(0).subquery("c")
        state = compared.c.state
        questions: dict[str, Any] = {MISSING: state.in_({merge.NEW, merge.DELETED}.intersection(only))}
        questions[ORPHAN] = state.in_({merge.REMOVED, merge.REMOVED_EDITED}.intersection(only))
        narrow = () if only == tuple(merge.MEANING) else (state.in_(only),)
        questions |= {name: sa.and_(*narrow, compared.c[f"differs_{name}"]) for name in entity.columns}
        questions |= {f"state.{name}": state == name for name in only}
        _count(connection, compared, questions, tally, samples)
    return tally


def query_hash(source: Source) -> str:
    """Return a SHA-256 over the text of every comparison, 64 hex digits: what the evidence was asked with."""
    asked = [source.compare(entity, Range(None, None)) for entity in ENTITIES]
    asked += [expected.back(entity, source.shape, source.policy) for entity in ENTITIES]
    return hashlib.sha256("\n".join(expected.sql(query) for query in asked).encode()).hexdigest()
