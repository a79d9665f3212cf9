"""The figure of a verdict: findings by stage and severity."""

from __future__ import annotations

import matplotlib as mpl
import pandas as pd
from matplotlib.ticker import MaxNLocator

from sark_lib.evidence.checks.findings import Severity
from sark_lib.evidence.figures.canvas import INK, RULE, STYLE, VERMILION, Picture, canvas


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
