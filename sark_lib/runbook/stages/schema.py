"""Stage 30: the v2 tables, the views that are the mapping, grants, indexes. v1 is not touched."""

from __future__ import annotations

import pandas as pd

from sark_lib.errors import StepFailed
from sark_lib.evidence.checks.findings import Check, Severity
from sark_lib.evidence.render.table import Table
from sark_lib.pg.catalog import privileges
from sark_lib.pg.connection import engine, errors, retry
from sark_lib.pg.ddl.tables import TABLES, Plan, plan, preview, upgrade
from sark_lib.pg.ddl.views import declared, install, texts
from sark_lib.pg.indexes import build
from sark_lib.runbook.session.session import Session
from sark_lib.runbook.session.step import Done, step
from sark_lib.schema.indexes import FOREIGN_KEYS


def _plan(run: Session) -> Plan:
    with engine.read_only(run.engine) as connection, errors.translated("comparison of v2 tables"):
        return plan(connection, run.params.schema_)


def _differences(wanted: Plan) -> list[Table]:
    rows = [(d.table, d.column, d.problem, d.repair or "none is safe") for d in wanted.differences]
    return (
        [Table(pd.DataFrame(rows, columns=["table", "column", "problem", "repair"]), "v2 tables that were there")]
        if rows
        else []
    )


def _adoption(wanted: Plan, run: Session) -> Check:
    refuse = run.params.adopt == "refuse" or wanted.refused
    return Check(
        id="adopted_tables",
        title="v2 tables of an earlier tool are as the models say",
        severity=Severity.CRITICAL if refuse else Severity.INFO,
        phase="schema",
        message="{count} columns of v2 tables that were there differ, {key} first",
        hint="mend by hand what no repair is safe for" if refuse else "repaired by this step",
    )


@step(repeat=True)
def planned(run: Session) -> Done:
    """Show all the SQL this stage will send, before any of it is sent."""
    tables_sql = preview(_plan(run)).strip()
    views_sql = ";\n\n".join(texts(run.declared).values())
    indexes_sql = ";\n".join(build.text(run.params.schema_, index) for index in FOREIGN_KEYS)
    parts = [part for part in (tables_sql, f"{views_sql};", f"{indexes_sql};") if part]
    return Done(title="This is the SQL of this stage; what is there already is not made again", text="\n\n".join(parts))


@step()
def tables(run: Session) -> Done:
    """Create the five v2 tables, or adopt and repair those an earlier tool left; give audit_events its columns."""
    wanted = _plan(run)
    if wanted.differences and run.params.adopt == "refuse":
        told = "; ".join(f"{d.table}.{d.column} {d.problem}" for d in wanted.differences)
        raise StepFailed(
            f"v2 tables of an earlier tool differ: {told}", where=run.params.schema_, do="run with -p adopt=repair"
        )
    retry.transact(run.engine, "v2 tables", lambda connection: upgrade(connection, wanted))
    created = [name for name in TABLES if name not in wanted.adopted]
    return Done(
        title=f"v2 has its {len(TABLES)} tables",
        facts={
            "created": ", ".join(created) or "none",
            "adopted": ", ".join(wanted.adopted) or "none",
            "audit_events columns added": len(wanted.audit_missing),
        },
        tables=_differences(wanted),
    )


@tables.dry
def _(run: Session) -> Done:
    wanted = _plan(run)
    found = [{"column": f"{d.table}.{d.column}", "problem": d.problem} for d in wanted.differences]
    return Done(
        title=f"{len(TABLES) - len(wanted.present)} tables would be created, {len(wanted.present)} are there",
        outcomes=[_adoption(wanted, run).outcome(found)],
        tables=_differences(wanted),
    )


@step(repeat=True)
def views(run: Session) -> Done:
    """Install the mapping as four views, and the row map as a fifth; only a changed text is installed anew."""
    changed = retry.transact(run.engine, "views", lambda connection: install(connection, run.declared))
    return Done(
        title="The mapping is installed as views",
        rows=None,
        note=", ".join(changed),
        facts={"views": len(declared(run.declared))},
    )


@views.dry
def _(run: Session) -> Done:
    return Done(title=f"{len(declared(run.declared))} views would be installed")


@step(repeat=True)
def grants(run: Session) -> Done:
    """Grant on v2 what is granted on v1, so that the application can do with v2 what it does with v1."""
    schema = run.params.schema_
    given = retry.transact(run.engine, "grants", lambda connection: privileges.apply(connection, schema))
    return Done(title="v2 has the grants of v1", rows=None, tables=_granted(given))


@grants.dry
def _(run: Session) -> Done:
    with engine.read_only(run.engine) as connection, errors.translated("grants"):
        wanted = privileges.missing(connection, run.params.schema_)
    return Done(title=f"{len(wanted)} grants would be carried over from v1", tables=_granted(wanted))


def _granted(given: list[privileges.Grant]) -> list[Table]:
    return [Table(pd.DataFrame(given, columns=["table", "role", "privilege"]), "Grants")] if given else []


@step(repeat=True)
def indexes(run: Session) -> Done:
    """Build the foreign-key indexes CONCURRENTLY; an invalid leftover is dropped and built again."""
    with errors.translated("foreign-key indexes"):
        done = [
            (index.name, index.table, build.ensure(run.engine, run.params.schema_, index), index.reason)
            for index in FOREIGN_KEYS
        ]
    if refused := [f"{name} {state}" for name, _, state, _ in done if state.startswith("refused")]:
        raise StepFailed(
            "; ".join(refused),
            where=run.where,
            do="rename that index, or drop it if nobody needs it, then run the same command again",
        )
    rows = [(name, table, reason) for name, table, _, reason in done]
    table = Table(pd.DataFrame(rows, columns=["index", "table", "why"]), "Indexes")
    return Done(
        title="Every foreign key has its index",
        note=", ".join(f"{n} {state}" for n, _, state, _ in done),
        tables=[table],
    )


@indexes.dry
def _(run: Session) -> Done:  # noqa: ARG001 - the same everywhere
    return Done(title=f"{len(FOREIGN_KEYS)} foreign-key indexes would be built")


STEPS = (planned, tables, views, grants, indexes)
