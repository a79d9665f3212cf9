"""Each signal's judgement of what the server said: at its limit it goes, beyond it waits, unknown it never goes."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from sark_lib.pg.throttle.signal import GO, Answer, Limits, Signal, Track
from sark_lib.pg.throttle.signals import (
    GIB,
    MIB,
    SIGNALS,
    Archiver,
    Autovacuum,
    Disk,
    LockQueue,
    Operator,
    Snapshot,
    Standbys,
    WalRate,
    WalSize,
)


def row(**values: object) -> Any:
    """A row of a query."""
    return SimpleNamespace(**values)


def standby(position: int | None, *, flush: int, name: str = "a", state: str | None = "streaming") -> Any:
    """What the primary says of a standby."""
    return row(flush=flush, pid=1, name=name, state=state, position=position, lag_s=0.001)


def archiver(*, ready: int, failing: bool) -> Any:
    """What the archiver says."""
    return row(archiving=True, ready=ready, failing=failing, failed="0001")


def test_every_signal_says_what_it_is_and_what_to_do() -> None:
    """Names are unique, for they are the reasons in the ledger; each has a sentence for whoever has to act."""
    assert len({signal.name for signal in SIGNALS}) == len(SIGNALS)
    assert all(signal.do and signal.__doc__ for signal in SIGNALS)
    assert all(not signal.limit or hasattr(Limits(), signal.limit) for signal in SIGNALS)


@pytest.mark.parametrize(
    ("signal", "limits", "found", "answer"),
    [
        (Operator, Limits(), [], Answer.GO),
        (Operator, Limits(), [row(order="go", said_by="a@b", at=None)], Answer.GO),
        (Operator, Limits(), [row(order="pause", said_by="a@b", at=None)], Answer.WAIT),
        (Operator, Limits(), [row(order="abort", said_by="a@b", at=None)], Answer.STOP),
        (Standbys, Limits(), [row(flush=9, pid=None)], Answer.GO),
        (Standbys, Limits(standbys=("a",)), [row(flush=9, pid=None)], Answer.STOP),
        (Standbys, Limits(standbys=("a",)), [standby(9, flush=9)], Answer.GO),
        (Standbys, Limits(standbys=("a", "b")), [standby(9, flush=9)], Answer.STOP),
        (Standbys, Limits(), [standby(8, flush=9)], Answer.WAIT),
        (Standbys, Limits(), [standby(None, flush=9)], Answer.WAIT),
        (Standbys, Limits(), [standby(None, flush=9, state=None)], Answer.STOP),
        (Standbys, Limits(), [standby(9, flush=9), standby(8, flush=9, name="b")], Answer.WAIT),
        (Archiver, Limits(), [archiver(ready=64, failing=False)], Answer.GO),
        (Archiver, Limits(), [archiver(ready=65, failing=False)], Answer.WAIT),
        (Archiver, Limits(), [archiver(ready=1, failing=True)], Answer.WAIT),
        (Archiver, Limits(), [archiver(ready=0, failing=True)], Answer.GO),
        (WalSize, Limits(pg_wal_max_gib=1), [row(bytes=GIB)], Answer.GO),
        (WalSize, Limits(pg_wal_max_gib=1), [row(bytes=GIB + 1)], Answer.WAIT),
        (Snapshot, Limits(snapshot_max_s=9), [row(next_xid=9, who=None)], Answer.GO),
        (Snapshot, Limits(snapshot_max_s=9), [row(next_xid=9, who="x", held_s=9, xmin=8)], Answer.GO),
        (Snapshot, Limits(snapshot_max_s=9), [row(next_xid=9, who="x", held_s=10, xmin=8)], Answer.WAIT),
        (LockQueue, Limits(), [], Answer.GO),
        (LockQueue, Limits(), [row(pid=1, name="x", mode="m", object="t")], Answer.WAIT),
        (Autovacuum, Limits(), [row(sees=True, doing=None)], Answer.GO),
        (Autovacuum, Limits(), [row(sees=True, doing="autovacuum: VACUUM public.mcp_tools")], Answer.GO),
        (Autovacuum, Limits(), [row(sees=True, doing="autovacuum: VACUUM t (to prevent wraparound)")], Answer.WAIT),
        (Autovacuum, Limits(), [row(sees=False, doing=None)], Answer.UNCHECKED),
    ],
)
def test_a_signal_is_judged(signal: type[Signal], limits: Limits, found: list[Any], answer: Answer) -> None:
    """What is allowed goes; whatever does not go says why."""
    reading = signal(limits).read(found, 100.0)
    assert reading.answer is answer
    assert bool(reading.said) or answer is Answer.GO


@pytest.mark.parametrize("signal", [WalRate, WalSize, Snapshot, Disk])
def test_without_its_limit_a_signal_is_not_asked(signal: type[Signal]) -> None:
    """No limit is nothing to wait for, except the free disk: that nobody said how much there is, is said."""
    none = Limits(snapshot_max_s=None)
    assert not signal(none).asks
    assert signal(Limits(wal_max_mib_s=1, pg_wal_max_gib=1, snapshot_max_s=1, disk_free_gib=0)).asks
    assert signal.unasked == GO if signal is not Disk else signal.unasked.answer is Answer.UNCHECKED


def test_a_lag_is_bounded_by_the_past() -> None:
    """Where a standby has reached what was written 2 s ago it is at most that far behind, and no more is believed."""
    signal = Standbys(Limits(lag_max_s=2))
    answers = [
        signal.read([standby(position, flush=flush)], now).answer
        for now, flush, position in [(0, 10, 5), (1, 20, 10), (2, 30, 10), (3.5, 40, 10), (4, 40, 30), (5, 40, 40)]
    ]
    assert answers == [Answer.WAIT, Answer.GO, Answer.GO, Answer.WAIT, Answer.GO, Answer.GO]


def test_wal_is_averaged_since_the_batch_before() -> None:
    """A burst is waited out until the rate is kept again; what others write while we wait counts."""
    signal = WalRate(Limits(wal_max_mib_s=10))
    answers = [
        signal.read([row(inserted=int(mib * MIB))], now).answer
        for now, mib in [(0, 0), (1, 30), (2, 30), (3, 30), (4, 41), (4.2, 41)]
    ]
    assert answers == [Answer.GO, Answer.WAIT, Answer.WAIT, Answer.GO, Answer.WAIT, Answer.GO]


def test_a_slot_without_a_start_is_dated_by_its_xmin() -> None:
    """It holds what was assigned at least so long ago; one that moves on is young."""
    signal = Snapshot(Limits(snapshot_max_s=5))
    seen = [(0, 100, 100), (3, 200, 100), (6, 300, 150), (9, 400, 150), (9.5, 400, 400)]
    found = [
        signal.read([row(next_xid=following, who="slot", held_s=None, xmin=xmin)], now).answer
        for now, following, xmin in seen
    ]
    assert found == [Answer.GO, Answer.GO, Answer.GO, Answer.WAIT, Answer.GO]


def test_the_disk_is_left_a_tenth() -> None:
    """Of 10 GiB told free, 9 may be written; then it stops, since no waiting frees a disk."""
    signal = Disk(Limits(disk_free_gib=10))
    answers = [signal.read([row(bytes=(100 + grown) * GIB)], 0).answer for grown in (0, 9, 9.01)]
    assert answers == [Answer.GO, Answer.GO, Answer.STOP]
    assert Disk(Limits(disk_free_gib=0)).read([row(bytes=0)], 0).answer is Answer.STOP


def test_a_track_forgets_what_is_too_old_to_matter() -> None:
    """It keeps about a hundred moments of its span, whatever is noted, and one beyond."""
    track = Track(10)
    for tick in range(100_000):
        track.note(tick / 1000, tick)
    assert len(track._seen) <= 103
    assert track.beyond_for(100, 0) == pytest.approx(10, abs=0.3)
    assert track.reached_since(100, 95_000) == pytest.approx(5, abs=0.2)
    assert track.reached_since(100, 1) is None
