"""The form of a notebook, as rules: each takes the cells and gives what is wrong, in words."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.architecture.project import STATEMENT

CELLS, CODE_LINES = 30, 6
CARD = ("changes", "takes", "locks", "safe to re-run?", "undo with")
HUMAN_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
RANDOM_ID = re.compile(r"[0-9a-f]{8}|[0-9a-f]{8}-[0-9a-f-]{27}")  # what nbformat and JupyterLab make up
SECRET = re.compile(r"passw|secret|token|credential|api_?key|dsn", re.IGNORECASE)
HOME = re.compile(r"/(home|root|Users|tmp|private|work)/|[A-Z]:\\\\Users", re.IGNORECASE)
PARAMETER = re.compile(r"\w+: [^=]+ = .+  # \S.*")
CONTROL = {
    ast.FunctionDef: "def",
    ast.AsyncFunctionDef: "def",
    ast.Lambda: "lambda",
    ast.ClassDef: "class",
    ast.For: "for",
    ast.AsyncFor: "for",
    ast.comprehension: "for",
    ast.While: "while",
    ast.If: "if",
    ast.IfExp: "if",
    ast.Match: "match",
    ast.Try: "try",
    ast.TryStar: "try",
}


@dataclass(frozen=True)
class Cell:
    """One cell: kind ``markdown`` or ``code``, its id, text, tags, and what it put out when executed."""

    id: str
    kind: str
    source: str
    tags: tuple[str, ...]
    executed: int | None
    outputs: tuple[dict[str, Any], ...]

    @property
    def is_code(self) -> bool:
        """Whether the cell is code."""
        return self.kind == "code"

    @property
    def is_parameters(self) -> bool:
        """Whether papermill injects after this cell."""
        return "parameters" in self.tags


def read(path: Path) -> list[Cell]:
    """The cells of a notebook file."""
    return [cell(raw) for raw in json.loads(path.read_text(encoding="utf-8"))["cells"]]


def cell(raw: dict[str, Any]) -> Cell:
    """One cell of the notebook's JSON."""
    return Cell(
        id=raw.get("id", ""),
        kind=raw["cell_type"],
        source="".join(raw["source"]),
        tags=tuple(raw["metadata"].get("tags", ())),
        executed=raw.get("execution_count"),
        outputs=tuple(raw.get("outputs", ())),
    )


def faults(cells: list[Cell]) -> list[str]:
    """Everything in which a notebook departs from the form; empty when nothing."""
    return [fault for rule in RULES for fault in rule(cells)]


def opening(cells: list[Cell]) -> Iterator[str]:
    """It opens with a title, one sentence and the card of five rows."""
    title, _, rest = cells[0].source.partition("\n")
    if cells[0].is_code or not re.fullmatch(r"# \S.*", title):
        yield "the first cell has no H1"
    sentence = next((line for line in rest.splitlines() if line.strip()), "")
    if not re.fullmatch(r"[^|].*\.", sentence):
        yield "no sentence under the H1"
    rows = re.findall(r"^\|\s*\**([^|*]+?)\**\s*\|\s*(\S.*?)\s*\|\s*$", rest, re.MULTILINE)
    named = tuple(key.lower() for key, _ in rows if key.lower() in CARD)
    if named != CARD:
        yield f"the card has the rows {named}, not {CARD}"


def parameters(cells: list[Cell]) -> Iterator[str]:
    """The second cell, and no other, holds the parameters: ``name: type = default  # help``."""
    if [number for number, each in enumerate(cells) if each.is_parameters] != [1]:
        yield "the second cell, and no other, is tagged `parameters`"
        return
    for line in cells[1].source.splitlines():
        if not line.startswith("#") and not PARAMETER.fullmatch(line):
            yield f"not `name: type = default  # help`: {line}"
        if SECRET.search(line.partition(":")[0]):
            yield f"a parameter that sounds like a secret: {line}"
        if line.startswith("mode:") and '= "execute"' in line:
            yield f"execute is never the default: {line}"


def code(cells: list[Cell]) -> Iterator[str]:
    """Code is calls: no definitions, no control flow, no SQL, no print, no magics."""
    for each in cells:
        if each.is_code:
            yield from (f"{each.id}: {fault}" for fault in code_faults(each.source))


def code_faults(source: str) -> Iterator[str]:
    """What a code cell holds that belongs in the library."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        yield "a magic, a shell command, or no Python"
        return
    for node in ast.walk(tree):
        if word := CONTROL.get(type(node)):
            yield f"`{word}` belongs in the library"
        if isinstance(node, ast.Name) and node.id in {"print", "get_ipython"}:
            yield f"`{node.id}`: results render themselves"
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and STATEMENT.match(node.value):
            yield "SQL belongs in the library"


def sizes(cells: list[Cell]) -> Iterator[str]:
    """It has at most 30 cells, and a code cell at most 6 lines."""
    if len(cells) > CELLS:
        yield f"{len(cells)} cells, limit {CELLS}"
    for each in cells:
        lines = len(each.source.splitlines())
        if each.is_code and not each.is_parameters and lines > CODE_LINES:
            yield f"{each.id}: {lines} lines, limit {CODE_LINES}"


def ids(cells: list[Cell]) -> Iterator[str]:
    """Every cell has an id that a person chose: it becomes a link in the report."""
    for each in cells:
        if not HUMAN_ID.fullmatch(each.id) or RANDOM_ID.fullmatch(each.id):
            yield f"id {each.id!r} is no name such as `open-run`"
    if len({each.id for each in cells}) < len(cells):
        yield "two cells share an id"


def paragraphs(cells: list[Cell]) -> Iterator[str]:
    """Each call stands under a paragraph that says what OK looks like and what to do if not."""
    for before, each in pairwise(cells[1:]):
        if not each.is_code:
            continue
        if before.is_code:
            if not before.is_parameters:
                yield f"{each.id}: no paragraph above"
        elif not re.search(r"\bOK\b", before.source):
            yield f"{before.id}: does not say what OK looks like"
        elif not re.search(r"\b(if|otherwise)\b", before.source, re.IGNORECASE):
            yield f"{before.id}: does not say what to do if it does not look like that"


def ending(cells: list[Cell]) -> Iterator[str]:
    """The last cell says where to go next."""
    if cells[-1].is_code or not re.search(r"\]\(\S+\)", cells[-1].source):
        yield "the last cell links to nothing"


def outputs(cells: list[Cell]) -> Iterator[str]:
    """It is stored as one clean execution from top to bottom."""
    counts = [each.executed for each in cells if each.is_code]
    if counts != list(range(1, len(counts) + 1)):
        yield f"not one execution from top to bottom: {counts}"
    for each in cells:
        kinds = {(output["output_type"], output.get("name")) for output in each.outputs}
        if ("stream", "stderr") in kinds:
            yield f"{each.id}: stderr is stored"
        if ("error", None) in kinds:
            yield f"{each.id}: an error is stored"
        if HOME.search(json.dumps(each.outputs)):
            yield f"{each.id}: names a folder of the machine it was executed on"


RULES: list[Callable[[list[Cell]], Iterator[str]]] = [
    opening,
    parameters,
    code,
    sizes,
    ids,
    paragraphs,
    ending,
    outputs,
]
