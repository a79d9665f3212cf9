"""Whether live sync can do its work: its triggers, its functions, and the rights they act with; reads only.

The hash that was written down at installation says what we meant. Here the catalogue itself is read, so that a
function somebody has replaced, or a trigger somebody has switched off, is seen.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from sark_lib.pg.ddl import views
from sark_lib.pg.ledger import sync_state, tables
from sark_lib.pg.ledger.sync_state import State
from sark_lib.pg.rows.source import Source
from sark_lib.pg.sync import triggers
from sark_lib.pg.sync.triggers import Problem
from sark_lib.schema.expected import OURS
from sark_lib.schema.mapping import ENTITIES

ALWAYS = "A"
_ENABLED = {"D": "is disabled", "O": "does not fire for a replica role", "R": "fires for a replica role only"}
# pg_trigger.tgtype of a trigger AFTER one event, FOR EACH STATEMENT.
_KIND = {"insert": 4, "delete": 8, "update": 16, "truncate": 32}

_TRIGGERS = sa.text(
    """
    SELECT c.relname AS on_table, t.tgname AS name, t.tgenabled AS enabled, t.tgtype AS kind,
           cardinality(CAST(t.tgattr AS int2[])) AS columns, s.nspname AS function_schema, p.proname AS function
    FROM pg_trigger t
    JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_proc p ON p.oid = t.tgfoid
    JOIN pg_namespace s ON s.oid = p.pronamespace
    WHERE n.nspname = :schema AND NOT t.tgisinternal AND t.tgname LIKE 'sark\\_sync\\_%'
    """
)
_FUNCTIONS = sa.text(
    """
    SELECT p.proname AS name, p.prosrc AS body, p.prosecdef AS definer, p.proconfig AS settings
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = :ours
    """
)
# What the owner of the functions, and that of the views they read, may not do and would have to.
_LACKING = sa.text(
    """
    SELECT pg_get_userbyid(role) AS owner, format('%I.%I', n.nspname, c.relname) AS name,
           string_agg(wanted, ', ' ORDER BY wanted) AS lacking
    FROM unnest(CAST(:roles AS oid[])) AS role
    CROSS JOIN pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    CROSS JOIN unnest(CASE c.relkind WHEN 'v' THEN ARRAY['SELECT'] WHEN 'S' THEN ARRAY['USAGE']
                      ELSE ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE'] END) AS wanted
    WHERE ((n.nspname = :schema AND c.relname = ANY (:tables)) OR (n.nspname = :ours AND c.relname = ANY (:notes)))
      AND NOT CASE c.relkind WHEN 'S' THEN has_sequence_privilege(role, c.oid, wanted)
              ELSE has_table_privilege(role, c.oid, wanted) END
    GROUP BY role, n.nspname, c.relname
    UNION ALL
    SELECT pg_get_userbyid(role), format('schema %I', n.nspname), 'USAGE'
    FROM unnest(CAST(:roles AS oid[])) AS role CROSS JOIN pg_namespace AS n
    WHERE n.nspname IN (:schema, :ours) AND NOT has_schema_privilege(role, n.oid, 'USAGE')
    ORDER BY 1, 2
    """
)
_ROLES = sa.text(
    """
    SELECT p.proowner FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname = :ours AND p.proname = ANY (:functions)
    UNION
    SELECT c.relowner FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = :ours AND c.relname = ANY (:views)
    """
)
# xmin is the transaction that last wrote a row of the catalogue: switching a trigger off and on again leaves a trace.
_TRACE = sa.text(
    """
    SELECT format('trigger %s.%s.%s %s %s %s', n.nspname, c.relname, t.tgname, t.tgenabled, p.proname, t.xmin)
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_proc p ON p.oid = t.tgfoid
    WHERE NOT t.tgisinternal AND t.tgname LIKE 'sark\\_sync\\_%'
    UNION ALL
    SELECT format('function %s %s %s', p.proname, p.xmin, md5(p.prosrc))
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = :ours
    UNION ALL
    SELECT format('view %s %s', c.relname, r.xmin)
    FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = :ours
    ORDER BY 1
    """
)
_BODY = re.compile(r"AS (\$\w+\$)(?P<body>.*)\1", re.DOTALL)


def problems(connection: sa.Connection, source: Source) -> list[Problem]:
    """Return what keeps sync from its work; nothing where nothing is synced.

    Args:
        connection: To read.
        source: Names the tables, and makes the functions as they should be.
    """
    states = sync_state.state(connection)
    if not states:
        return []
    parts = _states(states), _triggers(connection, source, states), _functions(connection, source)
    absent = (Problem(f"view {name}", "is not as declared") for name in views.stale(connection, source))
    return [problem for part in (*parts, absent, _rights(connection, source)) for problem in part]


def _states(states: Mapping[str, State]) -> Iterator[Problem]:
    for entity in ENTITIES:
        state = states.get(entity.v1)
        if state is None:
            yield Problem(entity.v1, "is not synced, and the other table is")
        elif not state.attached:
            yield Problem(entity.v1, "sync is detached: the command `attach` puts it back")
    if len({(state.direction, state.late) for state in states.values()}) > 1:
        yield Problem(ENTITIES[0].v1, "the two tables are synced in different directions")


def _triggers(connection: sa.Connection, source: Source, states: Mapping[str, State]) -> Iterator[Problem]:
    rows = connection.execute(_TRIGGERS, {"schema": source.shape.schema}).all()
    found = {(row.on_table, row.name): row for row in rows}
    # Of a table that is detached or not synced that has been said already; triggers it has none.
    attached = ((entity, states.get(entity.v1)) for entity in ENTITIES)
    called = [triggers.called(entity, state) for entity, state in attached if state and state.attached]
    wanted = ((*pair, event) for pairs in called for pair in pairs.items() for event in triggers.EVENTS)
    for table, function, event in wanted:
        name = f"sark_sync_{event}"
        if wrong := _trigger(found.get((table, name)), event, function):
            yield Problem(f"trigger {name} on {table}", wrong)


def _trigger(row: sa.Row[Any] | None, event: str, function: str) -> str:
    """Return what is wrong with a trigger, or nothing."""
    if row is None:
        return "is missing"
    if row.enabled != ALWAYS:
        return f"{_ENABLED[row.enabled]}; it has to be ENABLE ALWAYS"
    if (row.function_schema, row.function) != (OURS, function):
        return f"calls {row.function_schema}.{row.function} instead of {function}"
    if row.kind != _KIND[event] or row.columns:
        return "was made for another event"
    return ""


def _functions(connection: sa.Connection, source: Source) -> Iterator[Problem]:
    found = {row.name: row for row in connection.execute(_FUNCTIONS, {"ours": OURS})}
    for name, text in triggers.functions(source).items():
        row, declared = found.get(name), _BODY.search(text)
        assert declared is not None  # noqa: S101 - each of our templates has a body
        definer = "SECURITY DEFINER" in text[: declared.start()]
        if row is None:
            yield Problem(f"function {name}", "is missing")
        elif row.body != declared["body"]:
            yield Problem(f"function {name}", "is not as this mapping declares it")
        elif row.definer != definer or (definer and "search_path=pg_catalog, pg_temp" not in (row.settings or ())):
            yield Problem(f"function {name}", "has lost its settings: SECURITY DEFINER, or search_path")


def _rights(connection: sa.Connection, source: Source) -> Iterator[Problem]:
    read = [name for entity in ENTITIES for name in (entity.expected, entity.inverse)]
    owners = {"ours": OURS, "functions": list(triggers.functions(source)), "views": read}
    noted = [tables.MISSED.name, tables.QUARANTINE.name, tables.HELD_BACK.name, tables.LATE_WRITES.name]
    values = {
        "roles": list(connection.execute(_ROLES, owners).scalars()),
        "ours": OURS,
        "schema": source.shape.schema,
        "tables": [name for entity in ENTITIES for name in (entity.v1, entity.v2)],
        "notes": [*noted, *(entity.row_map for entity in ENTITIES), *read],
    }
    for row in connection.execute(_LACKING, values):
        yield Problem(f"role {row.owner}", f"which the functions act as, lacks {row.lacking} on {row.name}")


def fingerprint(connection: sa.Connection) -> str:
    """Return a SHA-256 over the catalogue's rows of our triggers, functions and views, 64 hex digits.

    It changes whenever one of them is changed, even to what it was before: what was written in between was missed.

    Args:
        connection: To read.
    """
    rows = connection.execute(_TRACE, {"ours": OURS}).scalars()
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()
