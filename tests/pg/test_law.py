"""v1 → v2 → v1 is the identity, and v2 is what the mapping means, for whatever rows v1 may hold."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, note, seed, settings
from hypothesis import strategies as st
from psycopg import sql

from sark_lib.local.oddities import Shape
from sark_lib.local.seed import SeedSpec
from sark_lib.local.v1_tables import stored_value
from sark_lib.pg import views
from sark_lib.pg.backfill import Pace
from sark_lib.schema import v1
from sark_lib.schema.mapping import ENTITIES, SERVERS, TOOLS
from sark_lib.schema.rules import Policy
from tests import mapping_oracle as oracle
from tests.migrations import Migration, Migrations
from tests.sides import ELSEWHERE, Connection, connected, original, read_back, unlike_the_view, written
from tests.v1_rows import TEAMS, USERS, Json, Moment, Row, Rows, rows

SEED = int(os.environ.get("SARK_TEST_SEED") or random.SystemRandom().randrange(2**32))
# Rows in a batch: few enough that most tables need several.
BATCH = 7
ALWAYS_THE_SAME = settings(derandomize=True, database=None, deadline=None, max_examples=50)
EACH_TIME_ANOTHER = settings(
    database=None, deadline=None, max_examples=500, suppress_health_check=[HealthCheck.too_slow]
)


class Bench:
    """A database that arbitrary rows go through, one example after another."""

    def __init__(self, migration: Migration, shape: Shape) -> None:
        self.migration = migration
        self.shape = shape
        self.connection = connected(migration.database, ELSEWHERE)
        self.connection.autocommit = True
        for table, key in [("users", USERS), ("teams", TEAMS)]:
            ...
