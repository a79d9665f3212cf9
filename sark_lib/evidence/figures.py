"""Figures, each titled with the question it answers.

Made with matplotlib's objects, without pyplot and its global state, and reproducible to the byte. nbval never compares
images, so a ``Picture`` says in text what it shows, with a hash over the full values. Milliseconds and other live
values stay out of that text unless the caller puts them there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from types import MappingProxyType
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import EngFormatter, FuncFormatter, MaxNLocator, NullFormatter

from sark_lib.evidence.findings import Severity
from sark_lib.evidence.tables import Table
from sark_lib.evidence.values import duration

# Okabe and Ito's palette: told apart by every kind of colour vision. Shape says the same as colour, always.
INK, FAINT, RULE = "#1f2328", "#6e7781", "#d0d7de"
BLUE, VERMILION, GREEN, ORANGE = "#0072b2", "#d55e00", "#009e73", "#e69f00"

STYLE: Mapping[Any, Any] = MappingProxyType(
    {
        "axes.axisbelow": True,
        "axes.edgecolor": RULE,
        "axes.grid": True,
        "axes.grid.axis": "x",
        "axes.labelcolor": FAINT,
        "axes.spines.left": False,
        "axes.spines.right": False,
        "axes.spines.top": False,
        "figure.constrained_layout.h_pad": 0.08,
        "figure.facecolor": "white",
        "font.family": "DejaVu Sans",  # it comes with matplotlib, so every machine draws the same
        "figure.titlesize": 11.0,
        "figure.titleweight": "bold",
        "font.size": 9.0,
        "grid.color": RULE,
        "grid.linewidth": 0.6,
        "hatch.color": "white",
        "legend.borderaxespad": 0.2,
        "legend.borderpad": 0.0,
        "legend.frameon": False,
        "legend.labelcolor": FAINT,
        "svg.fonttype": "path",
        "svg.hashsalt": "sark",
        "text.color": INK,
        "xtick.color": FAINT,
        "xtick.major.size": 0.0,
        "xtick.minor.size": 0.0,
        "ytick.color": INK,
        "ytick.major.size": 0.0,
    }
)


class Picture:
    """A figure that shows itself in a notebook, and says in text what it shows.

    Args:
        figure: The drawn figure.
        title: The question it answers.
        text: What lasts of the plotted data: the rows that stand in the text and under its hash.
    """

    def __init__(self, figure: Figure, title: str, text: pd.DataFrame) -> None:
        self.figure = figure
        self.title = title
        self.table = Table(text, f"Figure: {title}")

    @property
    def entry(self) -> dict[str, str]:
        """The figure's line in a report."""
        return {"title": self.title, "sha256": self.table.sha256}

    def svg(self) -> bytes:
        """Return the figure as SVG, the same bytes for the same data."""
        return self._drawn("svg", {"Date": None, "Creator": None})

    def png(self) -> bytes:
        """Return the figure as PNG at 144 dots an inch, the same bytes for the same data."""
        return self._drawn("png", {"Software": None})

    def __repr__(self) -> str:
        return repr(self.table)

    def _repr_png_(self) -> tuple[bytes, dict[str, int]]:
        # No _repr_svg_: nbval would compare it, and what is drawn may be live. The size is in CSS pixels.
        width, height = (round(inches * 96) for inches in self.figure.get_size_inches())
        return self.png(), {"width": width, "height": height}

    def _drawn(self, kind: str, metadata: Mapping[str, None]) -> bytes:
        written = BytesIO()
        with mpl.rc_context({**STYLE}):
            self.figure.savefig(written, format=kind, dpi=144, metadata=dict(metadata))
        return written.getvalue()


@mpl.rc_context({**STYLE})
def targets(frame: pd.DataFrame, *, text: pd.DataFrame | None = None) -> Picture:
    """Draw measured against target, a row a pattern, the slowest against its target on top.

    Args:
        frame: Columns ``pattern``, ``measured_ms``, ``target_ms`` (both above 0; milliseconds).
        text: What stands in the text; without it the patterns and their targets, which last.
    """
    title = "Does every pattern meet its target?"
    rows = frame.assign(ratio=frame["measured_ms"] / frame["target_ms"]).sort_values(["ratio", "pattern"])
    figure = canvas(title, height=1.3 + 0.34 * len(rows))
    axes = figure.subplots()
    for place, (measured, target) in enumerate(zip(rows["measured_ms"], rows["target_ms"], strict=True)):
        _dumbbell(axes, place, measured, target)
    axes.set_yticks(range(len(rows)), list(rows["pattern"]))
    axes.set_xscale("log")
    axes.set_xlabel("milliseconds, logarithmic")
    # Room for the number on the left of the fastest, beside its pattern's name.
    axes.margins(x=0.18, y=0.5 / max(len(rows), 1))
    plain_numbers(axes.xaxis)
    _target_legend(axes)
    lasting = frame.loc[:, ["pattern", "target_ms"]] if text is None else text
    return Picture(figure, title, lasting)


PAUSED = ["reason", "after", "seconds"]
# Only the longest pauses are labelled; every one is drawn.
LABELLED = 4
_FEW_POWERS = 100.0  # times that a logarithmic axis may span with labels between its powers of ten


@mpl.rc_context({**STYLE})
def batches(
    frame: pd.DataFrame,
    paused: pd.DataFrame | None = None,
    *,
    within_s: tuple[float, float] = (0.5, 1.0),
    text: pd.DataFrame | None = None,
) -> Picture:
    """Draw the rate and the time of every batch over the backfill, and where it paused.

    Args:
        frame: Columns ``table``, ``rows``, ``seconds`` (above 0), one row a batch, in the order they ran.
        paused: Columns ``reason``, ``after`` (batches done before it), ``seconds``, one row a pause.
        within_s: The band of seconds that a batch aims at.
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
    time.axhspan(*within_s, color=RULE, alpha=0.5, linewidth=0, zorder=0)
    if paused is not None:
        _pauses((rate, time), paused.assign(at=[rows["upto"].iloc[:n].max() if n else 0 for n in paused["after"]]))
    rate.set_ylabel("rows/s")
    time.set(
        ylabel="seconds a batch", xlabel=f"rows copied (band: the {within_s[0]:g}–{within_s[1]:g} s a batch aims at)"
    )
    for axes in (rate, time):
        axes.grid(visible=True, axis="both")
        axes.set_ylim(bottom=0)
        axes.xaxis.set_major_formatter(EngFormatter(sep=" "))
    rate.yaxis.set_major_formatter(EngFormatter(sep=" "))
    if not frame.empty:
        rate.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=4)
    lasting = frame.groupby("table", sort=False)[["rows"]].sum().reset_index() if text is None else text
    return Picture(figure, title, lasting)


@mpl.rc_context({**STYLE})
def severities(frame: pd.DataFrame) -> Picture:
    """Draw how many checks of each severity passed and failed.

    Args:
        frame: Columns ``severity``, ``passed``, ``findings``, as ``summaries.by_severity`` gives them.
    """
    title = "How bad is what was found?"
    order = [str(severity) for severity in Severity]
    rows = frame.set_index("severity").reindex(order)[["passed", "findings"]].fillna(0).astype(int)
    figure = canvas(title, height=2.3)
    axes = figure.subplots()
    axes.barh(order, rows["passed"], color=RULE, height=0.6, label="passed")
    bars = axes.barh(
        order, rows["findings"], left=rows["passed"], color=VERMILION, height=0.6, hatch="//", label="found"
    )
    axes.bar_label(bars, [str(number or "") for number in rows["findings"]], padding=4, color=INK)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel("checks")
    axes.margins(x=0.08)
    axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2)
    return Picture(figure, title, frame)


def canvas(title: str, *, height: float) -> Figure:
    """Return an empty figure of the house's width, under its question; ``height`` in inches."""
    figure = Figure(figsize=(7.6, height), layout="constrained")
    figure.suptitle(title, x=0.008, horizontalalignment="left")
    return figure


def plain_numbers(axis: Axis) -> None:
    """Write a logarithmic axis's numbers as people do, those between powers of ten where there are few of these.

    Args:
        axis: With all data drawn: its limits decide.
    """
    low, high = axis.get_view_interval()

    def between(value: float, _: object) -> str:
        return f"{value:,.10g}" if f"{value:e}"[0] in "25" else ""

    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
    axis.set_minor_formatter(FuncFormatter(between) if high < _FEW_POWERS * low else NullFormatter())
    axis.set_tick_params(which="minor", length=0)


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


def _dumbbell(axes: Axes, place: int, measured: float, target: float) -> None:
    """Draw one pattern: a tick where its target is, a mark where it was measured, a line between them."""
    missed = measured > target
    color, marker = (VERMILION, "X") if missed else (BLUE, "o")
    axes.plot([measured, target], [place, place], color=color, linewidth=1.5, alpha=0.6, zorder=2)
    axes.plot(target, place, color=INK, marker="|", markersize=13, markeredgewidth=1.8, zorder=3)
    axes.plot(measured, place, color=color, marker=marker, markersize=7, zorder=4)
    side, align = (9, "left") if missed else (-9, "right")
    look: dict[str, Any] = {"textcoords": "offset points", "ha": align, "va": "center", "color": color, "fontsize": 8}
    axes.annotate(f"{measured:.3g}", (measured, place), xytext=(side, 0), **look)


def _target_legend(axes: Axes) -> None:
    for label, color, marker in (("target", INK, "|"), ("met", BLUE, "o"), ("missed", VERMILION, "X")):
        axes.plot([], [], color=color, marker=marker, markersize=7, markeredgewidth=1.2, linestyle="", label=label)
    axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=3)
