"""Figures of measuring: before and after, run by run, and against how often a value occurs."""

from __future__ import annotations

from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from sark_lib.evidence.figures.canvas import (
    BLUE,
    FAINT,
    GREEN,
    INK,
    ORANGE,
    RULE,
    STYLE,
    VERMILION,
    Picture,
    canvas,
    plain_numbers,
)

_LOOKS = {"faster": (BLUE, "o"), "slower": (VERMILION, "X"), "no change": (FAINT, "D")}
_SERIES = tuple(zip((BLUE, VERMILION, GREEN, ORANGE, INK, FAINT, "#cc79a7", "#56b4e9"), "osD^vXPh", strict=True))


@mpl.rc_context({**STYLE})
def before_after(
    frame: pd.DataFrame, *, title: str = "What does asking otherwise gain?", text: pd.DataFrame | None = None
) -> Picture:
    """Draw before and after with the intervals of their medians, a row a case, on a logarithmic axis.

    Args:
        frame: Columns ``what``, ``target_ms``, ``change`` (``faster``, ``slower``, ``no change``), and of before and
            after ``…_low_ms``, ``…_median_ms``, ``…_high_ms``.
        title: The question.
        text: What stands in the text; without it the cases and their targets, which last.
    """
    rows = frame.iloc[::-1].reset_index(drop=True)
    figure = canvas(title, height=1.35 + 0.36 * max(len(rows), 1))
    axes = figure.subplots()
    for place, row in enumerate(rows.to_dict("records")):
        color, marker = _LOOKS[row["change"]]
        before, after = row["before_median_ms"], row["after_median_ms"]
        axes.plot([before, after], [place, place], color=color, linewidth=1.5, alpha=0.5, zorder=2)
        axes.plot(row["target_ms"], place, color=INK, marker="|", markersize=13, markeredgewidth=1.8, zorder=3)
        for when, fill in (("before", "white"), ("after", color)):
            low, middle, high = (row[f"{when}_{end}_ms"] for end in ("low", "median", "high"))
            ends = [[middle - low], [high - middle]]
            axes.errorbar(
                middle, place, xerr=ends, capsize=2.5, zorder=4, color=color, marker=marker, markerfacecolor=fill
            )
        outer = row["after_low_ms" if after < before else "after_high_ms"]
        _factor(axes, outer, place, ratio=after / before, color=color)
    axes.set_yticks(range(len(rows)), list(rows["what"]))
    axes.set_xscale("log")
    axes.set_xlabel("milliseconds, logarithmic; bars: 95 % interval of the median")
    axes.margins(x=0.12, y=0.6 / max(len(rows), 1))
    plain_numbers(axes.xaxis)
    legend = [("target", INK, "|", INK), ("before", FAINT, "o", "white")]
    legend += [(word, color, marker, color) for word, (color, marker) in _LOOKS.items()]
    for label, color, marker, fill in legend:
        axes.plot([], [], linestyle="", markersize=6, label=label, color=color, marker=marker, markerfacecolor=fill)
    figure.legend(loc="outside lower center", ncols=5)
    return Picture(figure, title, frame[["what", "target_ms"]] if text is None else text)


def _factor(axes: Axes, x: float, y: float, *, ratio: float, color: str) -> None:
    """Write how many times apart the medians are, beyond the later one."""
    left = ratio < 1
    look: dict[str, Any] = {"textcoords": "offset points", "va": "center", "fontsize": 8, "color": color}
    # A target's tick may stand where the number does.
    look["bbox"] = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}
    said = f"{max(ratio, 1 / ratio):.3g}×"
    axes.annotate(said, (x, y), xytext=(-7 if left else 7, 0), ha="right" if left else "left", **look)


@mpl.rc_context({**STYLE})
def runs(frame: pd.DataFrame, cold: pd.DataFrame | None = None, *, text: pd.DataFrame | None = None) -> Picture:
    """Draw every run in its order, and what share of them stayed within which time.

    Args:
        frame: Columns ``pattern``, ``class``, ``run``, ``ms``; one case a pattern.
        cold: Columns ``pattern``, ``ms``: runs with empty caches, as marks of their own before the first run.
        text: What stands in the text; without it the patterns, which last.
    """
    title = "Is every run like the others?"
    figure = canvas(title, height=4.4)
    order, shares = figure.subplots(1, 2, sharey=True, width_ratios=(3, 2))
    for number, ((pattern, kind), part) in enumerate(frame.groupby(["pattern", "class"], sort=False)):
        color, marker = _SERIES[number % len(_SERIES)]
        name = f"{str(pattern).partition('_')[0]} {kind}"
        order.plot(part["run"], part["ms"], color=color, marker=marker, markersize=3, linewidth=0.5, label=name)
        shares.ecdf(part["ms"], orientation="horizontal", color=color, linewidth=1.4)
        shares.plot(1, part["ms"].max(), color=color, marker=marker, markersize=4, clip_on=False)
        if cold is not None:
            found = cold.loc[cold["pattern"] == pattern, "ms"]
            order.plot(
                [-3] * len(found), found, color=color, marker="*", markersize=8, linestyle="", markeredgecolor=INK
            )
    order.set_yscale("log")
    plain_numbers(order.yaxis)
    order.set(
        xlabel="round (stars: with empty caches)" if cold is not None else "round", ylabel="milliseconds, logarithmic"
    )
    shares.set(xlabel="share of runs within that time")
    shares.axvline(0.95, color=INK, linewidth=0.8, linestyle=(0, (3, 2)))
    for axes in (order, shares):
        axes.grid(visible=True, axis="both")
    if not frame.empty:
        figure.legend(loc="outside lower center", ncols=4)
    lasting = frame[["pattern"]].drop_duplicates() if text is None else text
    return Picture(figure, title, lasting)


@mpl.rc_context({**STYLE})
def selectivity(frame: pd.DataFrame, *, text: pd.DataFrame | None = None) -> Picture:
    """Draw how long a pattern takes against how many of 100 rows have the value that is asked for.

    Args:
        frame: Columns ``pattern``, ``of_100``, ``median_ms``, ``low_ms``, ``high_ms``, ``target_ms``; one row a case. A
            value that no row has stands on the left, apart.
        text: What stands in the text; without it patterns and shares, which last.
    """
    title = "Does a rare value take longer than a common one?"
    figure = canvas(title, height=4.0)
    axes = figure.subplots()
    least = frame.loc[frame["of_100"] > 0, "of_100"].min() if (frame["of_100"] > 0).any() else 1.0
    nowhere = float(least) / 5
    for number, (pattern, part) in enumerate(frame.groupby("pattern", sort=False)):
        color, marker = _SERIES[number % len(_SERIES)]
        rows = part.assign(x=part["of_100"].where(part["of_100"] > 0, nowhere)).sort_values("x")
        ends = np.array([rows["median_ms"] - rows["low_ms"], rows["high_ms"] - rows["median_ms"]])
        axes.errorbar(
            rows["x"], rows["median_ms"], yerr=ends, color=color, marker=marker, markersize=6, linewidth=1.2, capsize=3,
            label=str(pattern).partition("_")[0],
        )  # fmt: skip
    axes.axvspan(nowhere / 2, nowhere * 2, color=RULE, alpha=0.4, linewidth=0, zorder=0)
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.set_xticks([nowhere, *(tick for tick in (0.01, 0.1, 1, 10, 100) if tick >= least / 2)])
    axes.set_xticks([], minor=True)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: "none" if value == nowhere else f"{value:g}"))
    axes.set_yscale("log")
    plain_numbers(axes.yaxis)
    axes.set(xlabel="of 100 rows that have the value, logarithmic", ylabel="milliseconds, logarithmic")
    axes.grid(visible=True, axis="both")
    if not frame.empty:
        figure.legend(loc="outside lower center", ncols=6)
    lasting = frame[["pattern", "of_100"]] if text is None else text
    return Picture(figure, title, lasting)


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
