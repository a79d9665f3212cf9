"""The figure of a backfill: batches over time, with the pauses of the throttle."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import EngFormatter

from sark_lib.evidence.figures.canvas import BLUE, GREEN, ORANGE, RULE, STYLE, VERMILION, Picture, canvas
from sark_lib.evidence.values import duration

PAUSED = ["reason", "after", "seconds"]
# Only the longest pauses are labelled; every one is drawn.
LABELLED = 4


@mpl.rc_context({**STYLE})
def batch_rates(
    frame: pd.DataFrame,
    paused: pd.DataFrame | None = None,
    *,
    least_s: float = 0.5,
    most_s: float = 1.0,
    text: pd.DataFrame | None = None,
) -> Picture:
    """Draw the rate and the time of every batch over the backfill, and where it paused.

    Args:
        frame: Columns ``table``, ``rows``, ``seconds`` (above 0), one row a batch, in the order they ran.
        paused: Columns ``reason``, ``after`` (batches done before it), ``seconds``, one row a pause.
        least_s: The fewest seconds that a batch aims at.
        most_s: The most seconds that a batch aims at.
        text: What stands in the text; without it the rows of every table, which last.
    """
    title = "Does the backfill keep its pace?"
    rows = frame.assign(rate=frame["rows"] / frame["seconds"], upto=frame["rows"].cumsum())
    figure = canvas(title, height=4.2)
    rate, time = figure.subplots(2, 1, sharex=True)
    for number, (table, part) in enumerate(rows.groupby("table", sort=False)):
        mark = {"color": (BLUE, ORANGE, GREEN, VERMILION)[number % 4], "marker": "os^D"[number % 4]}
        for axes, column in ((rate, "rate"), (time, "seconds")):
            axes.plot(part["upto"], part[column], label=str(table), markersize=3, linewidth=1, **mark)
    time.axhspan(least_s, most_s, color=RULE, alpha=0.5, linewidth=0, zorder=0)
    if paused is not None:
        _pauses((rate, time), paused.assign(at=[rows["upto"].iloc[:n].max() if n else 0 for n in paused["after"]]))
    rate.set_ylabel("rows/s")
    time.set(ylabel="seconds a batch", xlabel=f"rows copied (band: the {least_s:g}–{most_s:g} s a batch aims at)")
    for axes in (rate, time):
        axes.grid(visible=True, axis="both")
        axes.set_ylim(bottom=0)
        axes.xaxis.set_major_formatter(EngFormatter(sep=" "))
    rate.yaxis.set_major_formatter(EngFormatter(sep=" "))
    if not frame.empty:
        rate.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=4)
    lasting = frame.groupby("table", sort=False)[["rows"]].sum().reset_index() if text is None else text
    return Picture(figure, title, lasting)


def _pauses(panels: Sequence[Axes], paused: pd.DataFrame) -> None:
    """Draw where batches waited, and name the longest waits: no rows are copied meanwhile, so each is a line."""
    for axes in panels:
        for at in paused["at"].unique():
            axes.axvline(at, color=VERMILION, linewidth=1, linestyle=(0, (1, 1.5)), zorder=1)
    look: dict[str, Any] = {"textcoords": "offset points", "rotation": 90, "ha": "left", "va": "bottom", "fontsize": 8}
    together = paused.groupby(["at", "reason"], sort=False)["seconds"].agg(["sum", "size"]).reset_index()
    for at, part in together.sort_values("sum", ascending=False).head(LABELLED).groupby("at", sort=True):
        said = "\n".join(_waited(row) for row in part.itertuples())
        panels[-1].annotate(
            said, (at, 0), xycoords=panels[-1].get_xaxis_transform(), xytext=(2, 2), color=VERMILION, **look
        )


def _waited(row: Any) -> str:  # noqa: ANN401 - a row
    times = f" in {row.size} pauses" if row.size > 1 else ""
    return f"{row.reason}, {duration(row.sum)}{times}"
