"""Live sync: functions and triggers installed from declarations, in the direction the ledger says.

*Forward*: the application writes v1; triggers there keep v2 equal, and triggers on v2 note what somebody else writes.
*Reverse*, after cutover: the application writes v2; triggers there keep v1 a mirror, and triggers on v1 count who comes
late. A table always has the same four triggers; a switch only exchanges the function they call, which needs no more
than SHARE ROW EXCLUSIVE.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import sqlalchemy as sa
from psycopg import sql
from sqlalchemy.dialects import postgresql as pg

from sark_lib.pg.catalog import introspect
from sark_lib.pg.ledger import installed, tables
from sark_lib.pg.ledger.sync_state import State
from sark_lib.pg.rows.source import Source
from sark_lib.pg.sync import forward, reverse
from sark_lib.schema import expected
from sark_lib.schema.mapping import ENTITIES, Entity
from sark_lib.sql import loader

EVENTS = ("insert", "update", "delete", "truncate")
# Whether a statement is not ours. A role that may write the ledger is ours: the tool's own, and the owner of the
# functions. A role of the application can set the setting, and changes nothing by it.
_FOREIGN = (
    "current_setting('sark.sync', true) IS DISTINCT FROM 'on'"
    # The regclass is looked up once, here: an application has no right to look into our schema.
    " OR has_table_privilege(CAST('sark_migration.sync' AS regclass), 'UPDATE') IS NOT TRUE"
)
# What v1's and v2's triggers do, by direction; late writers of v1 by policy.
_ROLES = ("forward", "late_carry", "late_refuse"), ("watch", "reverse")


@dataclass(frozen=True)
class Problem:
    """One thing that keeps sync from doing its work: which table or function, and what is wrong."""

    where: str
    what: str


@cache
def functions(source: Source) -> Mapping[str, str]:
    """Return the CREATE FUNCTION of each function by name, in the order they are created; a v1 has but one."""
    return MappingProxyType({name: text for entity in ENTITIES for name, text in _functions(source, entity)})


def _functions(source: Source, entity: Entity) -> Iterator[tuple[str, str]]:
    plain = {"sync_forward": forward.statements(source, entity), "sync_reverse": reverse.statements(source, entity)}
    for (template, places), table, keep, key in zip(
        plain.items(),
        (entity.v2, entity.v1),
        (_quarantine(source, entity), _hold(entity)),
        ("uuid", "text"),
        strict=True,
    ):
        name = f"write_{table}"
        yield name, _fill(template, name, **places)
        guard = {"plain": _named(name), "type": sql.SQL(key), "keep": keep, "missed": _named("missed")}
        entity_name = sql.Literal(entity.v1 if table == entity.v2 else entity.v2)
        yield f"carry_to_{table}", _fill("sync_carry", f"carry_to_{table}", entity=entity_name, **guard)
    for role in (*_ROLES[0], *_ROLES[1]):
        name = f"on_{_table(entity, role)}_{role}"
        yield name, _fill("sync_trigger", name, **_trigger(entity, role))


def _table(entity: Entity, role: str) -> str:
    return entity.v1 if role in _ROLES[0] else entity.v2


def _fill(template: str, name: str, **places: sql.Composable) -> str:
    return _filled(template, name=_named(name), **places)


def _named(name: str) -> sql.Identifier:
    return sql.Identifier(expected.OURS, name)


def _quarantine(source: Source, entity: Entity) -> sql.Composable:
    key, values = sql.SQL("_keys[1]"), ["entity", "v1_id", "reason", "detail"]
    kept = _upsert("quarantine", values, [sql.Literal(entity.v1), key, sql.SQL("_reason"), sql.SQL("SQLERRM")])
    return sql.SQL(";\n      ").join(forward.aside(source, entity, kept))


def _hold(entity: Entity) -> sql.Composable:
    key, values = sql.SQL("_keys[1]"), ["v2_table", "v2_id", "reason", "detail"]
    return _upsert("held_back", values, [sql.Literal(entity.v2), key, sql.SQL("_reason"), sql.SQL("SQLERRM")])


def _upsert(table: str, columns: list[str], values: list[sql.Composable]) -> sql.Composable:
    return sql.SQL(
        "INSERT INTO {} ({}) VALUES ({}) ON CONFLICT ({}, {}) DO UPDATE SET reason = excluded.reason, "
        "detail = excluded.detail"
    ).format(
        _named(table),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.SQL(", ").join(values),
        *map(sql.Identifier, columns[:2]),
    )


def _trigger(entity: Entity, role: str) -> dict[str, sql.Composable]:
    """Return what ``sync_trigger.sql`` has places for."""
    acts = {
        "forward": "PERFORM {carry}(_keys, _gone);",
        "late_carry": "PERFORM nextval({late}); PERFORM {carry}(_keys, _gone); {held};",
        "late_refuse": "PERFORM nextval({late}); RAISE EXCEPTION '% is a mirror since cutover', TG_TABLE_NAME "
        "USING ERRCODE = '25006', HINT = 'write v2; -p late_writers=carry at cutover would have carried this over';",
        "watch": "{note};",
        "reverse": "PERFORM {carry}(_keys, _gone);",
    }
    on_v1 = role in _ROLES[0]
    keys = sa.literal_column("_keys || _gone", pg.ARRAY(sa.Text))
    places = {
        "carry": forward.carry(entity.v2 if on_v1 else entity.v1),
        "late": sql.Literal(f"{expected.OURS}.late_writes"),
        "note": forward.text(forward.note(entity.v2, keys, "written in v2")),
        "held": forward.text(forward.note_held(entity)),
    }
    return {
        "type": sql.SQL("uuid" if on_v1 else "text"),
        "act": sql.SQL(acts[role]).format(**places),
        "truncated": _truncated(entity, role),
    }


def _truncated(entity: Entity, role: str) -> sql.Composable:
    """Return what a TRUNCATE does: it has no transition table, but the row map knows what was there."""
    if role == "reverse":
        return sql.SQL(
            "RAISE EXCEPTION '% is mirrored into v1 and cannot be truncated', TG_TABLE_NAME "
            "USING ERRCODE = '55000', HINT = 'DELETE its rows, or roll the migration back first';"
        )
    # Inline: PL/pgSQL refuses an INSERT whose RETURNING goes nowhere.
    whole = sa.insert(tables.MISSED).values(entity=_table(entity, role), key=sa.null(), reason="truncated").inline()
    everything = sql.SQL("{};").format(forward.text(whole))
    if role == "watch":
        return everything
    mapped = tables.row_map(entity)
    gone = sql.SQL("_gone = ARRAY({});").format(forward.text(sa.select(mapped.c.v1_id).order_by(mapped.c.v1_id)))
    unseen = sql.SQL("IF current_setting('transaction_isolation') <> 'read committed' THEN {} END IF;")
    return sql.SQL("\n    ").join([gone, unseen.format(everything)])


def install(connection: sa.Connection, source: Source) -> list[str]:
    """Create the functions whose text changed, and return their names."""
    texts, there = functions(source), installed.remembered(connection, "function")
    changed = [name for name, text in texts.items() if there.get(name) != _hash(text)]
    for name in changed:
        connection.exec_driver_sql(texts[name].replace("%", "%%"))
        connection.exec_driver_sql(_revoke(texts[name]))
        installed.remember(connection, "function", name, _hash(texts[name]))
    return changed


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _revoke(text: str) -> str:
    """Return what keeps others from calling a function themselves; triggers need no right to."""
    head = text.removeprefix("CREATE OR REPLACE FUNCTION ").partition(" RETURNS")[0]
    signature = head.replace("_keys ", "").replace("_gone ", "")
    return sql.SQL("REVOKE ALL ON FUNCTION {} FROM PUBLIC").format(sql.SQL(signature)).as_string(None)


def turn(connection: sa.Connection, source: Source, entity: Entity, to: State) -> None:
    """Put the triggers of one direction on both tables of an entity, and write it down.

    Takes SHARE ROW EXCLUSIVE on both: it waits for open writers, and writers wait for it.
    """
    for text in triggers(source, entity, to):
        connection.exec_driver_sql(text.replace("%", "%%"))
    values = {"direction": to.direction, "attached": True, "late": to.late, "at": sa.func.clock_timestamp()}
    stated = pg.insert(tables.SYNC).values(entity=entity.v1, **values)
    connection.execute(stated.on_conflict_do_update(index_elements=["entity"], set_=values))


def uninstall(connection: sa.Connection) -> None:
    """Drop the functions; their triggers must be gone."""
    kept = tables.INSTALLED
    query = sa.select(kept.c.name).where(kept.c.kind == "function")
    for name in connection.execute(query).scalars().all():
        connection.exec_driver_sql(sql.SQL("DROP FUNCTION IF EXISTS {}").format(_named(name)).as_string(None))
    connection.execute(sa.delete(kept).where(kept.c.kind == "function"))


def triggers(source: Source, entity: Entity, to: State) -> list[str]:
    """Return the CREATE TRIGGERs of a direction, for the v1 and for the v2 table of an entity."""
    return [
        _filled(
            "sync_triggers",
            table=sql.Identifier(source.shape.schema, table),
            function=_named(function),
            foreign=sql.SQL(_FOREIGN),
        )
        for table, function in called(entity, to).items()
    ]


def called(entity: Entity, to: State) -> dict[str, str]:
    """Return the function the triggers of each table call, by table."""
    v1, v2 = ("forward", "watch") if to.direction == "forward" else (f"late_{to.late}", "reverse")
    return {table: f"on_{table}_{role}" for table, role in ((entity.v1, v1), (entity.v2, v2))}


def remove(connection: sa.Connection, source: Source, *, forget: bool) -> None:
    """Take all triggers off; ACCESS EXCLUSIVE on the four tables, for a moment.

    Args:
        connection: In a transaction.
        source: Names the tables.
        forget: True ends sync, False only detaches it: ``attach`` knows the direction.
    """
    for entity in reversed(ENTITIES):
        for table in (entity.v2, entity.v1):
            if introspect.exists(connection, source.shape.schema, table):
                connection.exec_driver_sql(_filled("sync_drop", table=sql.Identifier(source.shape.schema, table)))
    if not forget:
        connection.execute(sa.update(tables.SYNC).values(attached=False))
        return
    for told in (tables.SYNC, tables.MISSED, tables.HELD_BACK):
        connection.execute(sa.delete(told))


def _filled(template: str, **places: sql.Composable) -> str:
    return sql.SQL(loader.find("templates", template).text).format(**places).as_string(None)
