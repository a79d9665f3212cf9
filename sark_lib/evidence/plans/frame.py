"""An EXPLAIN (FORMAT JSON) of PostgreSQL 14 to 18 as a flat DataFrame, one row a node.

PostgreSQL reports rows and time as averages over a node's loops, and time and buffers including its children. Here
they are totals: rows over all loops and workers; milliseconds of wall clock, so under a Gather they are divided by the
processes that shared the work. What is a node's own part, ``plan_shares`` says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import pandas as pd

from sark_lib.evidence.plans import exclusive
from sark_lib.evidence.plans.nodes import Node, document, number, read, unreadable

_TEXTS = {
    "type": "Node Type",
    "relation": "Relation Name",
    "alias": "Alias",
    "index": "Index Name",
    "relationship": "Parent Relationship",
    "subplan": "Subplan Name",
    "cte": "CTE Name",
    "join": "Join Type",
    "strategy": "Strategy",
    "partial_mode": "Partial Mode",
    "direction": "Scan Direction",
    "operation": "Operation",
    "sort_method": "Sort Method",
}
CONDITIONS: Mapping[str, str] = MappingProxyType(
    {
        "index_cond": "Index Cond",
        "recheck_cond": "Recheck Cond",
        "filter": "Filter",
        "join_filter": "Join Filter",
        "hash_cond": "Hash Cond",
        "merge_cond": "Merge Cond",
        "tid_cond": "TID Cond",
        "one_time_filter": "One-Time Filter",
        "order_by": "Order By",
        "sort_key": "Sort Key",
        "presorted_key": "Presorted Key",
        "group_key": "Group Key",
        "cache_key": "Cache Key",
    }
)
_MEANS = {
    "removed_filter": "Rows Removed by Filter",
    "removed_recheck": "Rows Removed by Index Recheck",
    "removed_join": "Rows Removed by Join Filter",
}
_COUNTS = {
    "loops": "Actual Loops",
    "heap_fetches": "Heap Fetches",
    "cache_hits": "Cache Hits",
    "cache_misses": "Cache Misses",
    "workers_planned": "Workers Planned",
    "workers_launched": "Workers Launched",
}
_OVER_WORKERS = {"exact_blocks": "Exact Heap Blocks", "lossy_blocks": "Lossy Heap Blocks"}
# Totals with the children's: each has a column of its name, and one of the node's own part.
_SHARED = {
    "buffers_hit": "Shared Hit Blocks",
    "buffers_read": "Shared Read Blocks",
    "buffers_dirtied": "Shared Dirtied Blocks",
    "buffers_written": "Shared Written Blocks",
    "temp_read": "Temp Read Blocks",
    "temp_written": "Temp Written Blocks",
    "wal_records": "WAL Records",
    "wal_bytes": "WAL Bytes",
}
_IO = {  # 17 renamed the first form; temp is timed from 15 on
    "io_read_ms": ("I/O Read Time", "Shared I/O Read Time", "Local I/O Read Time", "Temp I/O Read Time"),
    "io_write_ms": ("I/O Write Time", "Shared I/O Write Time", "Local I/O Write Time", "Temp I/O Write Time"),
}

COLUMNS: Mapping[str, Any] = MappingProxyType(
    {"node": "int64", "parent": "Int64", "depth": "int64"}
    | dict.fromkeys(_TEXTS, "string")
    | {"parallel": "bool", "processes": "float64", "stopped": "bool"}
    | dict.fromkeys(("rows_estimated", "rows", "rows_in", "error"), "Float64")
    | dict.fromkeys(_MEANS, "Float64")
    | {"waste": "Float64"}
    | dict.fromkeys((*_COUNTS, *_OVER_WORKERS), "Int64")
    | dict.fromkeys([name for column in _SHARED for name in (column, f"{column}_self")], "Int64")
    | dict.fromkeys(("batches", "disk_kb", "memory_kb"), "Int64")
    | dict.fromkeys([name for column in ("ms", *_IO) for name in (column, f"{column}_self")], "Float64")
    | {"cost": "Float64", "width": "Int64"}
    | dict.fromkeys(CONDITIONS, "string")
)
_UNCOUNTED = frozenset({"Bitmap Index Scan", "BitmapAnd", "BitmapOr"})  # 0 rows, or those of whole ranges of pages


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What EXPLAIN says of the whole statement; None where it was not asked.

    Args:
        planning_ms: Time to plan it, milliseconds.
        planning_buffers: Shared pages touched for that.
        planning_kb: Memory used for that (17 and later), KiB.
        execution_ms: Time to run it, milliseconds, triggers and JIT included.
        serialization_ms: Time to turn the rows into what is sent (17 and later), milliseconds.
        jit_ms: Time to compile, milliseconds; 0 where it did not.
        triggers_ms: Time in triggers, milliseconds.
        settings: Settings of the planner that differ from their default.
    """

    planning_ms: float | None
    planning_buffers: float | None
    planning_kb: float | None
    execution_ms: float | None
    serialization_ms: float | None
    jit_ms: float
    triggers_ms: float
    settings: Mapping[str, str] = field(default_factory=dict)


def read_plan(explained: object) -> pd.DataFrame:
    """Return a plan's nodes in the order EXPLAIN prints them.

    Args:
        explained: What EXPLAIN (FORMAT JSON) returned: its text, the list it holds, or that list's one entry.

    Returns:
        One row a node, the columns ``COLUMNS``. What was not measured is missing. ``node`` counts from 0 and ``parent``
        is such a number; ``processes`` shared its work. ``rows_estimated``, ``rows`` (given), ``rows_in`` (taken from
        its children, or read from its relation) and the ``removed_…`` are over all loops; ``waste`` is the share of
        rows that the filter threw away. ``error`` is how many times estimate and rows of one loop differ, 1 or more;
        it is missing where the count says nothing: never run, a bitmap, or ``stopped`` (before its end) with fewer
        rows than estimated. A column and ``…_self``: with and without its children; buffers and temp in pages of 8 KiB,
        ``ms`` wall clock, ``io_…`` summed over processes. ``disk_kb`` is what a sort or hash wrote, ``batches`` in how
        many parts. A node that was never run has 0 rows, and its estimate for one loop.

    Raises:
        PlanUnreadable: It is no such plan; the message names the node and the key.
    """
    try:
        nodes = list(read(explained).walk())
        places = {node: place for place, node in enumerate(nodes)}
        cut = exclusive.stopped(nodes)
        rows = [_row(node, stopped=node in cut) for node in nodes]
        for place, (node, row) in enumerate(zip(nodes, rows, strict=True)):
            row.update(node=place, parent=places[node.parent] if node.parent else None)
        for column in (*_SHARED, "ms", *_IO):
            own = exclusive.own(nodes, {node: row[column] for node, row in zip(nodes, rows, strict=True)})
            for node, row in zip(nodes, rows, strict=True):
                row[f"{column}_self"] = own[node]
        # Column by column: astype of a whole frame takes ten times as long.
        return pd.DataFrame({name: pd.array([row[name] for row in rows], dtype=kind) for name, kind in COLUMNS.items()})
    except RecursionError as error:
        raise unreadable("The plan is nested too deeply", "") from error


def read_summary(explained: object) -> Summary:
    """Return what EXPLAIN says beside the nodes.

    Args:
        explained: As for :func:`read_plan`.

    Raises:
        PlanUnreadable: It is no such plan.
    """
    try:
        whole = document(explained)
    except RecursionError as error:
        raise unreadable("The plan is nested too deeply", "") from error
    planning, jit = _part(whole, "Planning"), _part(_part(whole, "JIT"), "Timing")
    triggers, settings = whole.get("Triggers") or [], _part(whole, "Settings")
    if not isinstance(triggers, list) or not all(isinstance(trigger, Mapping) for trigger in triggers):
        raise unreadable("'Triggers' is no list of triggers", "")
    return Summary(
        planning_ms=number(whole, "Planning Time"),
        planning_buffers=_sum(planning, ("Shared Hit Blocks", "Shared Read Blocks")),
        planning_kb=number(planning, "Memory Used"),
        execution_ms=number(whole, "Execution Time"),
        serialization_ms=number(_part(whole, "Serialization"), "Time"),
        jit_ms=number(jit, "Total") or 0.0,
        triggers_ms=sum(number(trigger, "Time") or 0.0 for trigger in triggers),
        settings={str(name): str(value) for name, value in settings.items()},
    )


def _row(node: Node, *, stopped: bool) -> dict[str, Any]:
    """Return what a node says of itself; its own parts of time and pages follow when all are known."""
    loops, rows = node.loops, node.total("Actual Rows")
    time = node.total("Actual Total Time")
    removed = {column: node.total(key) for column, key in _MEANS.items()}
    return {
        "depth": len(node.ancestors),
        **{column: node.text(key) for column, key in (_TEXTS | dict(CONDITIONS)).items()},
        "parallel": node.raw.get("Parallel Aware") is True,
        "processes": node.processes,
        "stopped": stopped,
        "rows_estimated": _estimated(node),
        "rows": rows,
        "rows_in": _taken(node, rows, removed),
        "error": _error(node, stopped=stopped),
        **removed,
        "waste": _waste(rows, removed["removed_filter"]),
        **{column: node.number(key, whole=True) for column, key in (_COUNTS | _SHARED).items()},
        **{column: node.over_workers(key) for column, key in _OVER_WORKERS.items()},
        **{column: _sum(node.raw, keys) for column, keys in _IO.items()},
        "ms": None if time is None else time / node.processes,
        "batches": _first(node, "Hash Batches", "HashAgg Batches"),
        **_space(node),
        "cost": node.number("Total Cost"),
        "width": node.number("Plan Width", whole=True),
        "loops": loops,
    }


def _estimated(node: Node) -> float | None:
    """Return the rows that were expected of all loops and processes.

    Below a Gather the planner's number is one process's share; it is divided by what the planner thinks, not by the
    processes that came.
    """
    estimated, loops = node.number("Plan Rows", whole=True), node.loops or 1.0
    if estimated is None:
        return None
    return estimated * (node.divisor * loops / node.processes if node.partial else loops)


def _taken(node: Node, rows: float | None, removed: Mapping[str, float | None]) -> float | None:
    """Return the rows a node worked on: those of its children, or what it read of its relation."""
    if node.inputs and node.type != "Bitmap Heap Scan":
        given = [child.total("Actual Rows") for child in node.inputs]
        return None if None in given else sum(n for n in given if n is not None)
    return None if rows is None else rows + (removed["removed_filter"] or 0) + (removed["removed_recheck"] or 0)


def _error(node: Node, *, stopped: bool) -> float | None:
    """Return how many times the rows of a loop differ from the estimate; the planner never expects less than one."""
    estimated, rows, loops = _estimated(node), node.total("Actual Rows"), node.loops
    if estimated is None or rows is None or not loops or node.type in _UNCOUNTED:
        return None
    expected, given = max(estimated / loops, 1.0), max(rows / loops, 1.0)
    return None if stopped and given < expected else max(expected / given, given / expected)


def _waste(rows: float | None, removed: float | None) -> float | None:
    return None if rows is None or removed is None or not rows + removed else removed / (rows + removed)


def _space(node: Node) -> dict[str, float | None]:
    """Return the disk and memory that a sort or hash took, KiB, over all workers."""
    sort = node.over_workers("Sort Space Used")
    on_disk = node.raw.get("Sort Space Type") == "Disk"
    disk, memory = node.over_workers("Disk Usage"), node.over_workers("Peak Memory Usage")
    return {"disk_kb": sort if on_disk else disk, "memory_kb": memory if on_disk or sort is None else sort}


def _first(node: Node, *keys: str) -> float | None:
    return next((found for key in keys if (found := node.number(key, whole=True)) is not None), None)


def _sum(raw: Mapping[str, object], keys: tuple[str, ...]) -> float | None:
    """Return the sum of what there is of some measures."""
    found = [value for key in keys if (value := number(raw, key)) is not None]
    return sum(found) if found else None


def _part(whole: Mapping[str, object], key: str) -> Mapping[str, object]:
    """Return an object within the document, empty where there is none."""
    part = whole.get(key)
    if part is not None and not isinstance(part, Mapping):
        raise unreadable(f"{key!r} is no object", "")
    return part or {}
