"""A fault between any two statements of a backfill, a cutover or a rollback: the same command again makes it good."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pytest

from sark_lib.local.server import Server
from tests.faults.boundaries import FAULTS, Boundary, Ended, kill
from tests.faults.scenes import SCENES, Left, Stand, bereft, left, passed, turned
from tests.migrations import Migration, Migrations

KILL = kill.__name__
OTHERS = tuple(name for name in FAULTS if name != KILL)


@pytest.fixture(scope="session")
def stand(migrations: Migrations, tmp_path_factory: pytest.TempPathFactory) -> Stand:
    """Databases before each stage."""
    return Stand(migrations, tmp_path_factory.mktemp("boundaries") / "notes")


@dataclass
class Trial:
    """One scene, disturbed again and again, and compared with an undisturbed call.

    Args:
        stand: Makes its databases, and calls its stage.
        name: Which scene.
        server: Its server, to start again.
    """

    stand: Stand
    name: str
    server: Server

    @cached_property
    def _undisturbed(self) -> tuple[tuple[Boundary, ...], list[Left]]:
        """What an undisturbed call comes to; which way sync goes before and after it; all it leaves."""
        with self.stand.on(self.name) as migration:
            ways = [turned(migration)]
            ended = self.stand.call(self.name, migration)
            assert ended.code == 0, ended.said
            return ended.boundaries, [*ways, turned(migration), left(migration)]

    @property
    def boundaries(self) -> tuple[Boundary, ...]:
        """Every boundary an undisturbed call comes to, in order."""
        return self._undisturbed[0]

    def kinds(self) -> list[Boundary]:
        """Return one boundary of every statement and commit there is, from whichever cell, in order."""
        of: dict[str, list[Boundary]] = defaultdict(list)
        for boundary in self.boundaries:
            if boundary.nth == 1:
                of[boundary.text].append(boundary)
        draw = random.Random(3)  # noqa: S311 - the same every time
        chosen = {draw.choice(found) for found in of.values()}
        return [boundary for boundary in self.boundaries if boundary in chosen]

    def chain(self, met: Sequence[tuple[str, Boundary]]) -> None:
        """Let one call after another meet its fault, each going on from where the one before was struck."""
        remaining = list(met)
        while remaining:
            with self.stand.on(self.name) as migration:
                before = passed(migration, self.stage)
                while remaining and passed(migration, self.stage) == before:
                    self.struck(migration, *remaining.pop(0))
                self.made_good(migration, before)

    @property
    def stage(self) -> str:
        """The stage that is called."""
        return SCENES[self.name].stage

    def struck(self, migration: Migration, fault: str, at: Boundary) -> Ended:
        """Call the stage with a fault, and hold what must hold in between."""
        ended = self.stand.call(self.name, migration, fault, at)
        if fault == "stop" and not self.server.running:
            self.server.restart()
        assert ended.code in ((-9, 0) if fault == KILL else (2, 0)), f"{fault} {at}: {ended.code} {ended.said}"
        if SCENES[self.name].whole:
            assert turned(migration) in self._undisturbed[1][:2], f"{fault} {at}"
        assert not bereft(migration), f"{fault} {at}"
        return ended

    def made_good(self, migration: Migration, before: int) -> None:
        """Call the stage undisturbed, unless it has passed, and compare what is left."""
        if passed(migration, self.stage) == before:
            ended = self.stand.call(self.name, migration)
            assert ended.code == 0, ended.said
        assert left(migration) == self._undisturbed[1][-1]
