"""Stage 20: dump the database, and call it a backup only after it has been restored and compared."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa

from sark_lib.errors import ParamsError, StepFailed, StepOutOfOrder
from sark_lib.evidence.checks.findings import Check, Severity
from sark_lib.evidence.render.table import Table
from sark_lib.evidence.values import bytes_
from sark_lib.local import client, dump_files
from sark_lib.local.dump import Order, dumping, restore_for_scratch
from sark_lib.pg.backup import checksums, databases, records
from sark_lib.pg.connection import engine, retry
from sark_lib.pg.connection.conninfo import describe
from sark_lib.runbook.files.project import project_dir
from sark_lib.runbook.session import database
from sark_lib.runbook.session.session import Session
from sark_lib.runbook.session.step import Done, step

_AGAIN = "run the same command again: it takes another dump"
_WHOLE = Check(
    id="backup.checksum",
    title="The dump is as it was written",
    severity=Severity.CRITICAL,
    phase="backup",
    message="{key} is gone, or its checksum is not the one in the ledger",
    hint=f"look at the disk it is on, then {_AGAIN}",
)
_RESTORED = Check(
    id="backup.restored",
    title="The dump can be restored",
    severity=Severity.CRITICAL,
    phase="backup",
    message="the dump could not be restored: {key}",
    hint="mend what the message says and run the same command again, or take another dump: --new-run",
)
_SAME = Check(
    id="backup.same",
    title="Every table was restored as it was at the dump's snapshot",
    severity=Severity.CRITICAL,
    phase="backup",
    message="{count} tables differ between the dump's snapshot and what was restored, {key} first",
    hint="verify it once more by the same command; if it differs again, take another dump: --new-run",
)


@step(repeat=True)
def dump(run: Session) -> Done:
    """Dump the whole database at one snapshot, and add up every table at that same snapshot."""
    earlier = _whole(_evidence(run, "dump"))
    if earlier:
        return _dumped(run, "A dump was taken before in this run", earlier)
    with checksums.snapshot(run.engine) as seen:
        order = _order(run, seen.connection, seen.at)
        with dumping(order, seen.id):
            sums = checksums.sums(seen.connection)
    written = order.place.unverified
    evidence = {
        "path": str(order.place.verified),
        "host": socket.gethostname(),
        "format": order.place.format,
        "bytes": dump_files.size_bytes(written),
        "sha256": dump_files.sha256(written),
        "tool": f"pg_dump {order.programs.version}",
        "taken_at": seen.at.isoformat(),
        "lsn": seen.lsn,
        "tables": sums,
        "restore_with": _restore_with(run, order.place.verified.name),
    }
    return _dumped(run, "The database was dumped", evidence)


@dump.dry
def _(run: Session) -> Done:
    with engine.read_only(run.engine) as connection:
        order = _order(run, connection, datetime.now(UTC))
        needs = checksums.size_bytes(connection)
    live = {
        "pg_dump": order.programs.version,
        "the database takes": bytes_(needs),
        "free for its dump": bytes_(shutil.disk_usage(_standing(order.place.folder)).free),
    }
    options = order.options("…")
    return Done(title="The database would be dumped", live=live, text=client.told("pg_dump", run.conninfo, options))


def _order(run: Session, connection: sa.Connection, at: datetime) -> Order:
    tag = checksums.tag(connection)
    name = dump_files.named(str(run.server["database"]), at, tag)
    return Order(
        programs=_programs(run, connection),
        conninfo=run.conninfo,
        place=dump_files.Place(_folder(run), name, tag, run.params.backup_format),
        jobs=run.params.backup_jobs,
        lock_ms=run.params.lock_timeout_ms * retry.LOCK_TRIES,
    )


def _programs(run: Session, connection: sa.Connection) -> client.Programs:
    return client.programs(checksums.major(connection), embedded=run.params.database == database.EMBEDDED)


def _folder(run: Session) -> Path:
    return project_dir() / run.params.backup_dir / run.params.env


def _standing(folder: Path) -> Path:
    """Return the folder, or the nearest one above it that is there already."""
    return next(path for path in (folder, *folder.parents) if path.is_dir())


def _restore_with(run: Session, name: str) -> str:
    """Return what a DBA types, in the project's folder, to have the dump as a new database beside this one."""
    name_there = f"{run.server['database']}_restored"
    make = client.told("createdb", run.conninfo, ["--template=template0", name_there], option="--maintenance-db")
    path = str(Path(run.params.backup_dir, run.params.env, name))
    options = ["--exit-on-error", f"--jobs={run.params.backup_jobs}", path]
    return f"{make} && {client.told('pg_restore', databases.beside(run.conninfo, name_there), options)}"


def _dumped(run: Session, title: str, evidence: Mapping[str, Any]) -> Done:
    sums = evidence["tables"]
    rows = [(name, found["rows"], found["sum"]) for name, found in sums.items() if _in_schema(run, name)]
    table = Table(pd.DataFrame(rows, columns=["table", "rows", "sum"]), "At the dump's snapshot", live=("sum",))
    live = {
        "file": str(Path(run.params.backup_dir, run.params.env, Path(evidence["path"]).name)),
        "size": bytes_(evidence["bytes"]),
        "sha256": evidence["sha256"],
        "by": evidence["tool"],
        "WAL position": evidence["lsn"],
    }
    facts = {"format": evidence["format"], "tables of other schemas": len(sums) - len(rows)}
    return Done(title=title, facts=facts, live=live, tables=[table], note=evidence["format"], evidence=evidence)


def _in_schema(run: Session, table: str) -> bool:
    return table.startswith(f"{run.params.schema_}.")


@step(repeat=True)
def restore(run: Session) -> Done:
    """Restore the dump into a scratch database, add up every table there, and drop it."""
    taken = _evidence(run, "dump")
    if taken is None:
        raise StepOutOfOrder("there is no dump to verify", where=run.where, do="run the notebook from the top")
    if _whole(taken) is None:
        gone = [{"dump": Path(taken["path"]).name}]
        return Done(title="The dump was not restored", outcomes=[_WHOLE.outcome(gone)], evidence=_of(taken))
    found = _restored(run, taken)
    failed = [{"message": found["failed"]}] if "failed" in found else []
    facts = {} if failed else {"tables": len(found["tables"]), "extensions left out": found["left_out"] or "none"}
    return Done(
        title="The dump was restored into a scratch database" if not failed else "The dump was not restored",
        facts=facts,
        outcomes=[_WHOLE.outcome([]), _RESTORED.outcome(failed)],
        evidence=_of(taken) | found,
    )


@restore.dry
def _(run: Session) -> Done:
    with _scratch_server(run) as server:
        live = {"server": describe(server)}
    return Done(
        title="The dump would be restored into a scratch database, which is dropped again",
        facts={"scratch": run.params.scratch},
        live=live,
    )


def _of(taken: Mapping[str, Any]) -> dict[str, Any]:
    return {"sha256": taken["sha256"]}


def _restored(run: Session, taken: Mapping[str, Any]) -> dict[str, Any]:
    """Return the sums of the restored tables and the extensions left out, or why pg_restore failed."""
    path = dump_files.there(Path(taken["path"]))
    assert path is not None  # noqa: S101 - its checksum was just computed
    with run.engine.connect() as connection:
        name, programs = f"sark_scratch_{checksums.tag(connection)}", _programs(run, connection)
    with _scratch_server(run) as server, databases.scratch(server, name, run.conninfo) as conninfo:
        with database.connected(conninfo, run.params.schema_) as connection:
            creatable = databases.creatable(connection)
        try:
            left_out = restore_for_scratch(programs, path, conninfo, jobs=run.params.backup_jobs, creatable=creatable)
        except StepFailed as error:
            return {"failed": error.what}
        with database.connected(conninfo, run.params.schema_) as connection:
            return {"tables": checksums.sums(connection), "left_out": ", ".join(left_out)}


@contextmanager
def _scratch_server(run: Session) -> Iterator[str]:
    """Reach the server of the scratch database; another one must not be older than this one."""
    if run.params.scratch == "same":
        yield run.conninfo
        return
    with database.reached(run.params.scratch) as server:
        with run.engine.connect() as ours, database.connected(server, run.params.schema_) as theirs:
            here, there = checksums.major(ours), checksums.major(theirs)
        if there < here:
            raise ParamsError(
                f"the scratch server is PostgreSQL {there}, the dump is of PostgreSQL {here}",
                where=f"parameter scratch={run.params.scratch}",
                do=f"name a server of PostgreSQL {here} or later, or scratch: same",
            )
        yield server


@step(repeat=True)
def compare(run: Session) -> Done:
    """Compare every table of the scratch database with the dump's snapshot; what is equal is a backup."""
    taken, restored = _evidence(run, "dump"), _evidence(run, "restore")
    if not taken or not restored or restored["sha256"] != taken["sha256"] or "tables" not in restored:
        return Done(title="Nothing was compared", outcomes=[_SAME.not_applicable("the dump was not restored")])
    found = checksums.differences(taken["tables"], restored["tables"])
    if found:
        return Done(title="The dump is no backup", outcomes=[_SAME.outcome(found)])
    path = Path(taken["path"])
    standing = dump_files.there(path)
    if standing is None:
        return Done(title="The dump is gone", outcomes=[_WHOLE.outcome([{"dump": path.name}])])
    standing.rename(path)
    rows = sum(table["rows"] for name, table in taken["tables"].items() if _in_schema(run, name))
    return Done(
        title=f"The backup holds {rows:,} rows of schema {run.params.schema_}, every value as it was",
        facts={"tables compared": len(taken["tables"])},
        live={"restore it with": taken["restore_with"]},
        outcomes=[_SAME.outcome([])],
        note="verified",
        evidence=taken | {"verified": True},
    )


@compare.dry
def _(run: Session) -> Done:
    with run.engine.connect() as connection:
        tables = len(checksums.tables_of(connection))
    return Done(title=f"{tables} tables would be compared: rows, and a sum over every value")


def _evidence(run: Session, of: str) -> dict[str, Any] | None:
    assert run.run is not None  # noqa: S101 - a step works only in execute
    with run.engine.connect() as connection:
        return records.evidence(connection, run.run.id, of)


def _whole(taken: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return the evidence of a dump if that is where and what it was."""
    path = dump_files.there(Path(taken["path"])) if taken else None
    return taken if path and taken and dump_files.sha256(path) == taken["sha256"] else None


STEPS = (dump, restore, compare)
