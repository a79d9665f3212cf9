"""A fault between any two statements of a backfill, a cutover or a rollback: the same command again makes it good."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import cycle, islice

import pytest

from sark_lib.local.server import Server
from tests.databases import NEWEST, OLDEST, binaries_of
from tests.faults.boundaries import COMMITTED, FAULTS, Boundary, Ended, kill
from tests.faults.scenes import SCENES, Left, Stand, bereft, left, passed, turned
from tests.migrations import Migration, Migrations

KILL = kill.__name__
OTHERS = tuple(name for name in FAULTS if name != KILL)


@pytest.fixture(scope="session")
def stand(migrations: Migrations, tmp_path_factory: pytest.TempPathFactory) -> Stand:
    """Databases before each stage."""
    return Stand(migrations, tmp_path_factory.mktemp("boundaries") / "notes")


def kind(text: str) -> str:
    """Return what is alike: the statement itself, and of DDL, which comes by the dozen in one transaction, the verb."""
    return " ".join(text.split()[:2]) if text.startswith(("CREATE ", "DROP ", "REVOKE ")) else text


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
        """Return a boundary of every statement and commit of the cells that write, from whichever of them, in order."""
        of: dict[str, list[Boundary]] = defaultdict(list)
        for boundary in self.distinct():
            if boundary.cell in SCENES[self.name].writes:
                of[kind(boundary.text)].append(boundary)
        draw = random.Random(3)  # noqa: S311 - the same every time
        chosen = {draw.choice(found) for found in of.values()}
        return [boundary for boundary in self.boundaries if boundary in chosen]

    def distinct(self) -> list[Boundary]:
        """Return a boundary of every statement and commit of every cell, in order."""
        return [boundary for boundary in self.boundaries if boundary.nth == 1]

    def turning(self) -> Boundary:
        """Return the moment after the commit that turns sync: the largest transaction of the cell that switches."""
        (cell,) = SCENES[self.name].writes
        commits = [b for b in self.distinct() if b.cell == cell and b.text.startswith(COMMITTED)]
        return max(commits, key=lambda boundary: int(boundary.text.split()[2]))

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
        if fault in ("stop", "crash"):
            migration.close()  # its own sessions went too
        if fault == "stop" and not self.server.running:
            self.server.restart()
        assert ended.code in ((-9, 0) if fault == KILL else (2, 0)), f"{fault} {at}: {ended.code} {ended.said}"
        if SCENES[self.name].whole:
            assert turned(migration) in self._undisturbed[1][:2], f"{fault} {at}"
        assert self.stage != "rollback" or not bereft(migration), f"{fault} {at}"
        return ended

    def made_good(self, migration: Migration, before: int) -> None:
        """Call the stage undisturbed, unless it has passed, and compare what is left."""
        if passed(migration, self.stage) == before:
            ended = self.stand.call(self.name, migration)
            assert ended.code == 0, ended.said
        assert left(migration) == self._undisturbed[1][-1]


@pytest.fixture(params=SCENES)
def trial(request: pytest.FixtureRequest, stand: Stand, server: Server) -> Trial:
    """A backfill, a cutover, a rollback."""
    return Trial(stand, request.param, server)


def test_a_killed_client_changes_nothing(trial: Trial) -> None:
    """Killed at every kind of statement and around every commit, one call after another: it ends as undisturbed.

    Where both major versions are installed, each takes every other kind.
    """
    there = [major for major in (NEWEST, OLDEST) if binaries_of(major)]
    own = trial.kinds()[there.index(trial.server.binaries.major) :: len(there)]
    trial.chain([(KILL, boundary) for boundary in own])


def test_a_lost_server_changes_nothing(trial: Trial) -> None:
    """Session ended or killed, server stopped, network cut: each call says so, and the last ends as undisturbed."""
    trial.chain(rotated(trial.kinds()[::6]))


@pytest.mark.slow
def test_no_boundary_is_a_bad_one(trial: Trial) -> None:
    """As above at every statement of every cell: the client killed there, and the server lost there in every way."""
    trial.chain([(KILL, boundary) for boundary in trial.distinct()])
    for turn in range(len(OTHERS)):
        trial.chain(rotated(trial.distinct(), turn))


def rotated(boundaries: Sequence[Boundary], turn: int = 0) -> list[tuple[str, Boundary]]:
    """Return every boundary with a fault, the faults in turn."""
    return list(zip(islice(cycle(OTHERS), turn, None), boundaries, strict=False))


def test_an_answer_nobody_heard_counts(stand: Stand, server: Server) -> None:
    """The switch is committed, the network cut before the answer: the same command ends it, and does not turn twice."""
    trial = Trial(stand, "cutover", server)
    with stand.on("cutover") as migration:
        before = passed(migration, trial.stage)
        ended = trial.struck(migration, "cut", trial.turning())
        assert ended.code == 2
        assert "run the same command again" in ended.said
        assert migration.column("SELECT DISTINCT direction FROM sync") == ["reverse"]
        trial.made_good(migration, before)
        assert migration.value("SELECT count(*) FROM event WHERE state = 'turned'") == 1
