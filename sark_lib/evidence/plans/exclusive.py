"""What of a plan's time and pages is a node's own, and which nodes were stopped before their end.

EXPLAIN charges a node with what its children did. An InitPlan or a CTE hangs on the top of its query, but runs when
somebody first waits for it, and is charged to that node and all above it. So it is taken off the node that waited,
once, and not off the one it hangs on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sark_lib.evidence.plans.nodes import Node

_CTE = "CTE "
_RETURNS = re.compile(r"\$\d+")  # 14 to 16: InitPlan 1 (returns $0)
_BLOCKS = frozenset({"Sort", "Hash", "Bitmap Index Scan", "BitmapAnd", "BitmapOr"})
_BLOCKS_UNLESS_SORTED = frozenset({"Aggregate", "SetOp"})


def own(nodes: Sequence[Node], inclusive: Mapping[Node, float | None]) -> dict[Node, float | None]:
    """Return each node's own part of a measure; the parts of a plan add up to what its topmost node has.

    Args:
        nodes: All nodes.
        inclusive: The measure of each, its children's included; None where it was not measured.

    Returns:
        Never below 0: where rounding gives the children more than their parent, the parent has 0.
    """
    parts: dict[Node, float | None] = {}
    for node in nodes:
        whole = inclusive[node]
        spent = sum(inclusive[child] or 0.0 for child in node.children if not child.is_init_plan)
        parts[node] = None if whole is None else max(whole - spent, 0.0)
    for init in nodes:
        rest = (inclusive[init] or 0.0) if init.is_init_plan else 0.0
        for waiting in _waiting(init, parts) if rest else ():
            taken = min(parts[waiting] or 0.0, rest)
            parts[waiting], rest = (parts[waiting] or 0.0) - taken, rest - taken
    return parts


def _waiting(init: Node, parts: Mapping[Node, float | None]) -> list[Node]:
    """Return the nodes an InitPlan may be charged to: those that name it, the costliest first, then those above them.

    A CTE that nobody reads (it writes) runs after the query and is charged to none. An InitPlan that no condition names
    is in a list of expressions, which EXPLAIN does not print: that of the node it hangs on.
    """
    top = init.parent
    if top is None:
        return []
    below = set(init.walk())
    named = [_leader(node, top) for node in top.walk() if node not in below and _names(node, init)]
    named.sort(key=lambda node: -(parts[node] or 0.0))
    if not named:
        return [] if _cte(init) else [top]
    path = [above for node in named for above in node.ancestors if above is top or top in above.ancestors]
    return list(dict.fromkeys([*named, *path]))


def _cte(init: Node) -> str:
    """Return the name of the CTE that an InitPlan is; empty where it is none."""
    name = str(init.raw.get("Subplan Name", ""))
    return name.removeprefix(_CTE) if name.startswith(_CTE) else ""


def _leader(node: Node, top: Node) -> Node:
    """Return the node itself, or the topmost Gather above it: the leader runs an InitPlan before the workers start."""
    path = [node, *(above for above in node.ancestors if above is top or top in above.ancestors)]
    return next((above for above in reversed(path) if above.gathers), node)


def _names(node: Node, init: Node) -> bool:
    """Tell whether a node reads a CTE or InitPlan."""
    if cte := _cte(init):
        return node.type == "CTE Scan" and node.raw.get("CTE Name") == cte
    said = str(init.raw.get("Subplan Name", ""))
    words = [rf"{re.escape(word)}(?!\d)" for word in _RETURNS.findall(said)] or [re.escape(f"({said})")]
    texts = [text for value in node.raw.values() for text in (value if isinstance(value, list) else [value])]
    return any(isinstance(text, str) and re.search(word, text) for text in texts for word in words)


def stopped(nodes: Sequence[Node]) -> set[Node]:
    """Return the nodes that may not have been read to their end: fewer rows than estimated say nothing of them.

    A LIMIT that has enough stops what streams into it. A merge join stops one side where the other ends, and a nested
    loop that needs one match stops its inner side at the first.
    """
    cut: set[Node] = set()
    for node in nodes:  # a parent stands before its children
        for child in node.inputs:
            if (node in cut and not _blocks(node)) or _stops(node, child):
                cut.add(child)
    return cut | {below for init in nodes if init.is_init_plan and _cut_cte(init, cut) for below in _streaming(init)}


def _blocks(node: Node) -> bool:
    """Tell whether a node reads all of its input before it gives its first row."""
    sorted_input = node.raw.get("Strategy") == "Sorted"
    return node.type in _BLOCKS or (node.type in _BLOCKS_UNLESS_SORTED and not sorted_input)


def _stops(node: Node, child: Node) -> bool:
    inner = child.raw.get("Parent Relationship") == "Inner"
    match node.type:
        case "Limit":
            mean, planned, below = (node.number("Actual Rows"), node.number("Plan Rows"), child.number("Plan Rows"))
            return mean is not None and planned is not None and below is not None and mean >= planned < below
        case "Merge Join":
            return True
        case "Nested Loop":
            return inner and (node.raw.get("Inner Unique") is True or node.raw.get("Join Type") in {"Semi", "Anti"})
        case _:
            return False


def _cut_cte(init: Node, cut: set[Node]) -> bool:
    """Tell whether every reader of a CTE was stopped."""
    top = init.parent
    readers = [node for node in top.walk() if _names(node, init)] if top is not None and _cte(init) else []
    return bool(readers) and all(reader in cut for reader in readers)


def _streaming(node: Node) -> list[Node]:
    """Return a node and what streams into it."""
    return [node, *(below for child in node.inputs if not _blocks(node) for below in _streaming(child))]
