"""The databases that stored notebooks were executed on: one throw-away server, a template for every state.

A notebook finds its database as it does on anybody's machine: the embedded server of ``SARK_STATE_DIR``. So each one
can be executed alone, by nbval and by ``make notebooks`` alike, and no product code knows of tests.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from importlib import import_module
from itertools import islice
from pathlib import Path
from unittest.mock import patch

import sqlalchemy as sa
from sqlalchemy import orm

from sark_lib.local import dump_files
from sark_lib.local.account import STATE_VARIABLE
from sark_lib.local.endpoint import DATABASE
from sark_lib.local.seed import SeedSpec, seed
from sark_lib.local.server import Server
from sark_lib.pg.backfill import batches
from sark_lib.pg.backup import checksums
from sark_lib.pg.ledger import events
from sark_lib.runbook.files.project import project_dir
from sark_lib.runbook.params.effective import effective
from sark_lib.runbook.session import database
from sark_lib.runbook.session.session import Session
from sark_lib.runbook.session.stage import STAGES
from sark_lib.schema.mapping import SERVERS
from sark_lib.schema.v2 import Capability, CostTracking, Resource
from tests.databases import NEWEST, binaries_of, throwaway_directory

# Large enough for every oddity that a row can have, the unmappable ones included.
SEED = SeedSpec(shape="orm", servers=64, tools_per_server=5)
_MORNING = datetime(2026, 1, 5, tzinfo=UTC)
_STATE_OF = {
    "start_here": "migrated",
    "preflight": "v1",
    "backup": "preflighted",
    "schema": "preflighted",
    "migrate": "schema",
    "validate": "migrated",
    "benchmark": "used",
    "optimize": "used",
    "cutover": "ready",
    "finalize": "over",
    "rollback": "used",
    "recover": "damaged",
}


@dataclass(frozen=True)
class State:
    """How a database gets into a state.

    Args:
        before: The state it was in; None for an empty database.
        work: What then happens to the database ``sark``.
    """

    before: str | None
    work: Callable[[Server], None]


def _seeded(server: Server) -> None:
    seed(server.conninfo(), SEED)


def passing(name: str) -> Callable[[Server], None]:
    """Return the work of passing a stage, as its notebook does with the parameters of ``params/local.yaml``."""

    def work(_: Server) -> None:
        with closing(_session(name)) as run:
            for step in import_module(f"sark_lib.runbook.stages.{name}").STEPS:
                step(run)
            run.gate()
            run.report()

    return work


def _killed(_: Server) -> None:
    """Copy two small batches of servers, as a run does that is killed then."""
    with closing(_session("migrate")) as run:
        stage = import_module("sark_lib.runbook.stages.migrate")
        stage.quarantine(run)
        assert run.run is not None
        pace = batches.Pace(rows=SEED.servers // 4)
        list(islice(batches.run(run.engine, run.source, SERVERS, run.run.id, pace), 2))


def _used(server: Server) -> None:
    """Let the application work in v2: a resource and costs of its own, and a capability born in v2."""
    with database.connected(server.conninfo(), SEED.schema) as connection, orm.Session(connection) as app, app.begin():
        extended = app.scalars(sa.select(Resource).order_by(Resource.id).offset(1).limit(1)).one()
        extended.capabilities.append(Capability(id="born-in-v2", name="born in v2"))
        weather = Resource(id="weather", name="weather", protocol="http", endpoint="https://weather.example/v1")
        weather.created_at = weather.updated_at = _MORNING
        weather.capabilities.append(Capability(id="weather.today", name="today", sensitivity_level="high"))
        app.add(weather)
        app.add_all(_cost(hour, resource) for hour in range(24) for resource in (weather, extended))


def _damaged(server: Server) -> None:
    """Let a client die in the middle of a step, and somebody edit v2."""
    with database.connected(server.conninfo(), SEED.schema) as connection, orm.Session(connection) as somebody:
        with somebody.begin():
            edited = somebody.scalars(sa.select(Resource).order_by(Resource.id).limit(1)).one()
            edited.name += " (edited in v2)"
        with connection.begin():
            run = events.open_run(connection)
            assert run is not None
            events.record(connection, run.id, "migrate", "catch_up", state="started", body={})


def _cost(hour: int, resource: Resource) -> CostTracking:
    return CostTracking(
        timestamp=_MORNING + timedelta(hours=hour),
        principal_id="agent-1",
        resource_id=resource.id,
        capability_id=resource.capabilities[-1].id,
        actual_cost=Decimal("0.25"),
    )


def _session(name: str) -> Session:
    stage = next(stage for stage in STAGES if stage.name == name)
    return Session(stage, effective(name, {}, project_dir() / "params"))


STATES: Mapping[str, State] = {
    "v1": State(None, _seeded),
    "preflighted": State("v1", passing("preflight")),
    "schema": State("preflighted", passing("schema")),
    "half": State("schema", _killed),
    "migrated": State("schema", passing("migrate")),
    "validated": State("migrated", passing("validate")),
    "ready": State("migrated", lambda server: (passing("backup")(server), passing("validate")(server))[0]),
    "over": State("ready", passing("cutover")),
    "used": State("validated", _used),
    "damaged": State("used", _damaged),
}


def state_of(notebook: Path) -> str:
    """Return the state that a stored notebook is executed on: the one in which the walk reaches it."""
    return _STATE_OF[next(stage.name for stage in STAGES if stage.file_name == notebook.name)]


@dataclass
class Databases:
    """Puts the database ``sark`` of one server into any state; what leads there happens once a server."""

    server: Server
    _templates: set[str] = field(default_factory=set)

    def become(self, state: str) -> None:
        """Make ``sark`` anew, in that state, whoever may still be connected to it.

        Args:
            state: A name in ``STATES``.
        """
        template = f"state_{state}"
        if state not in self._templates:
            self._make(state)
            self.server.create_database(template, DATABASE)
            self._templates.add(state)
        self._renew(template)

    def _make(self, state: str) -> None:
        before = STATES[state].before
        if before is None:
            self._renew(None)
        else:
            self.become(before)
        STATES[state].work(self.server)

    def _renew(self, template: str | None) -> None:
        self.forget()
        self.server.create_database(DATABASE, template)
        with database.connected(self.server.conninfo(), SEED.schema) as connection, connection.begin():
            if events.exists(connection):
                events.adopt(connection)  # a copy is another database, and the ledger notices

    def forget(self) -> None:
        """Drop ``sark``, and the dumps of it that notebooks have left in the project."""
        if DATABASE in self.server.databases():
            with database.connected(self.server.conninfo(), SEED.schema) as connection:
                tag = checksums.tag(connection)
            params = effective("backup", {}, project_dir() / "params").params
            for taken in (project_dir() / params.backup_dir / params.env).glob(f"*-{tag}*"):
                dump_files.removed(taken)
            self.server.drop_database(DATABASE)


@contextmanager
def prepared() -> Iterator[Databases]:
    """Run a server that notebooks of this process find, and of those it starts, for the length of the block."""
    binaries = binaries_of(NEWEST)
    with throwaway_directory() as directory:
        # People's own IPython start-up files and history are none of a test's business.
        ours = {STATE_VARIABLE: str(directory), "IPYTHONDIR": str(directory / "ipython")}
        with patch.dict(os.environ, ours), Server(directory, binaries, throwaway=True) as server:
            databases = Databases(server)
            yield databases
            databases.forget()
