"""An EXPLAIN (FORMAT JSON) as a flat DataFrame, one row a node.

PostgreSQL reports rows and time as averages over a node's loops, and time including its children. Here they are totals:
rows over all loops and workers; milliseconds of wall clock, so under a Gather they are divided by the processes that
shared the work. ``ms_self`` is a node's own part. The time of an InitPlan or CTE is charged to whichever node waited
for it, which may not be its parent: where that would make a node's own time negative, it is 0.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from sark_lib.errors import PlanUnreadable

COLUMNS: Mapping[str, str] = {
    "node": "int64",
    "depth": "int64",
    "type": "string",
    "relation": "string",
    "index": "string",
    "rows_estimated": "Float64",
    "rows": "Float64",
    "loops": "Int64",
    "buffers_hit": "Int64",
    "buffers_read": "Int64",
    "ms": "Float64",
    "ms_self": "Float64",
}

WHOLE = frozenset({"Actual Loops", "Plan Rows", "Shared Hit Blocks", "Shared Read Blocks"})
LARGEST = 2**53  # beyond it a float is no exact count, and no plan has that many of anything

Node = Mapping[str, Any]


def read_plan(explained: object) -> pd.DataFrame:
    """Return a plan's nodes in the order EXPLAIN prints them.

    Args:
        explained: What EXPLAIN (FORMAT JSON) returned: its text, the list it holds, or that list's one entry.

    Returns:
        One row a node: ``node`` (from 0), ``depth``, ``type``, ``relation``, ``index``, ``rows_estimated`` and ``rows``
        (both over all loops), ``loops``, ``buffers_hit`` and ``buffers_read`` (shared blocks, children included),
        ``ms`` (wall clock, children included), ``ms_self``. What was not measured is missing; a node that was never
        executed has 0 rows, and its estimate for one loop.

    Raises:
        PlanUnreadable: It is no such plan; the message names the node and the key.
    """
    try:
        frame = pd.DataFrame(list(_rows(_root(explained), depth=0, processes=1.0)), columns=list(COLUMNS))
        return frame.assign(node=range(len(frame))).astype(dict(COLUMNS))
    except RecursionError as error:
        raise _unreadable("The plan is nested too deeply", "") from error


def _root(explained: object) -> Node:
    """Return the topmost node."""
    if isinstance(explained, str | bytes):
        try:
            explained = json.loads(explained)
        except ValueError as error:
            raise _unreadable(f"The plan is no JSON ({error})", "") from error
    if isinstance(explained, list) and len(explained) == 1:
        explained = explained[0]
    if not isinstance(explained, Mapping) or not isinstance(explained.get("Plan"), Mapping):
        raise _unreadable("There is no 'Plan' in it", "")
    return dict(explained["Plan"])


def _rows(node: Node, *, depth: int, processes: float) -> Iterator[dict[str, object]]:
    """Yield a node and everything below it.

    Args:
        node: The node as EXPLAIN gives it.
        depth: 0 for the topmost node.
        processes: How many processes shared the node's work.
    """
    shares = [(child, _processes(node, child, processes)) for child in _children(node)]
    loops = _number(node, "Actual Loops")
    rows, estimated = _number(node, "Actual Rows"), _number(node, "Plan Rows")
    ms = _ms(node, processes)
    spent = sum(_ms(child, share) or 0.0 for child, share in shares)
    yield {
        "depth": depth,
        "type": _type(node),
        "relation": node.get("Relation Name"),
        "index": node.get("Index Name"),
        "rows_estimated": None if estimated is None else estimated * (loops or 1),
        "rows": None if rows is None or loops is None else rows * loops,
        "loops": loops,
        "buffers_hit": _number(node, "Shared Hit Blocks"),
        "buffers_read": _number(node, "Shared Read Blocks"),
        "ms": ms,
        "ms_self": None if ms is None else max(ms - spent, 0.0),
    }
    for child, share in shares:
        yield from _rows(child, depth=depth + 1, processes=share)


def _processes(node: Node, child: Node, processes: float) -> float:
    """Return how many processes share a child's work: below a Gather, the child's loops for each loop of the Gather.

    So an InitPlan that hangs on a Gather, which the leader runs alone, counts one.
    """
    if _type(node) not in {"Gather", "Gather Merge"}:
        return processes
    own, below = _number(node, "Actual Loops"), _number(child, "Actual Loops")
    return max(below / own, 1.0) if own and below else processes


def _ms(node: Node, processes: float) -> float | None:
    """Return a node's wall-clock time over all loops, its children included."""
    mean, loops = _number(node, "Actual Total Time"), _number(node, "Actual Loops")
    return None if mean is None or loops is None else mean * loops / processes


def _children(node: Node) -> list[Node]:
    children = node.get("Plans", [])
    if not isinstance(children, list) or not all(isinstance(child, Mapping) for child in children):
        raise _unreadable("'Plans' is no list of nodes", _type(node))
    return children


def _type(node: Node) -> str:
    name = node.get("Node Type")
    if not isinstance(name, str):
        raise _unreadable("A node has no 'Node Type'", "")
    return name


def _number(node: Node, key: str) -> float | None:
    """Return a measure, or None where EXPLAIN was not asked for it."""
    value = node.get(key)
    if value is None:
        return None
    number = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < LARGEST
    if not number or (key in WHOLE and value != int(value)):
        raise _unreadable(f"{key!r} is {value!r}", _type(node))
    return float(value)


def _unreadable(what: str, where: str) -> PlanUnreadable:
    return PlanUnreadable(f"{what}.", where=where, do="Give the output of EXPLAIN (FORMAT JSON), as it came.")
