"""The servers and databases of all tests: PostgreSQL 18 from the wheel, 15 from the machine.

Where a test stands: ``tests/pg/X`` is about ``sark_lib/pg/X``, or about the layer X, on a real server;
``tests/unit/X/Y`` is about ``sark_lib/X/Y``, without one.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from unittest.mock import patch

import pytest

from sark_lib.local.seed import SeedSpec
from sark_lib.local.server import Server
from tests.databases import MAJORS, Database, Databases, binaries_of, throwaway_directory


def pytest_collection_finish() -> None:
    """What is imported by now stays, and statements leave few cycles: the collector need not look so often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


@pytest.fixture(scope="session", params=MAJORS, ids="pg{}".format)
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """One throw-away server a major version; ``SARK_TEST_MAJORS=18`` limits them."""
    binaries = binaries_of(request.param)
    if binaries is None:
        pytest.skip(f"PostgreSQL {request.param} is not installed: apt-get install postgresql-{request.param}")
    # The client programs of its own version come first, as on a machine that is set up for backups.
    path = {"PATH": os.pathsep.join([str(binaries.bindir), os.environ["PATH"]])}
    with (
        throwaway_directory() as directory,
        Server(directory, binaries, throwaway=True) as running,
        patch.dict(os.environ, path),
    ):
        yield running


@pytest.fixture(scope="session")
def databases(server: Server) -> Databases:
    """Make databases on the server; what it makes lives as long as the server."""
    return Databases(server)


@pytest.fixture
def database(databases: Databases) -> Iterator[Database]:
    """An empty database of the test's own."""
    made = databases.fresh()
    yield made
    made.server.drop_database(made.name)


@pytest.fixture
def v1_database(databases: Databases) -> Iterator[Callable[[SeedSpec], Database]]:
    """Make a seeded v1 database of the test's own: ``v1_database(SeedSpec(shape="orm"))``."""
    made: list[Database] = []

    def make(spec: SeedSpec) -> Database:
        made.append(databases.seeded(spec))
        return made[-1]

    yield make
    for copy in made:
        copy.server.drop_database(copy.name)
