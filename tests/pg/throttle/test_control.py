"""What an operator says from elsewhere: heard before the next batch, kept in the ledger, over when it should be."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import count

import pytest

from sark_lib.errors import LedgerError, StepFailed
from sark_lib.pg.connection import advisory_lock
from sark_lib.pg.ledger import operator
from sark_lib.pg.ledger.operator import Order
from sark_lib.pg.throttle import throttler
from sark_lib.pg.throttle.signal import Limits
from tests.migrations import Migration
from tests.processes import until


@pytest.fixture
def begun(prepared: Migration) -> Iterator[Migration]:
    """A database whose run is at work: somebody holds its lock."""
    with advisory_lock.hold(prepared.database.conninfo, "run"):
        yield prepared


def say(migration: Migration, order: Order) -> str:
    """Give an order from a session of one's own."""
    with migration.engine.begin() as connection:
        return operator.say(connection, order)


def begin(migration: Migration) -> str:
    """Begin a run."""
    with migration.engine.begin() as connection:
        return operator.begin(connection)


def standing(migration: Migration) -> Order:
    """Return the order that holds."""
    with migration.engine.connect() as connection:
        return operator.standing(connection).order


def why(migration: Migration) -> operator.Pause | None:
    """Return why the run waits."""
    with migration.engine.connect() as connection:
        return operator.paused(connection)


def test_a_paused_run_waits_and_goes_on(begun: Migration) -> None:
    """It does nothing while it is paused, longer than it would wait for the server; status says who has said so."""
    said = say(begun, Order.PAUSE)
    assert said == "paused: the run waits before its next batch, until `sark-runbook resume`"
    numbers, done = count(1), list[int]()
    with throttler.watching(begun.engine, begun.run_id, "a step", Limits(pause_max_s=0.1)) as watch:
        work = threading.Thread(target=lambda: done.append(watch.let(lambda: next(numbers))))
        work.start()
        assert until(lambda: why(begun) is not None)
        assert not until(lambda: bool(done), 0.5)
        found = why(begun)
        assert found
        assert (found.step, found.reason) == ("a step", "operator")
        assert say(begun, Order.GO).startswith(f"resumed; it was {found.detail}")
        work.join(15)
    assert done == [1]
    assert why(begun) is None
    assert begun.rows("SELECT step, reason, ended_at > began_at FROM pause") == [("a step", "operator", True)]


def test_an_abort_is_heard_and_is_not_for_the_next_run(begun: Migration) -> None:
    """The step fails and says by whom and how to go on; the run that begins next says so too, and is not aborted."""
    assert say(begun, Order.ABORT).startswith("aborted: the run stops before its next batch")
    with (
        throttler.watching(begun.engine, begun.run_id, "a step", Limits()) as watch,
        pytest.raises(StepFailed, match=r"(?s)a step has stopped: operator: aborted by .+@.+do: run the same command"),
    ):
        watch.let(lambda: pytest.fail("it was aborted"))
    assert begin(begun).startswith("the run before was aborted by ")
    assert standing(begun) is Order.GO
    assert begin(begun) == ""


def test_a_paused_run_can_be_aborted(begun: Migration) -> None:
    """Whoever waits listens."""
    say(begun, Order.PAUSE)
    errors = list[StepFailed]()

    def work() -> None:
        with throttler.watching(begun.engine, begun.run_id, "a step", Limits()) as watch:
            try:
                watch.let(lambda: None)
            except StepFailed as error:
                errors.append(error)

    waiting = threading.Thread(target=work)
    waiting.start()
    assert until(lambda: why(begun) is not None)
    say(begun, Order.ABORT)
    waiting.join(15)
    assert [error.what.partition(" by ")[0] for error in errors] == ["a step has stopped: operator: aborted"]


def test_a_pause_is_for_later_runs_too(prepared: Migration) -> None:
    """Said while nobody works it holds, and the run that begins says that it waits."""
    assert "before its first batch" in say(prepared, Order.PAUSE)
    assert "this run waits before its first batch" in begin(prepared)
    assert standing(prepared) is Order.PAUSE


def test_without_a_run_there_is_nothing_to_abort(prepared: Migration) -> None:
    """Nobody at work: no order is left behind that would meet the next run."""
    assert say(prepared, Order.ABORT) == "no run is at work: nothing to abort"
    assert standing(prepared) is Order.GO
    assert say(prepared, Order.GO) == "nothing was paused"


def test_without_a_ledger_nothing_can_be_said(untouched: Migration) -> None:
    """No run has ever begun: the command says so."""
    for order in Order:
        with pytest.raises(LedgerError, match="no run has begun on this database"):
            say(untouched, order)
    assert begin(untouched) == ""


def test_a_pause_of_a_killed_run_is_ended_by_the_next(begun: Migration) -> None:
    """What nobody could end any more does not stand in the ledger as if it went on."""
    begun.rows("INSERT INTO pause (run_id, step, reason, detail) VALUES (%s, 's', 'lock', '')", begun.run_id)
    assert why(begun) is not None
    with throttler.watching(begun.engine, begun.run_id, "s", Limits()):
        assert why(begun) is None
