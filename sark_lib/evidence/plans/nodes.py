"""The nodes of an EXPLAIN (FORMAT JSON), found, checked and in order; ``plans`` makes a table of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sark_lib.errors import PlanUnreadable

LARGEST = 2**53  # beyond it a float is no exact count, and no plan has that many of anything
_GATHERS = frozenset({"Gather", "Gather Merge"})
# What stands in a list of rows for its node, and what does not feed the node's own work: they answer an expression.
_ASIDE = frozenset({"InitPlan", "SubPlan"})
# A leader that gathers from two workers has less time to scan itself: costsize.c, get_parallel_divisor.
_LEADER_LOSES = 0.3


@dataclass(eq=False, repr=False)
class Node:
    """A node of a plan.

    Args:
        raw: What EXPLAIN says of it, without its children.
        parent: What it hangs on; None for the topmost.
        processes: How many processes shared its work.
        divisor: What the planner divided the rows of a parallel scan by; 1 outside of a Gather.
    """

    raw: Mapping[str, Any]
    parent: Node | None = None
    processes: float = 1.0
    divisor: float = 1.0
    children: list[Node] = field(default_factory=list)

    @property
    def type(self) -> str:
        """``Seq Scan``, ``Hash Join`` and so on."""
        return str(self.raw["Node Type"])

    @property
    def ancestors(self) -> list[Node]:
        """What it hangs on, the nearest first; as many as it is deep."""
        found, above = [], self.parent
        while above is not None:
            found.append(above)
            above = above.parent
        return found

    @property
    def gathers(self) -> bool:
        """Whether it starts workers."""
        return self.type in _GATHERS

    @property
    def is_init_plan(self) -> bool:
        """Whether it is an InitPlan or a CTE, whose work is charged to whoever waits for it."""
        return self.raw.get("Parent Relationship") == "InitPlan"

    @property
    def inputs(self) -> list[Node]:
        """The children whose rows it works on."""
        return [child for child in self.children if child.raw.get("Parent Relationship") not in _ASIDE]

    @property
    def partial(self) -> bool:
        """Whether each process has a part of the rows, rather than all of them."""
        return self.raw.get("Parallel Aware") is True or any(c.partial for c in self.inputs if not c.gathers)

    @property
    def loops(self) -> float | None:
        """How often it ran, over all processes; None without ANALYZE."""
        return self.number("Actual Loops", whole=True)

    def number(self, key: str, *, whole: bool = False) -> float | None:
        """Return a measure, None where EXPLAIN was not asked for it.

        Raises:
            PlanUnreadable: It is no such number.
        """
        return number(self.raw, key, whole=whole, where=self.type)

    def total(self, key: str) -> float | None:
        """Return the total of what EXPLAIN gives as an average over the loops."""
        mean, loops = self.number(key), self.loops
        return None if mean is None or loops is None else mean * loops

    def over_workers(self, key: str) -> float | None:
        """Return the total of what EXPLAIN gives for the leader here and for each worker under Workers."""
        found = [number(part, key, whole=True, where=self.type) for part in (self.raw, *self.workers)]
        return sum(n for n in found if n is not None) if any(n is not None for n in found) else None

    @property
    def workers(self) -> list[Mapping[str, Any]]:
        """What EXPLAIN says of each worker."""
        return _mappings(self.raw, "Workers", self.type)

    def text(self, key: str) -> str | None:
        """Return a text, the parts of a list joined by commas; None where there is none.

        Raises:
            PlanUnreadable: It is no text, or none that UTF-8 can hold.
        """
        value = self.raw.get(key)
        if value is None:
            return None
        parts = value if isinstance(value, list) else [value]
        if not all(isinstance(part, str) and _encodes(part) for part in parts):
            raise unreadable(f"{key!r} is no text", self.type)
        return ", ".join(parts)

    def walk(self) -> Iterator[Node]:
        """Yield it and everything below it, in the order EXPLAIN prints them."""
        yield self
        for child in self.children:
            yield from child.walk()


def read(explained: object) -> Node:
    """Return the topmost node, all others below it.

    Args:
        explained: What EXPLAIN (FORMAT JSON) returned: its text, the list it holds, or that list's one entry.

    Raises:
        PlanUnreadable: It is no such plan; the message names the node and the key.
    """
    top = document(explained)["Plan"]
    return _node(top, Node(_checked(top)))


def document(explained: object) -> Mapping[str, Any]:
    """Return what stands around the topmost node, and that itself under ``Plan``.

    Raises:
        PlanUnreadable: It is no plan.
    """
    if isinstance(explained, str | bytes):
        try:
            explained = json.loads(explained)
        except ValueError as error:
            raise unreadable(f"The plan is no JSON ({error})", "") from error
    if isinstance(explained, list) and len(explained) == 1:
        explained = explained[0]
    if not isinstance(explained, Mapping) or not isinstance(explained.get("Plan"), Mapping):
        raise unreadable("There is no 'Plan' in it", "")
    return explained


def number(raw: Mapping[str, Any], key: str, *, whole: bool = False, where: str = "") -> float | None:
    """Return the number under a key, None where there is none.

    Raises:
        PlanUnreadable: It is negative, too large, not whole where it should be, or no number.
    """
    value = raw.get(key)
    if value is None:
        return None
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not 0 <= value < LARGEST or (whole and value != int(value)):
        said = "too large" if is_number and value >= LARGEST else repr(value)[:40]
        raise unreadable(f"{key!r} is {said}", where)
    return float(value)


def unreadable(what: str, where: str) -> PlanUnreadable:
    """Return the error for a plan that cannot be read."""
    return PlanUnreadable(f"{what}.", where=where, do="Give the output of EXPLAIN (FORMAT JSON), as it came.")


def _node(raw: Mapping[str, Any], node: Node) -> Node:
    """Hang the children on a node, and theirs on them."""
    for below in _mappings(raw, "Plans", node.type):
        child = Node(_checked(below), parent=node, processes=node.processes, divisor=node.divisor)
        if node.gathers:
            child.processes, child.divisor = _shared(node, child)
        node.children.append(_node(below, child))
    return node


def _shared(gather: Node, child: Node) -> tuple[float, float]:
    """Return how many processes share the work below a Gather, and what the planner divided its rows by.

    The processes are the child's loops for each loop of the Gather: those that really ran, the leader among them if it
    took part. An InitPlan that hangs on a Gather the leader runs alone.
    """
    own, below = gather.loops, child.loops
    processes = max(below / own, 1.0) if own and below else 1.0
    if child.is_init_plan:
        return 1.0, 1.0
    planned, launched = gather.number("Workers Planned"), gather.number("Workers Launched") or 0.0
    leads = processes > launched
    share = max(1 - _LEADER_LOSES * planned, 0.0) if planned and leads else 0.0
    return processes, (planned or processes) + share


def _checked(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    if not isinstance(raw.get("Node Type"), str):
        raise unreadable("A node has no 'Node Type'", "")
    return {key: value for key, value in raw.items() if key != "Plans"}


def _mappings(raw: Mapping[str, Any], key: str, where: str) -> list[Mapping[str, Any]]:
    """Return a list of objects; empty where there is none."""
    found = raw.get(key, [])
    if not isinstance(found, list) or not all(isinstance(one, Mapping) for one in found):
        raise unreadable(f"{key!r} is no list of nodes", where)
    return found


def _encodes(text: str) -> bool:
    """Tell whether UTF-8 can hold a text; half a surrogate pair it cannot."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)
