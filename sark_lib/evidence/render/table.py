"""The one renderer of tables.

nbval compares ``text/plain`` and nothing else of a table. So the text is deterministic: rows in the order they are
given, fixed decimals, nothing elided, and a footer whose hash is taken over the *full* values, so that a number that
changes beyond the decimals shown changes the text too. What is live (milliseconds, run ids) is shown in HTML only.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from types import MappingProxyType

import pandas as pd
from markupsafe import Markup

from sark_lib.evidence.render.templates import fill
from sark_lib.evidence.values import count, sha256, shown, visible

GAP = "  "


@dataclass(frozen=True)
class Column:
    """One column, rendered.

    Args:
        name: Its heading.
        cells: Its cells, as text.
        align: ``left`` or ``right``.
        page: Where a cell's text is an anchor; its cells link there.
    """

    name: str
    cells: tuple[str, ...]
    align: str
    page: str = ""

    def lines(self) -> list[str]:
        """Return heading, rule and cells, padded to one width."""
        width = max(len(cell) for cell in (self.name, *self.cells))
        pad = str.rjust if self.align == "right" else str.ljust
        return [pad(self.name, width), "-" * width, *(pad(cell, width) for cell in self.cells)]


class Table:
    """A DataFrame as evidence.

    Args:
        frame: The rows, sorted by the caller; its index is not shown.
        title: The line above the table.
        decimals: Decimals of fractions, for all columns or by column (2 where a column is not named).
        live: Columns whose values differ from run to run; they stand in the HTML and not in the text.
        links: By column, the page on which its cells' texts are anchors; in HTML they link there.
    """

    def __init__(
        self,
        frame: pd.DataFrame,
        title: str = "",
        *,
        decimals: int | Mapping[str, int] = 2,
        live: Collection[str] = (),
        links: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.frame = frame
        self.title = title
        self.decimals = decimals
        self.live = frozenset(live)
        self.links = links

    @property
    def sha256(self) -> str:
        """SHA-256 of the lasting columns and their full values, 64 hex digits."""
        return sha256(self.frame.loc[:, [name not in self.live for name in self.frame.columns]])

    @property
    def footer(self) -> str:
        """The line that makes two tables comparable at a glance."""
        return f"rows={count(len(self.frame))} sha256={self.sha256[:12]}"

    def __repr__(self) -> str:
        columns = [column.lines() for column in self._columns(live=False)]
        rows = [GAP.join(cells).rstrip() for cells in zip_longest(*columns, fillvalue="")]
        return "\n".join([*([visible(self.title)] if self.title else []), *rows, self.footer])

    def _repr_html_(self) -> Markup:
        columns = self._columns(live=True)
        rows = list(zip(*(column.cells for column in columns), strict=True))
        return fill("table.html.j2", title=self.title, columns=columns, rows=rows, footer=self.footer)

    def _columns(self, *, live: bool) -> list[Column]:
        chosen = ((str(name), values) for name, values in self.frame.items() if live or name not in self.live)
        return [self._column(name, values) for name, values in chosen]

    def _column(self, name: str, values: pd.Series) -> Column:
        decimals = self.decimals if isinstance(self.decimals, int) else self.decimals.get(name, 2)
        cells = tuple(shown(value, decimals=decimals) for value in values)
        return Column(visible(name), cells, "right" if _is_numeric(values) else "left", self.links.get(name, ""))


def _is_numeric(values: pd.Series) -> bool:
    """Tell a column of numbers, counting whatever is missing as one."""
    if pd.api.types.is_bool_dtype(values):
        return False
    return pd.api.types.is_numeric_dtype(values) or pd.api.types.infer_dtype(values, skipna=True) in {
        "decimal",
        "integer",
        "floating",
        "mixed-integer-float",
    }
