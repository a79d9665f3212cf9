"""Nothing in sark_lib is larger than a reader can hold."""

from __future__ import annotations

import ast
import statistics
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture.project import REVISIONS, Function, functions, modules, name

FILE_LINES, FUNCTION_LINES, MEDIAN_LINES, P90_LINES, POSITIONAL, NESTING = 500, 50, 10, 25, 5, 3
NO_PLACE = {"utils", "util", "base", "core", "common", "helpers", "helper", "manager", "misc"}
MEASURED = [path for path in modules() if not path.is_relative_to(REVISIONS)]

BLOCKS = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.TryStar, ast.Match)


def length(function: Function) -> int:
    """The lines of a function from ``def`` to its end, its docstring apart: explaining is not a fault."""
    first = function.body[0]
    documented = ast.get_docstring(function) is not None
    docstring = (first.end_lineno or first.lineno) - first.lineno + 1 if documented else 0
    return (function.end_lineno or function.lineno) - function.lineno + 1 - docstring


def positional(function: Function) -> int:
    """How many arguments may be given by position, ``self`` and ``cls`` apart."""
    names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
    return len(names) - (names[:1] in (["self"], ["cls"]))


def nesting(node: ast.AST) -> int:
    """How deep the blocks within a node are nested; ``elif`` adds nothing, an inner function begins anew."""
    deepest = 0
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (Function, ast.ClassDef)):
            continue
        is_elif = isinstance(node, ast.If) and isinstance(child, ast.If) and node.orelse == [child]
        deepest = max(deepest, nesting(child) + (isinstance(child, BLOCKS) and not is_elif))
    return deepest


MEASURES: list[tuple[Callable[[Function], int], int]] = [
    (length, FUNCTION_LINES),
    (positional, POSITIONAL),
    (nesting, NESTING),
]


def oversizes(source: str) -> list[str]:
    """What is too large in a module, each as ``line name: measure is n, limit m``."""
    lines = len(source.splitlines())
    found = [f"file: length is {lines}, limit {FILE_LINES}"] if lines > FILE_LINES else []
    for function in functions(ast.parse(source)):
        for measure, limit in MEASURES:
            if (size := measure(function)) > limit:
                found.append(f"{function.lineno} {function.name}: {measure.__name__} is {size}, limit {limit}")
    return found


def lengths(sources: list[str]) -> tuple[float, float]:
    """The median and the 90th percentile of the lengths of all functions of some modules, in lines."""
    every = [length(function) for source in sources for function in functions(ast.parse(source))]
    return statistics.median(every), statistics.quantiles(every, n=10, method="inclusive")[-1]


@pytest.mark.parametrize("path", MEASURED, ids=name)
def test_files_and_functions_are_small(path: Path) -> None:
    """A file has at most 500 lines; a function at most 50 lines, 5 positional arguments and 3 levels."""
    assert oversizes(path.read_text(encoding="utf-8")) == []


def test_the_usual_function_is_small() -> None:
    """Half of all functions have at most 10 lines, and nine of ten at most 25."""
    median, p90 = lengths([path.read_text(encoding="utf-8") for path in MEASURED])
    assert median <= MEDIAN_LINES
    assert p90 <= P90_LINES


@pytest.mark.parametrize("path", modules(), ids=name)
def test_modules_are_called_by_what_they_hold(path: Path) -> None:
    """No module or folder has a name that could hold anything."""
    assert not NO_PLACE & {path.stem, path.parent.name}


def block(depth: int) -> str:
    """A function with blocks nested to a depth."""
    body = "".join(f"{'    ' * level}if x:\n" for level in range(1, depth + 1))
    return f"def f(x):\n{body}{'    ' * (depth + 1)}pass\n"


@pytest.mark.parametrize(
    ("fits", "too_large"),
    [
        ("x = 1\n" * 500, "x = 1\n" * 501),
        ("def f():\n" + "    x = 1\n" * 49, "def f():\n" + "    x = 1\n" * 50),
        ('def f():\n    """A.\n\n    B.\n    """\n' + "    x = 1\n" * 49, "def f():\n" + "    x = 1\n" * 53),
        ("def f(a, b, c, d, e, *, g): ...", "def f(a, b, c, d, e, g): ..."),
        ("class C:\n    def f(self, a, b, c, d, e): ...", "class C:\n    def f(self, a, b, c, d, e, g): ..."),
        (block(3), block(4)),
        ("def f(x):\n    if x:\n        pass\n" + "    elif x:\n        pass\n" * 5, block(5)),
    ],
)
def test_a_size_is_seen_where_it_passes_its_limit(fits: str, too_large: str) -> None:
    """Each limit lets its own value through and reports the next."""
    assert oversizes(fits) == []
    assert len(oversizes(too_large)) == 1


def test_lengths_count_every_function() -> None:
    """Of the lengths 1, 2 and 12 the median is 2; of nine short functions and a long one the percentile sees it."""
    short, twelve = "def f(): ...\ndef g():\n    pass\n", "def h():\n" + "    x = 1\n" * 11
    assert lengths([short, twelve])[0] == 2
    assert lengths(["def f(): ...\n"] * 18 + [twelve] * 2) == (1, 2.1)
