"""What an index will take, before it is built: about how many bytes, and how many seconds at most.

From the statistics alone, so it is a forecast: sizes came within a factor of two of what was built at 100,000 resources
and 1M capabilities. Time is that of a loaded two-core machine; others are faster.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from sark_lib.evidence.advisor.catalog import PAGE, Catalogue, Column, Table
from sark_lib.schema.indexes import Index

_POINTER, _HEADER, _FILL = 6, 12, 0.9  # bytes of a row's address, of an entry beside its key; how full a page is
_MIB_A_SECOND = 200.0  # CONCURRENTLY reads the table twice
_MICROSECONDS = {"btree": 2.5, "gin": 10.0, "brin": 0.3}  # a row
_OF_VALUE = {"jsonb_path_ops": 0.6, "": 1.0}  # bytes of GIN for a byte of jsonb, by operator class
_OF_KEYS = 5.0  # bytes of GIN a row, where its key is an array of names
_RANGE = 24  # bytes of BRIN a range of pages


def forecast(declared: Iterable[Index], catalogue: Catalogue) -> pd.DataFrame:
    """Return one row an index: ``name``, ``mb``, ``seconds``; missing where its table is not there.

    Args:
        declared: What is to be built.
        catalogue: Its tables, with statistics.
    """
    rows = [(index.name, *_of(index, catalogue.table(index.table))) for index in declared]
    return pd.DataFrame(rows, columns=["name", "mb", "seconds"]).astype({"mb": "Float64", "seconds": "Float64"})


def _of(index: Index, table: Table | None) -> tuple[float | None, float | None]:
    if table is None:
        return None, None
    rows = table.rows * _share(index, table)
    seconds = table.bytes / 2**20 / _MIB_A_SECOND + rows * _MICROSECONDS.get(index.method, 10.0) / 1e6
    return (_bytes(index, table, rows) + 2 * PAGE) / 2**20, seconds


def _bytes(index: Index, table: Table, rows: float) -> float:
    columns = [found for name in (*index.columns, *index.include) if (found := table.column(name.partition(" ")[0]))]
    if index.method == "brin":
        pages = dict(index.options).get("pages_per_range", "128")
        return table.bytes / PAGE / int(pages) * _RANGE
    if index.method == "gin":
        opclass = index.columns[0].partition(" ")[2]
        return rows * (columns[0].width * _OF_VALUE.get(opclass, 1.0) if columns else _OF_KEYS)
    entry = _HEADER + sum(_aligned(column) for column in columns)
    distinct = columns[0].distinct(table.rows) if len(columns) == 1 and not index.unique else None
    if distinct is not None:  # equal keys are kept once
        return (min(distinct, rows) * entry + rows * _POINTER) / _FILL
    return rows * entry / _FILL


def _aligned(column: Column) -> int:
    return -(-column.width // 8) * 8


def _share(index: Index, table: Table) -> float:
    """Return the share of rows that a partial index holds, as far as the most common values tell."""
    if not index.where:
        return 1.0
    values = set(re.findall(r"'([^']*)'", index.where))
    shares = [sum(share for value, share in column.common.items() if value in values) for column in table.columns
              if column.name in index.where]  # fmt: skip
    return max(shares, default=1.0) or 1.0
