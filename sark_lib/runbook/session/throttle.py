"""Back-pressure as a stage uses it: limits from parameters, pauses as a table, a word while somebody looks on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

import pandas as pd

from sark_lib.evidence.render.table import Table
from sark_lib.pg.throttle import throttler
from sark_lib.pg.throttle.signal import Limits
from sark_lib.runbook.params.fields import Params
from sark_lib.runbook.session.session import Session

_COLUMNS = ["reason", "figures", "began", "seconds"]


def limits(params: Params) -> Limits:
    """Return how much is too much, as the parameters have it; 0 is no limit there and None here."""
    return Limits(
        standbys=tuple(name for part in params.standbys.split(",") if (name := part.strip())),
        lag_max_s=params.lag_max_s,
        wal_max_mib_s=params.wal_max_mib_s or None,
        archive_backlog_max=params.archive_backlog_max,
        pg_wal_max_gib=params.pg_wal_max_gib or None,
        snapshot_max_s=params.snapshot_max_s or None,
        disk_free_gib=params.disk_free_gib,
        pause_max_s=params.pause_max_s,
    )


def watching(run: Session, step: str, tell: Callable[[str], object]) -> AbstractContextManager[throttler.Watch]:
    """Watch over the batches of a step.

    Args:
        run: In execute mode.
        step: Its name in the ledger.
        tell: Told of every pause when it begins, and an empty text when it ends.
    """
    assert run.run is not None  # noqa: S101 - a step works only in execute
    return throttler.watching(run.engine, run.run.id, step, limits(run.params), tell)


def pauses(run: Session, step: str) -> list[Table]:
    """Return the pauses of a step, those of earlier calls too, as a table; none where there was none."""
    assert run.run is not None  # noqa: S101 - as above
    with run.engine.connect() as connection:
        rows = throttler.recorded(connection, run.run.id, step)
    shown = [(row.reason, row.detail, row.began_at.isoformat(" ", "seconds"), _seconds(row)) for row in rows]
    return [Table(pd.DataFrame(shown, columns=_COLUMNS), "Pauses", live=("began", "seconds"))] if rows else []


def _seconds(row: Any) -> float | None:  # noqa: ANN401 - a row
    return (row.ended_at - row.began_at).total_seconds() if row.ended_at else None


def unchecked(watch: throttler.Watch) -> dict[str, str]:
    """Return as a fact what could not be asked: nobody shall take it for fine."""
    return {"not checked": _listed(watch.unchecked)} if watch.unchecked else {}


def noticed(watch: throttler.Watch) -> dict[str, object]:
    """Return what differs from run to run: what was noticed in passing, seconds of asking and of waiting."""
    noted = {"noticed": _listed(watch.notes)} if watch.notes else {}
    paused = sum(pause.seconds for pause in watch.pauses)
    return {**noted, "seconds of asking": watch.seconds, "seconds of waiting": paused}


def _listed(found: Mapping[str, str]) -> str:
    return "; ".join(f"{name}: {text}" for name, text in found.items())
