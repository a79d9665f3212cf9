"""The v2 tables: created by Alembic, or adopted from an earlier tool after a comparison column by column."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy.dialects import postgresql as pg

from sark_lib.errors import StepFailed
from sark_lib.evidence.checks.findings import Check, Outcome, Severity
from sark_lib.pg.catalog import introspect
from sark_lib.pg.ddl import defaults, keys
from sark_lib.pg.indexes import matviews
from sark_lib.pg.ledger import tables
from sark_lib.schema import v1, v2
from sark_lib.schema.expected import OURS

LEDGER, HEAD = "0001", "head"
TABLES = tuple(table.name for table in v2.Base.metadata.sorted_tables)


@dataclass(frozen=True)
class Difference:
    """One way in which a v2 table that was there is not as it should be.

    Args:
        table: Which table.
        column: Which column.
        problem: What is different, in words.
        repair: ``add``, ``widen``, ``require``, ``relax``, ``default``; empty where no repair is safe.
    """

    table: str
    column: str
    problem: str
    repair: str


@dataclass(frozen=True)
class Plan:
    """What the schema stage has to do, and what keeps it from it.

    Args:
        schema: Where v2 goes.
        present: v2 tables that are there.
        adopted: v2 tables that are there although our revision did not make them.
        differences: What is different about those.
        audit_missing: Columns ``audit_events`` lacks; empty where it does not exist.
        revision: Our Alembic revision now; None before the first.
    """

    schema: str
    present: tuple[str, ...]
    adopted: tuple[str, ...]
    differences: tuple[Difference, ...]
    audit_missing: tuple[str, ...]
    revision: str | None

    @property
    def refused(self) -> tuple[Difference, ...]:
        """Differences that nothing safe can mend."""
        return tuple(d for d in self.differences if not d.repair)


def plan(connection: sa.Connection, schema: str) -> Plan:
    """Compare what is there with the models."""
    revision = current(connection)
    found = introspect.columns(connection, schema, [*TABLES, "audit_events"])
    there = [name for name in TABLES if name in found]
    different = [d for name in there for d in _compare(connection, schema, name, found[name])]
    audit = found.get("audit_events")
    missing = tuple(name for name in v2.AUDIT_COLUMNS if name not in audit) if audit else ()
    ours = revision is not None and revision >= "0002"
    adopted = _adopted(connection) if ours else tuple(there)
    return Plan(schema, tuple(there), adopted, tuple(different), missing, revision)


def _adopted(connection: sa.Connection) -> tuple[str, ...]:
    kept = tables.INSTALLED
    return tuple(
        connection.execute(sa.select(kept.c.name).where(kept.c.kind == "adopted").order_by(kept.c.name)).scalars()
    )


def _compare(connection: sa.Connection, schema: str, name: str, found: dict[str, v1.Column]) -> list[Difference]:
    model = v2.Base.metadata.tables[name]
    result: list[Difference] = []
    for column in model.columns:
        there = found.get(column.name)
        told = [_missing(column)] if there is None else _differences(column, there)
        result += [Difference(name, column.name, problem, repair) for problem, repair in told]
    needy = [c.name for c in found.values() if c.name not in model.columns and not c.nullable and c.default is None]
    result += [
        Difference(name, extra, "is NOT NULL without a default, so that we could not insert", "") for extra in needy
    ]
    result += [Difference(name, key, problem, "") for key, problem in keys.problems(connection, schema, name)]
    return [_unless_null(connection, schema, difference) for difference in result]


def _unless_null(connection: sa.Connection, schema: str, difference: Difference) -> Difference:
    """Take back the repair of a column that is to become NOT NULL and holds NULL."""
    if difference.repair == "require" and _has_null(connection, schema, difference):
        return replace(difference, problem="holds NULL and must not", repair="")
    return difference


def _missing(column: sa.Column[Any]) -> tuple[str, str]:
    if column.nullable or column.server_default is not None:
        return "is missing", "add"
    return "is missing and has no default to fill it with", ""


def _differences(column: sa.Column[Any], there: v1.Column) -> list[tuple[str, str]]:
    result, wanted = [], spelt(column.type)
    if there.type != wanted:
        result.append((f"is {there.type}, expected {wanted}", "widen" if _wider(column.type, there) else ""))
    if there.nullable and not column.nullable:
        result.append(("allows NULL", "require"))
    if not there.nullable and column.nullable:
        result.append(("does not allow NULL", "relax"))
    if wrong := defaults.differs(column, there.default):
        result.append((wrong, "default"))
    return result


def spelt(kind: sa.types.TypeEngine[Any]) -> str:
    """Return a model's type as ``format_type`` spells it."""
    text = str(kind.compile(pg.dialect())).lower()  # type: ignore[no-untyped-call]
    return text.replace("varchar", "character varying").replace("char(3)", "character(3)").replace(", ", ",")


def _wider(kind: sa.types.TypeEngine[Any], there: v1.Column) -> bool:
    """Whether the wanted type holds every value of the one that is there, without a rewrite of the table."""
    length = getattr(kind, "length", None)
    if not isinstance(kind, sa.String) or there.base != "varchar":
        return False
    have = int(there.type.rpartition("(")[2].rstrip(")")) if "(" in there.type else None
    return have is not None and (length is None or have < length)


def _has_null(connection: sa.Connection, schema: str, difference: Difference) -> bool:
    column = v2.table(difference.table, schema).c[difference.column]
    return bool(connection.execute(sa.select(sa.exists(sa.select(1).where(column.is_(None))))).scalar_one())


def current(connection: sa.Connection) -> str | None:
    """Return our Alembic revision; an application's own ``alembic_version`` is not looked at."""
    if not introspect.exists(connection, OURS, "alembic_version"):
        return None
    query = sa.select(sa.table("alembic_version", sa.column("version_num"), schema=OURS).c.version_num)
    return connection.execute(query).scalar()


def _config(schema: str, **attributes: object) -> Config:
    config = Config(output_buffer=io.StringIO())
    config.set_main_option("script_location", str(resources.files("sark_lib.pg") / "migrations").replace("%", "%%"))
    # Alembic takes a dot for a separator, unless the name is said to be quoted.
    schema = sa.quoted_name(schema, quote=True)
    config.attributes.update({"schema": schema, "audit_missing": (), "audit_added": (), "adopted": ()} | attributes)
    return config


def ensure_ledger(connection: sa.Connection, schema: str) -> None:
    """Create the schema ``sark_migration`` and the ledger, where they are not there yet."""
    if current(connection) is None:
        # Alembic does not create the schema of its version table.
        connection.execute(sa.schema.CreateSchema(OURS, if_not_exists=True))
        command.upgrade(_config(schema, connection=connection), LEDGER)


def upgrade(connection: sa.Connection, wanted: Plan) -> None:
    """Repair what was adopted, create the rest, and remember what was not ours.

    Raises:
        StepFailed: A difference cannot be mended safely.
    """
    if wanted.refused:
        told = "; ".join(f"{d.table}.{d.column} {d.problem}" for d in wanted.refused)
        raise StepFailed(
            f"v2 tables of an earlier tool cannot be adopted: {told}",
            where=f"schema {wanted.schema!r}",
            do="mend these columns by hand, or drop the tables if nothing uses them; then run the same command again",
        )
    repair(Operations(MigrationContext.configure(connection)), wanted)
    attributes = {"connection": connection, "audit_missing": wanted.audit_missing}
    if wanted.revision is None or wanted.revision < "0002":
        remember(connection, "adopted", wanted.adopted)
    command.upgrade(_config(wanted.schema, **attributes), HEAD)
    remember(connection, "audit_column", wanted.audit_missing)


def remember(connection: sa.Connection, kind: str, names: tuple[str, ...]) -> None:
    """Record what was there before us, or what we added to a table of others."""
    for name in names:
        statement = pg.insert(tables.INSTALLED).values(kind=kind, name=name, sha256="")
        connection.execute(statement.on_conflict_do_nothing())


def repair(op: Operations, wanted: Plan) -> None:
    """Mend adopted tables; with an offline ``op`` this writes the SQL instead."""
    for difference in wanted.differences:
        column = v2.Base.metadata.tables[difference.table].c.get(difference.column)
        if column is not None and difference.repair:
            _REPAIRS[difference.repair](op, difference, column, sa.quoted_name(wanted.schema, quote=True))


Repair = Callable[[Operations, Difference, sa.Column[Any], str], None]


def _alter(**options: Callable[[sa.Column[Any]], object]) -> Repair:
    def apply(op: Operations, d: Difference, column: sa.Column[Any], schema: str) -> None:
        given: dict[str, Any] = {key: value(column) for key, value in options.items()}
        op.alter_column(d.table, d.column, schema=schema, existing_type=column.type, **given)

    return apply


def _add(op: Operations, d: Difference, column: sa.Column[Any], schema: str) -> None:
    op.add_column(d.table, column._copy(), schema=schema)  # noqa: SLF001 - SQLAlchemy has no public way to detach one


_REPAIRS: dict[str, Repair] = {
    "add": _add,
    "widen": _alter(type_=lambda column: column.type),
    "require": _alter(nullable=lambda _: False),
    "relax": _alter(nullable=lambda _: True),
    "default": _alter(server_default=lambda column: getattr(column.server_default, "arg", None)),
}


def preview(wanted: Plan) -> str:
    """Return the SQL of :func:`upgrade`, as it would be sent."""
    config = _config(wanted.schema, audit_missing=wanted.audit_missing)
    buffer = config.output_buffer
    assert isinstance(buffer, io.StringIO)  # noqa: S101 - _config made it
    if wanted.revision is None:
        buffer.write(f"{_text(sa.schema.CreateSchema(OURS, if_not_exists=True))};\n\n")
    options = {"as_sql": True, "output_buffer": buffer, "literal_binds": True}
    repair(Operations(MigrationContext.configure(dialect_name="postgresql", opts=options)), wanted)
    command.upgrade(config, f"{wanted.revision or 'base'}:{HEAD}", sql=True)
    return buffer.getvalue()


def _text(element: sa.schema.ExecutableDDLElement) -> str:
    return str(element.compile(dialect=pg.dialect()))  # type: ignore[no-untyped-call]


def downgrade(connection: sa.Connection, schema: str) -> list[str]:
    """Drop the v2 tables this tool created, and return their names.

    Raises:
        StepFailed: Rows would go (born in v2, cost rows, migrated and not yet rolled back), or values of audit columns.
    """
    adopted = set(_adopted(connection))
    mine = [name for name in TABLES if name not in adopted]
    kept = tables.INSTALLED
    added = connection.execute(sa.select(kept.c.name).where(kept.c.kind == "audit_column")).scalars().all()
    queries = {name: sa.select(sa.func.count()).select_from(v2.table(name, schema)) for name in mine}
    if added:
        audit = sa.table("audit_events", *(sa.column(name) for name in added), schema=schema)
        queries["audit_events"] = sa.select(sa.func.count()).where(sa.or_(*(c.is_not(None) for c in audit.c)))
    counts = {name: connection.execute(query).scalar_one() for name, query in queries.items()}
    full = {name: rows for name, rows in counts.items() if rows}
    if full:
        told = ", ".join(f"{name} holds {rows:,} rows" for name, rows in full.items())
        raise StepFailed(
            f"dropping v2 would lose rows: {told}",
            where=f"schema {schema!r}",
            do="roll back the migrated rows first; rows born in v2 and cost rows must be moved by their owners",
        )
    for name in matviews.ours(connection):  # they read the tables
        matviews.drop(connection, schema, name)
    command.downgrade(_config(schema, connection=connection, adopted=adopted, audit_added=added), LEDGER)
    connection.execute(sa.delete(kept).where(kept.c.kind.in_(["adopted", "audit_column"])))
    return mine


def outcomes(found: Plan) -> list[Outcome]:
    """Return one outcome a v2 table: is it there, and as the models say?"""
    return [_outcome(name, [d for d in found.differences if d.table == name], name in found.present) for name in TABLES]


def _outcome(name: str, differences: list[Difference], present: bool) -> Outcome:  # noqa: FBT001 - a fact, not a switch
    check = Check(
        id=f"structure.{name}",
        title=f"{name} has the columns, types, nullability and defaults of its model",
        severity=Severity.ERROR if present else Severity.CRITICAL,
        message="{count} differences, {key} first" if present else "the table is missing",
        hint="sark-runbook run --from schema --to schema repairs what is safe",
    )
    found = [{"column": d.column, "problem": d.problem} for d in differences]
    return check.outcome(found if present else [{"table": name}])
