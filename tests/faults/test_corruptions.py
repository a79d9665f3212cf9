"""The validator validated: each corruption is found by the right check, and nothing is found where nothing is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import pytest

from sark_lib.local.oddities import Shape
from sark_lib.pg.validate import checks
from tests.databases import MAJORS, NEWEST
from tests.faults.corruption import SCHEMAS, Corruption, World, read
from tests.migrations import Migrations
from tests.validation import PHASES, ask, examine

SHAPES: tuple[Shape, ...] = get_args(Shape)
AUTHORED = {check.id: check for check in checks.authored()}
CORRUPTIONS = read()
# The newest version sees all of them, the production's one in four.
EVERY = 1 if NEWEST in MAJORS else 4


def shapes(corruption: Corruption) -> tuple[Shape, ...]:
    """The shapes of v1 that a corruption is done to: both where v1's own rows matter, else where names are quoted."""
    of_v1 = any(
        name in AUTHORED and {"preflight"} == AUTHORED[name].phases and "data" in AUTHORED[name].suites
        for name in corruption.found
    )
    possible = SHAPES if of_v1 or not corruption.found or corruption.shape else SHAPES[-1:]
    return tuple(shape for shape in possible if corruption.shape in ("", shape))


CASES = [pytest.param(shape, each, id=f"{shape}-{each.name}") for each in CORRUPTIONS for shape in shapes(each)][
    ::EVERY
]


@pytest.fixture(scope="session")
def world(migrations: Migrations) -> Iterator[World]:
    """Migrated databases to corrupt."""
    made = World(migrations)
    yield made
    made.close()


@pytest.mark.parametrize("shape", SHAPES)
def test_every_check_passes_on_a_good_migration(world: World, shape: Shape) -> None:
    """On a migrated database that is in use every check of every phase is asked, and passes."""
    with world.after(shape, Corruption("", "", {})) as (connection, migration):
        examined = examine(connection, migration, *PHASES)
    assert examined.outcomes.keys() > AUTHORED.keys()
    assert (examined.failed, examined.states) == ({}, frozenset())


@pytest.mark.parametrize(("shape", "corruption"), CASES)
def test_a_corruption_is_found(world: World, shape: Shape, corruption: Corruption) -> None:
    """Its checks find it, with severity, number and cause; nothing else does but what cannot but fail with it."""
    with world.after(shape, corruption) as (connection, migration):
        examined = examine(connection, migration, *PHASES)
    found = examined.failed
    assert {name: each for name, each in found.items() if name not in corruption.also} == corruption.found
    assert found.keys() == corruption.found.keys() | corruption.also
    assert examined.states == corruption.cause
    for outcome in (examined.outcomes[name] for name in found):
        assert outcome.message
        assert "{" not in outcome.message
        assert all(next(iter(offender.values())) for offender in outcome.offenders)


def test_every_check_finds_a_corruption() -> None:
    """A check that no corruption fails proves nothing; one without a check means that an id was changed."""
    derived = ("structure.", "parity.", "law.", "sync_healthy", "cost_history")
    found = {name for each in CORRUPTIONS for name in each.found}
    assert {name for name in found if not name.startswith(derived)} == AUTHORED.keys()
    assert all(any(name.startswith(prefix) for name in found) for prefix in derived)


def test_there_are_enough_of_them() -> None:
    """At least 60 corruptions are found, and some things that look like one are not."""
    assert sum(bool(each.found) for each in CORRUPTIONS) >= 60
    assert sum(not each.found for each in CORRUPTIONS) >= 10


@pytest.mark.parametrize("suite", ["quick", "schema", "data", "relationships", "costs"])
def test_a_suite_asks_its_checks_and_no_other(world: World, suite: str) -> None:
    """Each suite asks the checks that name it, in every phase."""
    with world.after("orm", Corruption("", "", {})) as (connection, _):
        asked = ask(connection, SCHEMAS["orm"], *PHASES, suite=suite)
    assert asked.keys() == {check.id for check in AUTHORED.values() if suite in check.suites}
