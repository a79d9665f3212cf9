"""Stage 95: say what is wrong with a migration, and put right what is asked for by name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import sqlalchemy as sa

from sark_lib.errors import ParamsError
from sark_lib.evidence.checks.findings import Check, Outcome, Severity, Status
from sark_lib.evidence.render.table import Table
from sark_lib.local import client, dump, dump_files
from sark_lib.pg.backup import checksums, databases, records
from sark_lib.pg.connection import engine, errors
from sark_lib.pg.repair import registry
from sark_lib.pg.repair.model import Look, Repair, Site
from sark_lib.runbook.files.project import project_dir
from sark_lib.runbook.session import database
from sark_lib.runbook.session.session import Session
from sark_lib.runbook.session.step import Done, step

Found = Sequence[tuple[Repair, Outcome]]
_SAME = Check(
    id="recover.restored",
    title="Every table was restored as it was at the dump's snapshot",
    severity=Severity.CRITICAL,
    phase="recover",
    message="{count} tables differ between the dump's snapshot and what was restored, {key} first",
    hint="do not use that database: restore an earlier dump, or verify this one's checksum",
)


def _site(run: Session) -> Site:
    return Site(
        engine=run.engine,
        source=run.declared,
        chunk=run.params.chunk_rows,
        own=run.stage.name,
        alone=run.executing,
        removed_max_percent=run.params.removed_max_percent,
    )


def _look(run: Session) -> Found:
    with engine.read_only(run.engine) as connection, errors.translated("what is wrong"):
        return registry.look(_site(run), connection)


def _listed(found: Found) -> Table:
    names = {Status.PASSED: "–", Status.NOT_APPLICABLE: "not asked"}
    rows = [(repair.id, names.get(outcome.status, str(outcome.count)), repair.does) for repair, outcome in found]
    return Table(pd.DataFrame(rows, columns=["repair", "found", "applying it"]), "Repairs, in the order of application")


@step(repeat=True)
def look(run: Session) -> Done:
    """Ask for everything that can be wrong; nothing is changed."""
    registry.chosen(run.params.repair)  # a name that is none is refused before anything is read
    found = _look(run)
    wrong = [repair.id for repair, outcome in found if outcome.finding]
    title = f"{len(wrong)} things are wrong: {', '.join(wrong)}" if wrong else "Nothing is wrong"
    return Done(title=title, tables=[_listed(found), *_offenders(found)])


@look.dry
def _(run: Session) -> Done:
    found = _look(run)
    outcomes = [outcome for _, outcome in found]
    return Done(title="What was found", outcomes=outcomes, tables=[_listed(found)])


def _offenders(found: Found) -> list[Table]:
    rows = [
        (outcome.check.removeprefix("recover."), *(str(offender.get(name, "–")) for name in ("key", "table", "is")))
        for _, outcome in found
        for offender in outcome.offenders
    ]
    return [Table(pd.DataFrame(rows, columns=["repair", "key", "table", "is"]), "The first of each")] if rows else []


@step(repeat=True)
def mend(run: Session) -> Done:
    """Apply the repairs that are named, and those they imply, each in a transaction of its own."""
    chosen = registry.chosen(run.params.repair)
    if not chosen:
        return Done(title="No repair was asked for: -p repair=<name>,… or repair=all applies what is listed above")
    rows = [(repair.id, registry.apply(_site(run), repair, _recorder(run))) for repair in chosen]
    total = sum(count for _, count in rows)
    table = Table(pd.DataFrame(rows, columns=["repair", "put right"]), "Applied")
    return Done(title=f"{len(rows)} repairs were applied", rows=total, tables=[table], evidence=dict(rows))


def _recorder(run: Session) -> registry.Recorder:
    def record(connection: sa.Connection, repair: Repair, count: int) -> None:
        run.record_event(connection, f"mend.{repair.id}", "done", {"put_right": count, "does": repair.does})

    return record


@mend.dry
def _(run: Session) -> Done:
    chosen = registry.chosen(run.params.repair)
    if not chosen:
        return Done(title="No repair is asked for: -p repair=<name>,… or repair=all")
    with engine.read_only(run.engine) as connection, errors.translated("what would be done"):
        seen = Look(_site(run), connection)
        texts = [text for repair in chosen if repair.text and repair.needs in seen.there for text in repair.text(seen)]
    rows = [(repair.id, repair.does) for repair in chosen]
    table = Table(pd.DataFrame(rows, columns=["repair", "would"]), "In this order")
    return Done(title=f"{len(rows)} repairs would be applied", tables=[table], text="\n\n".join(texts))


@step(repeat=True)
def check(run: Session) -> Done:
    """Ask again, after the repairs: what is left needs a decision."""
    return Done(title="What is left", outcomes=[outcome for _, outcome in _look(run)])


@check.dry
def _(run: Session) -> Done:  # noqa: ARG001 - the same everywhere
    return Done(title="after the repairs the same would be asked again")


@step(repeat=True)
def restore(run: Session) -> Done:
    """Where a dump is named, restore it into a new database beside this one, and compare it with the ledger's sums."""
    if not run.params.restore_from:
        return Done(title="No dump is named: -p restore_from=<path> restores one into a new database")
    path, name = _dump(run), _name(run)
    with run.engine.connect() as connection:
        programs = client.programs(checksums.major(connection), embedded=run.params.database == database.EMBEDDED)
        known = records.dump_of(connection, dump_files.sha256(path))
    there = dump.restore_beside(programs, path, run.conninfo, name, jobs=run.params.backup_jobs)
    with database.connected(there, run.params.schema_) as connection:
        sums = checksums.sums(connection)
    differences = checksums.differences(known["tables"], sums) if known else []
    compared = _SAME.outcome(differences) if known else _SAME.not_applicable("the ledger does not know this dump")
    return Done(
        title=f"The dump was restored into the new database {name}; this one is as it was",
        rows=sum(table["rows"] for table in sums.values()),
        facts={"database": name, "tables": len(sums)},
        live={"taken at": known["taken_at"]} if known else {},
        outcomes=[compared],
        text=_then(run, name),
        evidence={"database": name, "dump": path.name},
    )


@restore.dry
def _(run: Session) -> Done:
    if not run.params.restore_from:
        return Done(title="No dump is named: -p restore_from=<path> would restore one into a new database")
    path, name = _dump(run), _name(run)
    options = ["--exit-on-error", f"--jobs={run.params.backup_jobs}", str(path)]
    text = client.told("pg_restore", databases.beside(run.conninfo, name), options)
    return Done(title=f"The dump would be restored into the new database {name}", text=text)


def _dump(run: Session) -> Path:
    path = dump_files.there(project_dir() / run.params.restore_from)
    if path is None:
        raise ParamsError(
            f"there is no dump {run.params.restore_from}",
            where="parameter restore_from, from the project's root",
            do=f"name one in {run.params.backup_dir}/{run.params.env}, as stage 20 reports it",
        )
    return path


def _name(run: Session) -> str:
    return run.params.restore_to or f"{run.server['database']}_restored"


def _then(run: Session, name: str) -> str:
    return (
        f"The application finds it where its DSN says {run.server['database']}: write {name} there, and restart it.\n"
        "Sync and the ledger came with the dump. Before this tool may work on it: sark-runbook adopt-ledger there."
    )


STEPS = (look, mend, check, restore)
