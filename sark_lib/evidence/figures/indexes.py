"""Figures about indexes: what each is good for, and what it costs."""

from __future__ import annotations

from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.colors import LogNorm

from sark_lib.evidence.figures.canvas import BLUE, FAINT, INK, RULE, STYLE, VERMILION, Picture, canvas, plain_numbers

_MOST = 1000.0  # a gain beyond it is drawn like it
_CELL = 0.34


@mpl.rc_context({**STYLE})
def benefit(frame: pd.DataFrame, *, text: pd.DataFrame | None = None) -> Picture:
    """Draw which pattern gains by which index, a row an index; what nobody gains by is grey.

    Args:
        frame: Columns ``name``, ``pattern``, ``gain`` (times cheaper; below 1 dearer), ``mb``, ``insert_ms`` (CPU added
            to 1,000 inserts, missing where unknown), ``kept``; as ``trials.matrix`` gives it.
        text: What stands in the text; without it the names and patterns, which last.
    """
    title = "Which pattern gains by which index, and at what price?"
    grid = frame.pivot_table(index="name", columns="pattern", values="gain", aggfunc="first")
    costs = frame.drop_duplicates("name").set_index("name").reindex(grid.index)
    order = costs.assign(best=grid.max(axis=1)).sort_values(["kept", "best"], ascending=False).index
    grid, costs = grid.reindex(order), costs.reindex(order)
    figure = canvas(title, height=1.9 + _CELL * max(len(grid), 1))
    axes = figure.subplots()
    shades = np.where(costs["kept"].to_numpy()[:, None], grid.clip(1, _MOST).to_numpy(dtype=float), np.nan)
    colours = mpl.colormaps["Blues"].with_extremes(bad="#eef0f2")
    axes.imshow(shades, cmap=colours, norm=LogNorm(1, _MOST * 3), aspect="auto")
    for row, name in enumerate(grid.index):
        for column, found in enumerate(grid.loc[name]):
            _cell(axes, column, row, found, kept=bool(costs.loc[name, "kept"]))
        _margin(axes, row, costs.loc[name], len(grid.columns))
    axes.set_xticks(range(len(grid.columns)), [name.partition("_")[0] for name in grid.columns])
    axes.set_yticks(range(len(grid)), [str(name) for name in grid.index])
    axes.tick_params(axis="x", top=True, labeltop=True, bottom=False, labelbottom=False)
    axes.grid(visible=False)
    for place, label in enumerate(("MB", "insert")):
        axes.text(len(grid.columns) - 0.3 + place * 0.95, -0.75, label, color=FAINT, fontsize=8, ha="left")
    axes.set_xlim(-0.5, len(grid.columns) + 1.6)
    axes.spines[:].set_visible(False)
    said = "cell: times cheaper, ! dearer · insert: CPU-ms added to 1,000 rows · grey: not kept, or not read"
    figure.supxlabel(said, fontsize=9, color=FAINT)
    lasting = frame.loc[:, ["name", "pattern"]] if text is None else text
    return Picture(figure, title, lasting)


@mpl.rc_context({**STYLE})
def pareto(frame: pd.DataFrame, *, text: pd.DataFrame | None = None) -> Picture:
    """Draw what the workload costs against what the indexes cost, step by step: where the curve lies flat, stop.

    Args:
        frame: Columns ``name`` (added by this step, empty for none at all), ``mb`` and ``insert_ms`` (of all indexes so
            far; CPU-ms added to 1,000 inserts), ``buffers`` (all patterns together, asked once each), in order.
        text: What stands in the text; without it the names, which last.
    """
    title = "What does the next index still buy?"
    frame = frame.reset_index(drop=True)
    figure = canvas(title, height=max(3.2, 1.2 + 0.2 * len(frame)))
    size, insert, names = figure.subplots(1, 3, sharey=False, width_ratios=(3, 3, 3))
    names.set_axis_off()
    listed = "\n".join(f"{number}  {name}" for number, name in frame["name"].items())
    names.text(0, 1, listed, va="top", fontsize=8, linespacing=1.5, transform=names.transAxes)
    for axes, column, label in ((size, "mb", "MB of indexes"), (insert, "insert_ms", "CPU-ms added to 1,000 inserts")):
        known = frame.dropna(subset=[column])
        axes.step(known[column], known["buffers"], where="post", color=RULE, linewidth=1.4, zorder=1)
        axes.plot(known[column], known["buffers"], linestyle="", marker="o", color=BLUE, markersize=5, zorder=2)
        for number, row in zip(known.index, known.itertuples(), strict=True):
            look: dict[str, Any] = {"textcoords": "offset points", "xytext": (5, 3), "fontsize": 8, "color": INK}
            axes.annotate(str(number), (getattr(row, column), row.buffers), **look)
        axes.set_yscale("log")
        axes.set_xlabel(label)
        axes.margins(x=0.08, y=0.1)
        plain_numbers(axes.yaxis)
        axes.grid(visible=True, axis="both")
    size.set_ylabel("pages, all patterns once, logarithmic")
    return Picture(figure, title, frame.loc[:, ["name"]] if text is None else text)


def _cell(axes: Any, column: int, row: int, found: float, *, kept: bool) -> None:  # noqa: ANN401 - matplotlib's axes
    """Write one gain; nothing where nothing changed."""
    if pd.isna(found) or found == 1:
        return
    dearer = found < 1
    shown = f"! {1 / found:.1f}" if dearer else f"{found:,.0f}" if found >= 10 else f"{found:.1f}"  # noqa: PLR2004
    color = VERMILION if dearer else FAINT if not kept else "white" if found > _MOST / 8 else INK
    axes.text(
        column, row, shown, ha="center", va="center", color=color, fontsize=8, fontweight="bold" if dearer else None
    )


def _margin(axes: Any, row: int, costs: pd.Series, columns: int) -> None:  # noqa: ANN401 - matplotlib's axes
    """Write what an index costs, beside its row."""
    color = INK if costs["kept"] else FAINT
    insert = costs["insert_ms"]
    for place, shown in enumerate((f"{costs['mb']:.2g}", "–" if pd.isna(insert) else f"{insert:+.2g}")):
        axes.text(columns - 0.3 + place * 0.95, row, shown, va="center", ha="left", color=color, fontsize=8)
