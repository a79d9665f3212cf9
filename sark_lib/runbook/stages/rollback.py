"""Stage 90: before cutover, take out of v2 exactly what the migration put there."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from sark_lib.evidence.findings import Check, Severity
from sark_lib.evidence.tables import Table
from sark_lib.pg import connect, structure, views
from sark_lib.pg import undo as undoing
from sark_lib.runbook.session import Session
from sark_lib.runbook.steps import Done, step
from sark_lib.schema import v2
from sark_lib.schema.mapping import SERVERS, TOOLS


@step(repeat=True, needs="v2")
def preview(run: Session) -> Done:
    """Count what goes, what stays, and list what was edited in v2; nothing is changed."""
    with connect.read_only(run.engine) as connection, connect.translated("rollback preview"):
        found = undoing.preview(connection, run.source)
        stays = _stays(connection, run)
    rows = [(t, found.deleted[t], found.parked[t], found.adopted[t]) for t in (SERVERS.v2, TOOLS.v2)]
    goes = Table(pd.DataFrame(rows, columns=["table", "deleted", "of those edited in v2", "adopted, stay"]), "Goes")
    kept = Table(pd.DataFrame(stays, columns=["table", "rows now"]), "Tables today; rows born in v2 and cost rows stay")
    edited = Check(
        id="rollback.edited",
        title="No migrated row was edited in v2",
        severity=Severity.WARNING,
        phase="rollback",
        message="{count} migrated rows were edited in v2, {key} first; the edit is not in v1",
        hint="a copy of each is kept in sark_migration.parked",
    )
    held = Check(
        id="rollback.kept",
        title="No capability born in v2 hangs on a migrated resource",
        severity=Severity.WARNING,
        phase="rollback",
        message="{count} migrated resources stay, because capabilities born in v2 hang on them, {key} first",
        hint="move or delete those capabilities, then roll back again",
    )
    listed = [{"id": key, "table": table} for table, keys in sorted(found.edited.items()) for key in keys]
    outcomes = [edited.outcome(listed, total=found.parked.total()), held.outcome({"id": key} for key in found.kept)]
    return Done(title=f"{found.deleted.total():,} rows would be deleted", outcomes=outcomes, tables=[goes, kept])


def _stays(connection: sa.Connection, run: Session) -> list[tuple[str, int]]:
    counts = []
    for name in structure.TABLES:
        table = v2.table(name, run.params.schema_)
        counts.append((name, connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()))
    return counts


@step(repeat=True, needs="v2")
def undo(run: Session) -> Done:
    """Delete what the row map says we created, each resource with its capabilities."""
    total = undoing.Undone()
    with connect.translated("rollback"):
        for part in undoing.run(run.engine, run.source, rows_per_transaction=run.params.rows_per_transaction):
            total.deleted += part.deleted
            total.parked += part.parked
            total.kept += part.kept
    deleted = total.deleted.total()
    rows = [(name, total.deleted[name], total.parked[name]) for name in (SERVERS.v2, TOOLS.v2)]
    table = Table(pd.DataFrame(rows, columns=["table", "deleted", "of those parked"]), "Rolled back")
    facts = {"deleted": deleted, "resources that stay": len(total.kept)}
    return Done(title=f"{deleted:,} rows were rolled back", rows=deleted, facts=facts, tables=[table])


@undo.dry
def _(run: Session) -> Done:
    if not run.installed:
        return Done(title="v2 does not exist: there is nothing to roll back")
    with connect.read_only(run.engine) as connection, connect.translated("rollback preview"):
        found = undoing.preview(connection, run.source)
    return Done(title=f"{found.deleted.total():,} rows would be deleted", rows=found.deleted.total())


@step(repeat=True, needs="v2")
def drop(run: Session) -> Done:
    """Where asked, drop the v2 tables too; refused while one of them holds a row."""
    if not run.params.drop_v2:
        return Done(title="v2's empty tables stay; -p drop_v2=true drops them")
    gone = connect.transact(run.engine, "dropping v2", lambda connection: _drop(connection, run.params.schema_))
    return Done(title=f"{len(gone)} tables were dropped", facts={"dropped": ", ".join(gone)})


def _drop(connection: sa.Connection, schema: str) -> list[str]:
    views.drop(connection)
    return structure.downgrade(connection, schema)


@drop.dry
def _(run: Session) -> Done:
    if not run.params.drop_v2:
        return Done(title="v2's tables would stay; -p drop_v2=true drops them")
    return Done(title="v2's tables would be dropped, if rollback leaves them empty")


STEPS = (preview, undo, drop)
