"""Commands that make something to migrate, say who needs which privilege, and show the whole."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from sark_lib.runbook.cli.options import Env, Pairs, overrides


class Shape(StrEnum):
    """Who built v1: the DDL migrations or the application's ORM."""

    DDL = "ddl"
    ORM = "orm"


ShapeOption = Annotated[Shape, typer.Option(help="How v1 is built: by DDL migrations or by the application's ORM.")]


def seed(
    *,
    env: Env = None,
    shape: ShapeOption = Shape.DDL,
    servers: Annotated[int, typer.Option(help="Rows of mcp_servers.")] = 100,
    tools_per_server: Annotated[int, typer.Option(help="On the average.")] = 10,
    seed: Annotated[int, typer.Option(help="Another seed gives other rows.")] = 1,
    odd: Annotated[float, typer.Option(help="How much is odd, from 0 to 1.")] = 1.0,
    unmappable: Annotated[bool, typer.Option(help="Whether some rows are such that v2 cannot hold them.")] = True,
    catalog: Annotated[Path | None, typer.Option(help="Load real servers from this JSON file instead.")] = None,
    param: Pairs = None,
) -> None:
    """Build the tables of v1 and fill them, the same for the same seed; never over tables that are there."""
    from sark_lib.local.seed import SeedSpec  # noqa: PLC0415
    from sark_lib.runbook.commands.demo import seeded  # noqa: PLC0415

    spec = SeedSpec(shape.value, servers, tools_per_server, seed, odd, unmappable)
    typer.echo(seeded(overrides(param, env=env), spec, catalog))


def grants(
    *,
    env: Env = None,
    migrator: Annotated[str, typer.Option(help="Role that runs the migration.")] = "sark_migrator",
    validator: Annotated[str, typer.Option(help="Role that validates and benchmarks.")] = "sark_validator",
    application: Annotated[str, typer.Option(help="Role of the application.")] = "sark_app",
    param: Pairs = None,
) -> None:
    """Print the GRANTs each role needs, for the owner of the tables to run."""
    from sark_lib.pg.catalog.introspect import identity  # noqa: PLC0415
    from sark_lib.pg.catalog.privileges import script  # noqa: PLC0415
    from sark_lib.runbook.files.project import project_dir  # noqa: PLC0415
    from sark_lib.runbook.params.effective import effective  # noqa: PLC0415
    from sark_lib.runbook.params.env_hint import addressing  # noqa: PLC0415
    from sark_lib.runbook.session.database import connected, reached  # noqa: PLC0415

    found = effective("schema", overrides(param, env=env), project_dir() / "params").params
    roles = {"migrator": migrator, "validator": validator, "application": application}
    with (
        addressing(found.env),
        reached(found.database) as conninfo,
        connected(conninfo, found.schema_) as connection,
    ):
        typer.echo(script(identity(connection)["database"], found.schema_, roles))


def adopt_ledger(env: Env = None, param: Pairs = None) -> None:
    """Make a ledger that came with a copied or restored database this database's own."""
    from sark_lib.pg.connection import retry  # noqa: PLC0415
    from sark_lib.pg.ledger import events  # noqa: PLC0415
    from sark_lib.runbook.session.open import look  # noqa: PLC0415

    with look("start_here", overrides(param, env=env)) as run:
        run.confirm(execute=True)
        retry.transact(run.engine, "adopt-ledger", events.adopt)
        typer.echo(f"the ledger belongs to {run.where} now")


def demo(
    *,
    env: Env = None,
    catalog: Annotated[Path | None, typer.Option(help="A catalogue of servers; generated rows without one.")] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Drop what an earlier demo left, and begin again.")] = False,
    param: Pairs = None,
) -> None:
    """Take a v1 database to v2, from nothing, in an embedded PostgreSQL that ends with the command."""
    from sark_lib.runbook.commands.demo import demonstrated  # noqa: PLC0415

    raise typer.Exit(demonstrated(overrides(param, env=env), catalog, fresh=fresh))
