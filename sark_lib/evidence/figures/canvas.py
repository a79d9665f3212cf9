"""Figures, each titled with the question it answers.

Made with matplotlib's objects, without pyplot and its global state, and reproducible to the byte. nbval never compares
images, so a ``Picture`` says in text what it shows, with a hash over the full values. Milliseconds and other live
values stay out of that text unless the caller puts them there.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from types import MappingProxyType
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullFormatter

from sark_lib.evidence.render.table import Table

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


_FEW_POWERS = 100.0  # times that a logarithmic axis may span with labels between its powers of ten


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
