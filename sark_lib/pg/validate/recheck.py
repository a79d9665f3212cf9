"""From a suspect to a difference: it counts when it is still there, and its row was left alone.

Suspects are looked at again, in a snapshot in which every transaction has ended that was at work when they were first
seen, and count where neither row was written in between. What is being changed all the time is named, and is no error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

import sqlalchemy as sa
import tenacity

from sark_lib.pg.connection.engine import read_only
from sark_lib.pg.rows.keys import Keys
from sark_lib.pg.validate.comparison import Difference, Question

# Looks at suspects before what is not settled is called in motion, and the pauses between them.
TRIES = 7
PAUSES = tenacity.wait_random_exponential(multiplier=0.05, max=1)


@dataclass
class Settling:
    """Suspects, until they are settled.

    Args:
        engine: The database; each look is a short transaction of its own.
        question: What is asked of them.
        waiting: What was seen at the last look and is not settled.
        confirmed: What counts.
        steady: Of what waits, what was the same at the last two looks.
    """

    engine: sa.Engine
    question: Question
    waiting: dict[str, Difference] = field(default_factory=dict)
    confirmed: list[Difference] = field(default_factory=list)
    steady: set[str] = field(default_factory=set)

    def settle(self, keys: Sequence[UUID], tries: int = TRIES) -> list[Difference]:
        """Look until every suspect is settled, or so often; return those that are in motion.

        What is the same at each look counts in the end, even if some old transaction goes on.
        """
        _, self.waiting = self._look(keys)
        self.steady = set()
        if not self.waiting:
            return []
        again = tenacity.Retrying(
            retry=tenacity.retry_if_result(bool),
            stop=tenacity.stop_after_attempt(tries),
            wait=PAUSES,
            retry_error_callback=lambda _: True,
        )
        again(self._again)
        self.confirmed += (self.waiting[key] for key in sorted(self.steady))
        return [each for key, each in self.waiting.items() if key not in self.steady]

    def _again(self) -> bool:
        oldest, now = self._look([UUID(key) for key in self.waiting])
        same = {key for key, each in now.items() if self.waiting[key] == each}
        over = {key for key in same if oldest >= self.waiting[key].since}
        self.confirmed += (now[key] for key in sorted(over))
        kept = {key: self.waiting[key] if key in same else each for key, each in now.items()}
        self.waiting = {key: each for key, each in kept.items() if key not in over}
        self.steady = same - over
        return bool(self.waiting)

    def _look(self, keys: Sequence[UUID]) -> tuple[int, dict[str, Difference]]:
        """Return the oldest transaction that is at work, and what differs now."""
        with read_only(self.engine) as connection:
            oldest, upto = connection.execute(_AT_WORK).one()
            found = self.question.differences(connection, keys)
            versions = self._versions(connection, list(found))
        seen = {
            key: Difference(key, each.state, each.questions, versions.get(key, ()), upto) for key, each in found.items()
        }
        return oldest, seen

    def _versions(self, connection: sa.Connection, keys: list[str]) -> dict[str, tuple[str, ...]]:
        source, entity = self.question.source, self.question.entity
        listed, found = Keys.listed([UUID(key) for key in keys]), dict[str, tuple[str, ...]]()
        v1, v2 = source.v1_table(entity), source.v2_table(entity)
        for side, table, chosen in (("1", v1, listed.of(v1.c.id)), ("2", v2, listed.of_text(v2.c.id))):
            told = (sa.cast(sa.literal_column(name), sa.Text) for name in ("ctid", "xmin"))
            rows = connection.execute(sa.select(sa.cast(table.c.id, sa.Text), *told).select_from(table).where(*chosen))
            for key, *version in rows:
                found[key] = (*found.get(key, ()), side, *version)
        return found


_AT_WORK = sa.text(
    """
    SELECT CAST(CAST(pg_snapshot_xmin(s) AS text) AS bigint), CAST(CAST(pg_snapshot_xmax(s) AS text) AS bigint)
    FROM pg_current_snapshot() AS s
    """
)
