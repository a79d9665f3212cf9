"""Every parameter, declared once: type, default, limits and the sentence that explains it.

One class a stage holds what that stage's notebook shows in its parameter cell. All of them together are
one flat namespace, `Params`, so that one ``params/<env>.yaml`` serves every stage and a run has one hash.
Notebook cells, ``params/*.yaml``, the command line and the docs read these declarations; none repeats them.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

from sark_lib.runbook.params import validators

Scalar = str | int | float | bool | None

# Every number has both bounds: a value beyond them is a slip of the hand, not a wish. A week keeps timeouts far below
# the 24 days that PostgreSQL can count in milliseconds.
_WEEK_S = 7 * 86_400
_PIB_GIB = 1024**2


def _param(text: str, *, default: Scalar, decides: bool = False, per_run: bool = False, **limits: Any) -> Any:  # noqa: ANN401 (pydantic's Field is Any)
    """Declare a parameter.

    Args:
        text: The help, shown in notebooks, in ``sark-runbook params`` and in the docs; no ``#`` in it.
        default: Its value when nobody says anything.
        decides: Whether it decides what ends up in the database, so that an open run cannot go on with another value.
        per_run: Whether it may only be said for one run, never in a file.
        **limits: What pydantic checks: ``ge``, ``gt``, ``le``, ``alias``.
    """
    return Field(default, description=text, json_schema_extra={"decides": decides, "per_run": per_run}, **limits)


class Common(BaseModel):
    """What every stage takes."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)

    env: Annotated[str, AfterValidator(validators.environment)] = _param(
        "the environment: which params/<env>.yaml to read", default="local"
    )
    mode: Literal["dry-run", "execute"] = _param(
        "dry-run reads and writes nothing; execute changes things", default="dry-run"
    )
    database: Annotated[str, AfterValidator(validators.database)] = _param(
        "embedded, env:NAME (a variable holding a DSN) or service:NAME (pg_service.conf)", default="embedded"
    )
    schema_: Annotated[str, AfterValidator(validators.schema_name)] = _param(
        "schema of the v1 tables, and of v2", default="public", decides=True, alias="schema"
    )
    protected: bool = _param("execute only when confirm_database names the database", default=False)
    confirm_database: str = _param("the database's name, typed by whoever runs execute on it", default="", per_run=True)
    new_run: bool = _param("close the open run and start a new one", default=False, per_run=True)
    runs_dir: str = _param("folder of the evidence, from the project's root", default="runs")
    wait_lock_s: float = _param("seconds to wait while another run holds the lock", default=0.0, ge=0, le=86_400)
    statement_timeout_s: float = _param(
        "seconds one statement may take, 0 for no limit", default=3600.0, ge=0, le=_WEEK_S
    )
    lock_timeout_ms: int = _param(
        "milliseconds to wait for a lock before yielding and trying again", default=200, gt=0, le=60_000
    )
    stage_timeout_s: float = _param(
        "seconds one notebook may take under sark-runbook, 0 for no limit", default=0.0, ge=0, le=_WEEK_S
    )


class Policies(Common):
    """What to do with v1 rows and columns that the mapping has no place for."""

    unmappable: Literal["refuse", "quarantine"] = _param(
        "v1 rows v2 cannot hold: stop with all of them listed, or keep them aside", default="refuse", decides=True
    )
    missing_endpoint: Literal["refuse", "placeholder"] = _param(
        "v1 servers with neither endpoint nor command: stop, or write unset:<id>", default="refuse", decides=True
    )
    unknown_columns: Literal["refuse", "keep"] = _param(
        "v1 columns this tool does not know: stop, or keep them in metadata", default="refuse", decides=True
    )


class Preflight(Policies):
    """Stage 10."""

    disk_free_gib: float | None = _param(
        "free GiB on the server's disk, which SQL cannot see; None is not checked", default=None, ge=0, le=_PIB_GIB
    )


class Backup(Common):
    """Stage 20."""

    backup_dir: str = _param("folder of the dumps, from the project's root", default="backups")
    backup_format: Literal["directory", "custom"] = _param(
        "directory is dumped by several workers, custom is one file", default="directory"
    )
    backup_jobs: int = _param("workers of pg_dump and pg_restore", default=2, gt=0, le=64)
    scratch: Annotated[str, AfterValidator(validators.scratch)] = _param(
        "server the dump is restored on to be verified: same, env:NAME or service:NAME", default="same"
    )


class Schema(Policies):
    """Stage 30."""

    adopt: Literal["refuse", "repair"] = _param(
        "v2 tables that already differ: stop, or repair what is safe", default="repair", decides=True
    )


class Migrate(Policies):
    """Stage 40."""

    live_sync: bool = _param(
        "keep v2 in step while v1 is written; takes the rights of the owner of v1, and cutover needs it",
        default=True,
        decides=True,
    )
    let_in: bool = _param(
        "let in again what a rollback by choice keeps out of v2; catch-up brings it", default=False, per_run=True
    )
    batch_target_s: float = _param("seconds a batch should take; its size follows", default=0.5, gt=0, le=60)
    batch_rows: int = _param("rows of the first batch", default=20_000, gt=0, le=1_000_000)
    batch_rows_max: int = _param("rows of the largest batch", default=50_000, gt=0, le=10_000_000)
    v2_edits: Literal["keep", "v1-wins"] = _param(
        "rows edited in v2: leave them and say so, or write v1 over them", default="keep", decides=True
    )

    removed_max_percent: float = _param(
        "migrated rows that may be gone from v1, of 100; more close the gate before v2 loses them too",
        default=10.0,
        ge=0,
        le=100,
    )

    standbys: str = _param(
        "application_name of every standby that must follow, comma-separated; a missing one stops the run", default=""
    )
    lag_max_s: float = _param("seconds a standby may lag behind before a batch waits", default=10.0, gt=0, le=86_400)
    wal_max_mib_s: float = _param(
        "MiB of WAL a second the whole server may write, 0 for no limit", default=0.0, ge=0, le=1_000_000
    )
    archive_backlog_max: int = _param("WAL files that may wait to be archived", default=64, ge=0, le=1_000_000)
    pg_wal_max_gib: float = _param("GiB pg_wal may hold, 0 for no limit", default=0.0, ge=0, le=_PIB_GIB)
    snapshot_max_s: float = _param(
        "seconds the oldest snapshot of anybody may be open before a batch waits, 0 for no limit",
        default=3600.0,
        ge=0,
        le=_WEEK_S,
    )
    pause_max_s: float = _param(
        "seconds a batch waits for the server before the stage gives up; an operator's pause lasts until resume",
        default=3600.0,
        gt=0,
        le=_WEEK_S,
    )


class Validate(Policies):
    """Stage 50."""

    suite: Literal["quick", "full", "schema", "data", "relationships", "costs"] = _param("which checks", default="full")
    within_s: float = _param(
        "seconds for checks, costs by day and values; of more rows than fit a sample is drawn, 0 for no limit",
        default=0.0,
        ge=0,
        le=_WEEK_S,
    )
    chunk_rows: int = _param("rows compared in one statement", default=10_000, gt=0, le=1_000_000)
    samples: int = _param("offenders shown a check; all are counted", default=5, ge=0, le=1_000)
    show_values: bool = _param(
        "show values under keys that the mapping does not know, not only their shape; secrets stay masked",
        default=False,
        per_run=True,
    )


class Benchmark(Common):
    """Stage 60."""

    runs: int = _param(
        "timed runs of a case; a fifth of them where one takes 10 ms or more", default=100, gt=0, le=10_000
    )
    warmup: int = _param(
        "most runs before those; fewer once three in a row take the same time", default=10, ge=0, le=1_000
    )
    patterns: Annotated[str, AfterValidator(validators.patterns)] = _param(
        "patterns to run, comma-separated; empty is all", default=""
    )
    seed: int = _param("seed of the values drawn from the data", default=1, ge=0, le=2**31 - 1)
    mix_s: int = _param("seconds that two sessions ask the mix of patterns, 0 for none", default=3, ge=0, le=3_600)
    cold: bool = _param("empty the server's caches as well, which slows everybody for a while", default=False)


class Optimize(Common):
    """Stage 65. It asks the patterns as stage 60 does, with the same `patterns` and `seed`."""

    index_set: Literal["default", "advised", "none"] = _param(
        "what to build: the default set, what the advisor proposed and a trial proved, or nothing", default="default"
    )
    trial_rows: int = _param(
        "rows of a table that are copied to try candidates on, 0 for all, -1 tries nothing",
        default=100_000,
        ge=-1,
        le=1_000_000_000,
    )
    drop_indexes: str = _param(
        "indexes to drop, comma-separated, typed by whoever means it; built is all that this tool built",
        default="",
        per_run=True,
    )


class Cutover(Policies):
    """Stage 70."""

    validated_max_min: float = _param("minutes a full validation stays fresh", default=15.0, gt=0, le=10_080)
    backup_max_h: float = _param("hours a verified backup stays fresh, 0 asks for none", default=24.0, ge=0, le=8_760)
    late_writers: Literal["carry", "refuse"] = _param(
        "who still writes v1 after the switch: carried over to v2, or refused", default="carry", decides=True
    )
    switch_tries: int = _param(
        "how often the switch is tried while a lock is not to be had", default=20, gt=0, le=10_000
    )


class Finalize(Common):
    """Stage 80."""

    quiet_s: float = _param("seconds in which nobody may use a v1 name", default=60.0, gt=0, le=_WEEK_S)
    archive_schema: Annotated[str, AfterValidator(validators.schema_name)] = _param(
        "schema v1 is moved to, out of everybody's way", default="sark_v1_archive"
    )
    drop_v1: str = _param(
        "names of the v1 tables to drop for good, comma-separated, typed by whoever means it", default="", per_run=True
    )


class Rollback(Common):
    """Stage 90."""

    accept_loss: str = _param("hash of the loss report that was read and accepted", default="", per_run=True)
    only_ids: str = _param("roll back only these resources, comma-separated ids", default="", per_run=True)
    only_name: str = _param("roll back only resources whose name is LIKE this", default="", per_run=True)
    only_team: str = _param("roll back only resources of this team_id", default="", per_run=True)
    only_transport: str = _param("roll back only resources of this transport", default="", per_run=True)
    take_out: bool = _param("after going back from cutover, take v2's rows out as well", default=False, per_run=True)
    rehearse: bool = _param("do it all, timed, and roll the transaction back", default=False, per_run=True)

    rows_per_transaction: int = _param(
        "up to so many rows rollback is one transaction, beyond it batches of so many",
        default=100_000,
        gt=0,
        le=10_000_000,
    )
    drop_v2: bool = _param(
        "drop the v2 tables too once rollback has emptied them; one that holds a row is refused", default=False
    )


class Recover(Policies):
    """Stage 95."""

    repair: str = _param("repairs to apply, comma-separated, or all; empty only reports", default="", per_run=True)
    restore_from: str = _param(
        "dump to restore into a new database beside this one, from the project's root", default="", per_run=True
    )
    restore_to: str = _param(
        "name of that new database; empty is this one's with _restored behind it", default="", per_run=True
    )


class Params(Preflight, Backup, Schema, Migrate, Validate, Benchmark, Optimize, Cutover, Finalize, Rollback, Recover):
    """Every parameter of every stage: the values one run works with."""


STAGE_PARAMS: dict[str, type[Common]] = {
    "start_here": Common,
    **{model.__name__.lower(): model for model in Params.__bases__ if issubclass(model, Common)},
}
"""The parameters of a stage, by the stage's name."""


def named(model: type[Common]) -> dict[str, FieldInfo]:
    """Return a model's fields by the name a user writes (``schema``, not ``schema_``)."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


ALL_FIELDS: dict[str, FieldInfo] = {
    name: field for model in STAGE_PARAMS.values() for name, field in named(model).items()
}
"""Every parameter of every stage, by the name a user writes."""


def marked(flag: str) -> frozenset[str]:
    """Return the names of the parameters that carry a flag.

    Args:
        flag: ``decides`` or ``per_run``.
    """
    return frozenset(
        name
        for name, field in ALL_FIELDS.items()
        if isinstance(field.json_schema_extra, dict) and field.json_schema_extra.get(flag)
    )
