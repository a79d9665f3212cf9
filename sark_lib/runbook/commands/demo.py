"""The demo: a v1 database, the whole walk, a verdict; and the seeding it shares with ``sark-runbook seed``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import typer

from sark_lib.errors import ParamsError
from sark_lib.evidence.values import count
from sark_lib.local import supervisor
from sark_lib.local.catalog import load_catalog
from sark_lib.local.endpoint import DATABASE
from sark_lib.local.seed import SeedSpec, seed
from sark_lib.pg.catalog import introspect
from sark_lib.runbook.files.project import project_dir
from sark_lib.runbook.params.effective import effective
from sark_lib.runbook.params.env_hint import addressed
from sark_lib.runbook.runner.run import walk
from sark_lib.runbook.session.database import EMBEDDED, connected, reached

_SHARED_CATALOG = Path("../shared/data/mcp_catalog.json")
_GENERATED = SeedSpec("orm", servers=600, tools_per_server=5)


def seeded(overrides: Mapping[str, object], spec: SeedSpec, file: Path | None) -> str:
    """Build v1 where the parameters say, and return a sentence about it.

    Args:
        overrides: What was said for this run.
        spec: What to build; its schema is taken from the parameters.
        file: A catalogue to load instead of generating rows.

    Raises:
        ParamsError: The database is protected, or a parameter is wrong.
        ConnectionUnsafe: No connection, or there are v1 tables already.
    """
    found = effective("start_here", overrides, project_dir() / "params").params
    if found.protected:
        raise ParamsError(f"{found.env} is protected; nothing is seeded there", where=f"params/{found.env}.yaml")
    with reached(found.database) as conninfo:
        if file:
            loaded = load_catalog(conninfo, found.schema_, spec.shape, file)
            return f"v1 holds {count(loaded.servers)} servers and {count(loaded.tools)} tools of {file.name}"
        seed(conninfo, replace(spec, schema=found.schema_))
        return f"v1 holds {count(spec.servers)} servers and {count(spec.tools)} tools, generated"


def demonstrated(overrides: Mapping[str, object], file: Path | None, *, fresh: bool) -> int:
    """Seed a v1 database unless there is one, walk all stages in execute mode, and say what came of it.

    Args:
        overrides: What was said for this run.
        file: The catalogue to load; the shared one where it is found beside the project, generated rows otherwise.
        fresh: Drop an earlier demo's database first.

    Returns:
        The walk's exit code.

    Raises:
        ParamsError: The parameters point at a database that is not embedded.
        SarkError: The embedded server cannot be started, the catalogue not be read, or the walk not begin.
    """
    said = {"mode": "execute", **overrides}
    params = effective("start_here", said, project_dir() / "params").params
    if params.database != EMBEDDED:
        raise ParamsError(f"the demo runs on the embedded server, not on {params.database}", do="leave out --env")
    with supervisor.embedded() as server:
        if fresh:
            server.drop_database(DATABASE)
            server.create_database(DATABASE)
        typer.echo(_some_v1(server.conninfo(), params.schema_, said, file))
        code = walk(said)
    again = addressed("`sark-runbook demo --fresh` begins again", params.env)
    typer.echo(f"next:    `make lab` opens the notebooks on these data, {again}")
    return code


def _some_v1(conninfo: str, schema: str, said: Mapping[str, object], file: Path | None) -> str:
    with connected(conninfo, schema) as connection:
        if introspect.exists(connection, schema, "mcp_servers"):
            return "v1 is there from an earlier demo"
    shared = project_dir() / _SHARED_CATALOG
    return seeded(said, _GENERATED, file or (shared if shared.exists() else None))
