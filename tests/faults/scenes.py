"""What a stage is called on, and what it leaves: databases before a backfill, a cutover, a rollback, in their whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sark_lib.local.seed import SeedSpec
from sark_lib.pg.connection import engine
from sark_lib.pg.ledger import events
from sark_lib.pg.rollback import loss
from sark_lib.pg.sync import health
from sark_lib.schema.mapping import ENTITIES
from tests.faults.boundaries import Boundary, Ended, Job, call
from tests.migrations import OURSELVES, Migration, Migrations, born
from tests.processes import until

CHUNK = 40
Said = Mapping[str, object]
Left = Mapping[str, Any]
SPEC = SeedSpec(shape="orm", servers=30, tools_per_server=3)
# The policies are those of the templates; the rest makes small data go in several batches, and no evidence stale.
SAID: Said = {
    "unmappable": "quarantine", "missing_endpoint": "refuse", "unknown_columns": "refuse",
    "batch_rows": 16, "batch_rows_max": 16, "chunk_rows": CHUNK, "rows_per_transaction": 60,
    "backup_max_h": 0.0, "validated_max_min": 10_080.0, "removed_max_percent": 50.0,
}  # fmt: skip


# --- what is left -----------------------------------------------------------------------------------------------------

_SIDES = [name for entity in ENTITIES for name in (entity.v1, entity.v2)]
_TURNED = {
    "sync": "SELECT entity, direction, attached, late FROM sync",
    "triggers": "SELECT tgrelid::regclass::text, tgname, tgenabled, tgfoid::regproc::text FROM pg_trigger "
    "WHERE NOT tgisinternal",
}
# All but when, by whom, and in which transaction.
_LEFT = _TURNED | {
    **{entity.row_map: f"SELECT v1_id, digest FROM {entity.row_map}" for entity in ENTITIES},
    "quarantine": "SELECT entity, v1_id, reason FROM quarantine",
    "missed": "SELECT entity, key, reason FROM missed",
    "held_back": "SELECT v2_table, v2_id, reason FROM held_back",
    "parked": "SELECT v2_table, v2_id, reason, v2_row FROM parked",
    "batches": "SELECT step, n, after_id, upto_id, rows_read, rows_written FROM batch",
    "runs": "SELECT rank() OVER (ORDER BY id), env, state FROM run",  # an id is spent by a beginning that was killed
    "passed": "SELECT dense_rank() OVER (ORDER BY run_id), stage FROM event "
    "WHERE step = '(stage)' AND state = 'passed'",
    "pauses": "SELECT step, reason FROM pause WHERE ended_at IS NULL",
}
# Resources of v2 that lack a capability which their server has as a tool.
_BEREFT = """
    SELECT r.id FROM resources r JOIN mcp_tools t ON r.id = t.server_id::text
    WHERE NOT EXISTS (SELECT FROM capabilities c WHERE c.id = t.id::text)
      AND t.id NOT IN (SELECT v1_id FROM quarantine)
"""


def left(migration: Migration) -> Left:
    """Return all that a run leaves: v1, v2, the merge base, what was kept aside, sync, batches, runs."""
    there = [name for name in _SIDES if migration.value("SELECT to_regclass(%s)", name)]
    found: dict[str, Any] = {name: sorted(migration.column(f"SELECT CAST(t AS text) FROM {name} t")) for name in there}
    found |= _asked(migration, _LEFT)
    with engine.read_only(migration.engine) as connection:
        found["ledger broken at"] = events.broken(connection)
        found["problems of sync"] = health.problems(connection, migration.source)
    return found


def turned(migration: Migration) -> Left:
    """Return which way sync goes, as the ledger says and as the triggers do."""
    return _asked(migration, _TURNED)


def passed(migration: Migration, stage: str) -> int:
    """Return how often a stage has passed."""
    query = "SELECT count(*) FROM event WHERE step = '(stage)' AND state = 'passed' AND stage = %s"
    return int(migration.value(query, stage))


def bereft(migration: Migration) -> list[str]:
    """Return the resources without all their capabilities: in a rollback there is never one."""
    return migration.column(_BEREFT) if migration.value("SELECT to_regclass('capabilities')") else []


def _asked(migration: Migration, queries: Mapping[str, str]) -> Left:
    return {name: sorted(migration.rows(query), key=str) for name, query in queries.items()}


# --- databases before a stage -----------------------------------------------------------------------------------------

_DRIFT = """
    CREATE TEMP TABLE fresh AS SELECT * FROM mcp_servers ORDER BY id LIMIT 3;
    UPDATE fresh SET id = gen_random_uuid(), consul_id = NULL;
    UPDATE mcp_servers SET name = name || ' again' WHERE id IN (SELECT id FROM mcp_servers ORDER BY id LIMIT 4);
    UPDATE mcp_tools SET name = name || ' again' WHERE id IN (SELECT id FROM mcp_tools ORDER BY id LIMIT 9);
    DELETE FROM mcp_servers WHERE id IN (SELECT id FROM mcp_servers ORDER BY id DESC LIMIT 5);
    DELETE FROM mcp_tools WHERE id IN (SELECT id FROM mcp_tools ORDER BY id DESC LIMIT 5);
    INSERT INTO mcp_servers SELECT * FROM fresh
"""
_LATER = "UPDATE mcp_tools SET name = name || ' later' WHERE id IN (SELECT id FROM mcp_tools ORDER BY id LIMIT 3)"
_EDIT = """
    UPDATE resources SET name = 'edited in v2'
    WHERE id IN (SELECT v1_id::text FROM row_map_resources ORDER BY 1 LIMIT 3);
    UPDATE capabilities SET name = 'edited in v2'
    WHERE id IN (SELECT v1_id::text FROM row_map_capabilities ORDER BY 1 LIMIT 5)
"""


def _drifted(migration: Migration) -> None:
    migration.rows(_DRIFT)


def _edited(migration: Migration) -> None:
    migration.rows(_EDIT)


@dataclass(frozen=True)
class Scene:
    """A stage, and what it is called on.

    Args:
        stage: Its name.
        writes: The cells that change something: those are struck in CI, all of them in a long run.
        before: What the application has done, after the stages before it.
        after: The stages that have passed, the schema stage apart.
        said: What is said beside :data:`SAID`.
        whole: Whether sync turns as a whole: between fault and rerun it is as before or as after.
        accepts: Whether the loss report is accepted.
    """

    stage: str
    writes: tuple[str, ...]
    before: Callable[[Migration], object] = lambda _: None
    after: tuple[str, ...] = ()
    said: Said = field(default_factory=dict)
    whole: bool = True
    accepts: bool = False


def _used(migration: Migration) -> None:
    born(migration)
    migration.rows(_LATER)


def _lived(migration: Migration) -> None:
    born(migration)
    migration.rows(_EDIT)


_COPY = ("quarantine", "sync_servers", "backfill_resources", "sync_tools", "backfill_capabilities")
_CELLS = tuple(f"stage.{name}(run)" for name in _COPY)
_UNDO = ("stage.undo(run)", "stage.drop(run)")
_CUT_OVER = ("migrate", "validate", "cutover")
_AT_ONCE = {"rows_per_transaction": 1000, "drop_v2": True}
SCENES: Mapping[str, Scene] = {
    # The opening and the end are the same in every stage: they are struck here.
    "backfill": Scene("migrate", ("run", *_CELLS, "run.report()"), whole=False),
    "catch-up": Scene("migrate", ("stage.catch_up(run)",), _drifted, ("migrate",), {"live_sync": False}),
    "cutover": Scene("cutover", ("stage.switch(run)",), _used, ("migrate", "validate")),
    "rollback in batches": Scene("rollback", _UNDO, _lived, ("migrate",), accepts=True),
    "rollback at once": Scene("rollback", _UNDO, _edited, ("migrate",), _AT_ONCE, accepts=True),
    "rollback after cutover": Scene("rollback", ("stage.turn_back(run)",), _lived, _CUT_OVER, accepts=True),
}


@dataclass
class Stand:
    """Makes copies of databases before a stage, and calls the stage on them.

    Args:
        migrations: Where the database after the schema stage comes from.
        notes: Where a call writes what it has come to.
    """

    migrations: Migrations
    notes: Path
    _templates: dict[object, str] = field(default_factory=dict)
    _losses: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def on(self, name: str) -> Iterator[Migration]:
        """Give a copy of the database before a scene's stage."""
        migration = self._copy(self._before(name))
        try:
            yield migration
        finally:
            migration.close()
            migration.database.server.drop_database(migration.database.name)

    def call(self, name: str, migration: Migration, fault: str = "", at: Boundary | None = None) -> Ended:
        """Call a scene's stage, once nobody is connected any more."""
        scene = SCENES[name]
        accepted = {"accept_loss": self._losses[name]} if scene.accepts else {}
        return self._call(migration, scene.stage, {**scene.said, **accepted}, (fault, at))

    def _call(
        self, migration: Migration, stage: str, said: Said, met: tuple[str, Boundary | None] = ("", None)
    ) -> Ended:
        others = (
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name <> %s"
        )
        assert until(lambda: migration.value(others, OURSELVES) == 0)
        database = migration.database
        return call(Job(stage, {**SAID, **said}, database.conninfo, database.server.pid, self.notes, *met))

    def _copy(self, template: str) -> Migration:
        copy = Migration(self.migrations.databases.fresh(template), SPEC.schema)
        with copy.engine.begin() as connection:
            events.adopt(connection)
        # A copied sequence still counts what its template had logged ahead: without this a crash would set it back.
        copy.rows("CHECKPOINT")
        return copy

    def _before(self, name: str) -> str:
        """Return the template of a scene."""
        if name not in self._templates:
            scene = SCENES[name]
            made = self._copy(self._after(scene.after, scene.said))
            scene.before(made)
            if scene.accepts:
                with engine.read_only(made.engine) as connection:
                    self._losses[name] = loss.report(connection, made.source, chunk=CHUNK).hash
            made.close()
            self._templates[name] = made.database.name
        return self._templates[name]

    def _after(self, stages: tuple[str, ...], said: Said) -> str:
        """Return the template of a database on which some stages have passed."""
        key = (stages, *sorted(said.items()))
        if key not in self._templates:
            if stages:
                made = self._copy(self._after(stages[:-1], said))
                ended = self._call(made, stages[-1], said)
                assert ended.code == 0, ended.said
            else:
                with self.migrations.at("schema", SPEC) as template:
                    template.new_run()
                    template.close()
                    made = self._copy(template.database.name)
            made.close()
            self._templates[key] = made.database.name
        return self._templates[key]
