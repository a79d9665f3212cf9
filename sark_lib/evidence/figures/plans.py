"""Figures of query plans, from the frames of ``frame.read_plan``: where time and pages go, and what was foreseen.

Same style and same promises as ``figures``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import Bbox

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
from sark_lib.evidence.plans.compare import shape

FAR = 10.0  # times that an estimate may be off before a plan is in danger
# Kinds of work by the first word that names one; hatches say the same as colours.
_KINDS: tuple[tuple[str, str, str, str], ...] = (
    ("Scan", "reads", BLUE, ""),
    ("Join", "joins", GREEN, "//"),
    ("Loop", "joins", GREEN, "//"),
    ("Hash", "joins", GREEN, "//"),
    ("Sort", "sorts", ORANGE, ".."),
    ("Aggregate", "aggregates", VERMILION, "xx"),
)
_OTHER = ("other", RULE, "")
_LONGEST = 46  # letters of a node's name beside its bar
_LABEL = 0.09  # share of the width from which on a node's name fits


@mpl.rc_context({**STYLE})
def icicle(plans: Mapping[str, pd.DataFrame], *, text: pd.DataFrame | None = None) -> Picture:
    """Draw where the time of each plan goes, all on one scale: a node is as wide as it took, its children below it.

    Args:
        plans: By name, in order, each as ``frame.read_plan`` returns it, of EXPLAIN (ANALYZE) with TIMING.
        text: What stands in the text; without it the nodes of the plans.
    """
    title = "Where does the time go?"
    deepest = max(int(plan["depth"].max()) for plan in plans.values()) + 1
    figure = canvas(title, height=0.9 + len(plans) * (0.5 + 0.32 * deepest))
    panels = figure.subplots(len(plans), 1, sharex=True, squeeze=False)[:, 0]
    longest = max(float(plan["ms"].iloc[0]) for plan in plans.values())
    for axes, (name, plan) in zip(panels, plans.items(), strict=True):
        for node, (start, width) in _spans(plan).items():
            _brick(axes, plan.iloc[node], start, width, longest)
        axes.set_ylim(deepest, 0)
        axes.set_xlim(0, longest)
        axes.set_yticks([])
        axes.set_title(f"{name}: {plan['ms'].iloc[0]:,.1f} ms", loc="left", fontsize=9)
    panels[-1].set_xlabel("milliseconds")
    handles = {word: mpl.patches.Patch(facecolor=c, hatch=h, label=word) for _, word, c, h in (*_KINDS, ("", *_OTHER))}
    figure.legend(handles=list(handles.values()), loc="outside lower center", ncols=5)
    lasting = pd.concat([pd.DataFrame({"plan": name, "node": shape(plan)}) for name, plan in plans.items()])
    return Picture(figure, title, lasting.reset_index(drop=True) if text is None else text)


@mpl.rc_context({**STYLE})
def waterfall(plan: pd.DataFrame, name: str, *, text: pd.DataFrame | None = None) -> Picture:
    """Draw the pages that each node touches itself, one after the other until the statement's sum.

    Args:
        plan: As ``frame.read_plan`` returns it, of EXPLAIN (ANALYZE, BUFFERS).
        name: What was asked.
        text: What stands in the text; without it the nodes of the plan.
    """
    title = "Which nodes touch the pages?"
    rows = plan.assign(name=shape(plan))
    figure = canvas(title, height=1.3 + 0.27 * len(rows))
    axes = figure.subplots()
    hit, read = (rows[f"buffers_{kind}_self"].fillna(0).astype(float).to_numpy() for kind in ("hit", "read"))
    start = np.concatenate([[0.0], np.cumsum(hit + read)[:-1]])
    places = np.arange(len(rows))
    axes.barh(places, hit, left=start, color=BLUE, height=0.62, label="hit in shared buffers")
    axes.barh(places, read, left=start + hit, color=VERMILION, hatch="//", height=0.62, label="read")
    total = float((hit + read).sum())
    for place, pages in enumerate(hit + read):
        is_late = start[place] + pages > 0.8 * total
        at, side, pad = (start[place], "right", -4) if is_late else (start[place] + pages, "left", 4)
        look: dict[str, Any] = {"textcoords": "offset points", "ha": side, "va": "center", "fontsize": 8}
        axes.annotate(f"{pages:,.0f}" if pages else "", (at, place), (pad, 0), color=INK, **look)
    axes.set_yticks(
        places,
        [name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…" for name in rows["name"]],
        ha="left",
        fontsize=8,
    )
    axes.tick_params(axis="y", pad=225)
    axes.invert_yaxis()
    axes.set_xlabel(f"{name}: pages of 8 KiB, {total:,.0f} in all")
    axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2)
    return Picture(figure, title, rows[["name"]] if text is None else text)


@mpl.rc_context({**STYLE})
def estimates(plans: Mapping[str, pd.DataFrame], *, text: pd.DataFrame | None = None) -> Picture:
    """Draw the rows each node gave against the rows expected of it; what was stopped before its end is hollow.

    Args:
        plans: By name, each as ``frame.read_plan`` returns it, of EXPLAIN (ANALYZE).
        text: What stands in the text; without it plans and kinds of nodes.
    """
    title = "Did the planner know how many rows would come?"
    nodes = pd.concat(
        [plan.loc[plan["loops"].fillna(0) > 0].assign(plan=name) for name, plan in plans.items()], ignore_index=True
    )
    counted = nodes.loc[~nodes["type"].str.startswith("Bitmap") | (nodes["type"] == "Bitmap Heap Scan")]
    figure = canvas(title, height=4.6)
    axes = figure.subplots()
    whole, cut = (counted.loc[counted["stopped"] == stopped] for stopped in (False, True))
    ends = np.array([1.0, max(float(counted[["rows", "rows_estimated"]].max().max()), FAR) * 2])
    axes.fill_between(ends, ends / FAR, ends * FAR, color=RULE, alpha=0.45, linewidth=0, zorder=0)
    axes.plot(ends, ends, color=FAINT, linewidth=0.8, zorder=1)
    for part, fill, label in ((whole, BLUE, "read to the end"), (cut, "none", "stopped early: fewer is no error")):
        points = part[["rows_estimated", "rows"]].astype(float).clip(lower=1.0)
        axes.scatter(points["rows_estimated"], points["rows"], s=26, facecolor=fill, edgecolor=BLUE, label=label)
    axes.set(xscale="log", yscale="log", xlim=ends, ylim=ends)
    axes.set(xlabel=f"rows expected (band: within {FAR:g} times)", ylabel="rows that came")
    axes.legend(loc="upper left")
    for axis in (axes.xaxis, axes.yaxis):
        plain_numbers(axis)
    figure.draw_without_rendering()  # labels have a place only then
    far = whole.loc[whole["error"].fillna(1.0) > FAR]
    ends_right = ends[1] ** 0.6
    labels: list[Bbox] = []
    for _, there in far.assign(rows=far["rows"].clip(lower=1)).groupby(["rows_estimated", "rows"]):
        at = (max(float(there["rows_estimated"].iloc[0]), 1.0), float(there["rows"].iloc[0]))
        axes.scatter(*at, s=34, color=VERMILION, marker="D", zorder=3)
        # Nodes above one another have the same counts: one label for all of them.
        more = f" and {len(there) - 1} more" if len(there) > 1 else ""
        said, is_right = f"{there['type'].iloc[0]}, {there['plan'].iloc[0]}{more}", at[0] > ends_right
        look: dict[str, Any] = {"textcoords": "offset points", "fontsize": 8, "ha": "right" if is_right else "left"}
        note = axes.annotate(said, at, (-6 if is_right else 6, 4), **look)
        while any(note.get_window_extent().overlaps(other) for other in labels):
            note.xyann = (note.xyann[0], note.xyann[1] + 4)
        labels.append(note.get_window_extent())
    axes.grid(visible=True, axis="both")
    lasting = counted[["plan", "type"]].reset_index(drop=True)
    return Picture(figure, title, lasting if text is None else text)


def _spans(plan: pd.DataFrame) -> dict[int, tuple[float, float]]:
    """Return where each node starts and how wide it is, milliseconds: its own part and what hangs below it."""
    own = plan["ms_self"].fillna(0.0).astype(float).tolist()
    parents = [None if pd.isna(parent) else int(parent) for parent in plan["parent"]]
    width = list(own)
    for node in reversed(range(1, len(plan))):
        width[parents[node] or 0] += width[node]
    spans: dict[int, tuple[float, float]] = {}
    free: dict[int, float] = {}
    for node, parent in enumerate(parents):
        start = 0.0 if parent is None else free[parent]
        spans[node] = (start, width[node])
        free[node] = start
        if parent is not None:
            free[parent] += width[node]
    return spans


def _brick(axes: Axes, node: pd.Series, start: float, width: float, longest: float) -> None:
    """Draw one node, with its name where there is room."""
    _, color, hatch = next(((w, c, h) for part, w, c, h in _KINDS if part in node["type"]), _OTHER)
    depth = float(node["depth"])
    look: dict[str, Any] = {"facecolor": color, "hatch": hatch, "edgecolor": "white", "linewidth": 0.8}
    axes.add_patch(mpl.patches.Rectangle((start, depth), width, 0.94, **look))
    if width > _LABEL * longest:
        said = str(node["type"]) + (f" {node['relation']}" if pd.notna(node["relation"]) else "")
        fits = int(width / longest * 95)
        text = said if len(said) <= fits else f"{said[: max(fits - 1, 1)]}…"
        box = {"facecolor": "white", "edgecolor": "none", "pad": 1.2, "alpha": 0.88}
        axes.text(start + 0.004 * longest, depth + 0.5, text, va="center", fontsize=7.5, color=INK, bbox=box)
