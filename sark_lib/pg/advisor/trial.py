"""Trying candidates for real: built on a copy, planned with, measured, and kept only if they are worth it.

One after the other, each beside what was kept before it, since an index may be worth something only with another. When
all have been tried the advisor looks at the new plans, and proposes what they want; until nothing new is kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, cast

import psycopg
import sqlalchemy as sa
from psycopg import sql
from sqlalchemy.schema import CreateIndex

from sark_lib.evidence.advisor.candidate import Candidate
from sark_lib.evidence.advisor.catalog import Catalogue, ForeignKey
from sark_lib.evidence.advisor.trials import CaseKey, Reading, Tried, declared
from sark_lib.evidence.advisor.view_query import asked_of
from sark_lib.evidence.advisor.workload import Asked
from sark_lib.evidence.benchmark.timings import Case, Pattern
from sark_lib.evidence.values import sha256
from sark_lib.pg.advisor.scratch_copy import SCHEMA
from sark_lib.pg.benchmark import cpu_clock, timing
from sark_lib.pg.catalog import statistics
from sark_lib.pg.indexes import build

ROUNDS = 3
_INSERTED, _TIMES = 5_000, 3
_SIZE = sa.text("SELECT pg_total_relation_size(to_regclass(:name))")
_TOLD_ON_DELETE = "what a delete of the referenced row asks"
Advise = Callable[[Sequence[Asked], Catalogue], Sequence[Candidate]]


def run(engine: sa.Engine, cases: Sequence[Case], found: Catalogue, advise: Advise) -> list[Tried]:
    """Try what the advisor proposes, and return what came of each, in the order they were tried.

    Args:
        engine: Sees the copies alone, as :func:`~sark_lib.pg.advisor.scratch_copy.copy` gives it.
        cases: What is asked; none of them ``missing``.
        found: The catalogue of the tables that were copied: copies have no foreign keys.
        advise: Proposes; :func:`~sark_lib.evidence.advisor.advise.advise`.

    Raises:
        SarkError: The server refused something else than a candidate.
    """
    trial = _Trial(engine, [*cases, *_deletes(engine, found)], found)
    trial.readings = read(engine, trial.cases, answers=True)
    seen: set[object] = set()
    for _ in range(ROUNDS):
        proposed = [one for one in advise(trial.asked(), trial.catalogue()) if one.kind != "removal"]
        new = [one for one in proposed if _identity(one) not in seen]
        seen.update(map(_identity, new))
        kept = [trial.attempt(one, proposed) for one in new]
        if not any(kept):
            break
    return trial.pruned()


def read(
    engine: sa.Engine,
    cases: Sequence[Case],
    before: Mapping[CaseKey, Reading] = MappingProxyType({}),
    *,
    answers: bool = False,
) -> dict[CaseKey, Reading]:
    """Return what each case costs now; those whose plan is as before are not asked again.

    Args:
        engine: What is asked.
        cases: None of them ``missing``.
        before: What they cost earlier; nothing where that is not known.
        answers: Whether to ask for the answers; otherwise they are as before, since no index changes one.
    """
    with engine.connect().execution_options(postgresql_readonly=True) as connection:
        client = timing.Client(cast("timing.Connection", connection.connection.driver_connection))
        return {key(case): _read(client, case, before.get(key(case)), answers=answers) for case in cases}


def _read(client: timing.Client, case: Case, before: Reading | None, *, answers: bool) -> Reading:
    query = timing.sent(case)
    if before is not None and not answers:
        with client.transaction() as cursor:
            planned = sql.SQL("EXPLAIN (FORMAT JSON) {}").format(sql.SQL(query))
            row = cursor.execute(planned, case.binds, prepare=False).fetchone()
        if Reading(explained=row and row[0]).shape == before.shape:
            return before
    return Reading(
        explained=client.explained(query, case.binds),
        cpu_ms=min(client.cpu_ms(query, case.binds), default=None),
        answer=sha256(client.answer(query, case.binds)[0]) if answers else before.answer if before else "",
    )


def _asked_anew(candidate: Candidate, case: Case) -> str:
    return candidate.sql if candidate.kind == "rewrite" else asked_of(candidate.name, case.pattern.sql)


def _identity(candidate: Candidate) -> object:
    return replace(candidate, name="", reason="", gain=None, patterns=(), notes=(), indexes=())


def _deletes(engine: sa.Engine, found: Catalogue) -> list[Case]:
    """Return what a delete asks of each table that refers to the one it deletes from: no pattern shows that."""
    with engine.connect() as connection:
        return [case for one in found.foreign_keys if (case := _delete(connection, one, found))]


def _delete(connection: sa.Connection, foreign: ForeignKey, found: Catalogue) -> Case | None:
    child, parent = found.table(foreign.table), found.table(foreign.to_table)
    column = child.column(foreign.columns[0]) if child else None
    if column is None or parent is None or len(foreign.columns) > 1:
        return None
    of, place = sql.Identifier(SCHEMA, parent.name), sql.Identifier(foreign.to_columns[0])
    first = sql.SQL("SELECT CAST(min({}) AS text) FROM {}").format(place, of).as_string()
    value = connection.exec_driver_sql(first.replace("%", "%%")).scalar()
    asked = sql.SQL("SELECT 1 FROM {} WHERE {} = CAST({} AS {})").format(
        sql.Identifier(foreign.table), sql.Identifier(column.name), sql.SQL(":key"), sql.SQL(column.type)
    )
    pattern = Pattern(
        id=f"delete_from_{parent.name}",
        title=_TOLD_ON_DELETE,
        question="",
        target_ms=1.0,
        sql=asked.as_string(),
        parameter="key",
        domain="key",
    )
    return None if value is None else Case(pattern=pattern, kind=foreign.name, value=value)


@dataclass
class _Trial:
    """The copy, what is kept on it, and what each case costs now."""

    engine: sa.Engine
    cases: list[Case]
    found: Catalogue
    readings: dict[CaseKey, Reading] = field(default_factory=dict)
    tried: list[Tried] = field(default_factory=list)
    built: dict[str, Candidate] = field(default_factory=dict)
    inserts: dict[tuple[str, frozenset[str]], float | None] = field(default_factory=dict)

    def asked(self) -> list[Asked]:
        """Return the workload as the advisor takes it."""
        return [
            Asked(pattern=c.pattern.id, kind=c.kind, sql=c.pattern.sql, plan=self.readings[key(c)].plan)
            for c in self.cases
        ]

    def catalogue(self) -> Catalogue:
        """Return the catalogue of the copy, with the foreign keys of the original, and what is written and read there.

        The copy's own counters would only tell of the trial, and not always in time.
        """
        names = [table.name for table in self.found.tables]
        names += [one.name for one in self.built.values() if one.kind == "matview"]
        with self.engine.connect() as connection:
            own = statistics.read(connection, SCHEMA, names)
        used = {table.name: table.writes_per_read for table in self.found.tables}
        tables = tuple(replace(table, writes_per_read=used.get(table.name)) for table in own.tables)
        return replace(own, tables=tables, foreign_keys=self.found.foreign_keys)

    def attempt(self, candidate: Candidate, proposed: Sequence[Candidate]) -> bool:
        """Try one, keep it or take it away again, and return whether it was kept."""
        needed = [one for one in proposed if one.name in candidate.needs and one.name not in self.built]
        try:
            one = self._measured(candidate, needed)
        except sa.exc.DBAPIError as error:
            one = Tried(candidate=candidate, obstacle=f"the server refused it: {str(error.orig).splitlines()[0]}")
        self.tried.append(one)
        if one.kept:
            self._keep(one)
        else:
            self._take_away([candidate, *needed])
        return one.kept

    def _measured(self, candidate: Candidate, needed: Sequence[Candidate]) -> Tried:
        own = [one for one in (*needed, candidate) if one.kind != "rewrite"]
        insert_before = sum(self._insert_ms(one.table) or 0.0 for one in own if one.kind == "index")
        began = time.perf_counter()
        size = sum(self._build(one) for one in own)
        took_s = time.perf_counter() - began
        affected = self._affected(candidate)
        anew = candidate.kind != "index"
        after = read(self.engine, affected, self.readings, answers=anew)
        # A view of the last day answers for that day, whichever was asked for.
        lasting = [key(case) for case in affected if candidate.kind == "rewrite" or not case.binds] if anew else []
        unequal = tuple(k for k in lasting if after[k].answer != self.readings[k].answer)
        insert = [self._insert_ms(one.table) for one in own if one.kind == "index"]
        return Tried(
            candidate=candidate,
            before=dict(self.readings),
            after=after,
            bytes=size,
            build_s=took_s,
            insert_ms=None if None in insert else max(sum(map(float, filter(None, insert))) - insert_before, 0.0),
            parts=tuple(own),
            unequal=unequal,
        )

    def _affected(self, candidate: Candidate) -> list[Case]:
        """Return the cases that may change: those that read its table, or that it is another way to ask."""
        if candidate.kind == "index":
            return [c for c in self.cases if candidate.table in self.readings[key(c)].relations]
        of = [case for case in self.cases if case.pattern.id in candidate.patterns]
        return [replace(case, pattern=replace(case.pattern, sql=_asked_anew(candidate, case))) for case in of]

    def _keep(self, one: Tried) -> None:
        better = {key: reading for key, reading in one.after.items() if key not in one.losers}
        self.readings.update(better)
        if one.candidate.kind != "index":
            rewritten = {key(case): case for case in self._affected(one.candidate)}
            self.cases = [rewritten[key(c)] if key(c) in rewritten and key(c) in better else c for c in self.cases]

    def _build(self, candidate: Candidate) -> int:
        """Build it and return its bytes."""
        with self.engine.begin() as connection:
            if candidate.kind == "matview":
                connection.exec_driver_sql(_said("CREATE MATERIALIZED VIEW {} AS {}", candidate).replace("%", "%%"))
                for index in candidate.indexes:
                    connection.execute(CreateIndex(build.construct(SCHEMA, declared(index), concurrently=False)))
            else:
                connection.execute(CreateIndex(build.construct(SCHEMA, declared(candidate), concurrently=False)))
            if candidate.kind == "matview" or not all(part.is_column for part in candidate.key):
                of = candidate.name if candidate.kind == "matview" else candidate.table
                connection.exec_driver_sql(sql.SQL("ANALYZE {}").format(sql.Identifier(SCHEMA, of)).as_string())
            self.built[candidate.name] = candidate
            place = sql.Identifier(SCHEMA, candidate.name).as_string()
            return int(connection.execute(_SIZE, {"name": place}).scalar_one())

    def _take_away(self, candidates: Iterable[Candidate]) -> None:
        with self.engine.begin() as connection:
            for one in candidates:
                if self.built.pop(one.name, None):
                    word = "DROP MATERIALIZED VIEW {}" if one.kind == "matview" else "DROP INDEX {}"
                    name = sql.Identifier(SCHEMA, one.name)
                    connection.exec_driver_sql(sql.SQL(word).format(name).as_string())

    def _insert_ms(self, table: str) -> float | None:
        """Return the CPU of inserting 1,000 rows beside the indexes that are there now, milliseconds."""
        at = (table, frozenset(name for name, one in self.built.items() if one.table == table))
        if at not in self.inserts:
            with self.engine.connect() as connection:
                driver = cast("psycopg.Connection[tuple[Any, ...]]", connection.connection.driver_connection)
                self.inserts[at] = inserted_ms(driver, table)
        return self.inserts[at]

    def pruned(self) -> list[Tried]:
        """Take away what no plan uses in the end, those for a foreign key apart, and return everything tried."""
        used = {name for reading in self.readings.values() for name in reading.indexes}
        idle = {one.candidate.name for one in self.tried if one.kept and one.candidate.kind == "index"} - used
        self._take_away([self.built[name] for name in idle if name in self.built])
        beside = "no plan uses it beside the others"
        return [replace(one, obstacle=beside) if one.kept and one.candidate.name in idle else one for one in self.tried]


def inserted_ms(connection: psycopg.Connection[tuple[Any, ...]], table: str) -> float | None:
    """Return the CPU of inserting 1,000 rows into an empty table with the same indexes, milliseconds.

    The least of a few times; what a GIN index puts off is done within it. None where the process cannot be seen.

    Args:
        connection: In a transaction, which is rolled back.
        table: The copy whose rows and indexes are taken.
    """
    of, probe = sql.Identifier(SCHEMA, table), sql.Identifier(SCHEMA, f"{table}_probe")
    with connection.transaction(force_rollback=True), connection.cursor() as cursor:
        clock = cpu_clock.clock(cursor)
        if clock is None:
            return None
        cursor.execute(sql.SQL("CREATE UNLOGGED TABLE {} (LIKE {} INCLUDING INDEXES)").format(probe, of))
        filled = sql.SQL("INSERT INTO {} SELECT * FROM {} LIMIT {}").format(probe, of, sql.Literal(_INSERTED))
        spent, rows = [], 0
        for _ in range(_TIMES):
            cursor.execute(sql.SQL("TRUNCATE {}").format(probe))
            began = clock()
            rows = cursor.execute(filled).rowcount
            cursor.execute(_FLUSHED, (probe.as_string(),))
            spent.append(clock() - began)
        return 1000 * min(spent) / rows if rows else None


_FLUSHED = """
    SELECT gin_clean_pending_list(i.indexrelid) FROM pg_index i
    JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam AND m.amname = 'gin'
    WHERE i.indrelid = to_regclass(%s)
"""


def key(case: Case) -> CaseKey:
    """Return what a case goes by."""
    return case.pattern.id, case.kind


def _said(template: str, candidate: Candidate) -> str:
    name, query = sql.Identifier(SCHEMA, candidate.name), sql.SQL(candidate.sql)
    return sql.SQL(template).format(name, query).as_string()
