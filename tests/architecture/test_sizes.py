"""Nothing in sark_lib is larger than a reader can hold."""

from __future__ import annotations

import ast
import statistics
from collections.abc import Callable, Collection
from pathlib import Path

import pytest

from tests.architecture.project import REVISIONS, ROOT, Function, dotted, functions, modules, name

FILE_LINES, FUNCTION_LINES, MEDIAN_LINES, P90_LINES, POSITIONAL, NESTING = 500, 50, 10, 25, 5, 3
NO_PLACE = {"utils", "util", "base", "core", "common", "helpers", "helper", "manager", "misc"}
BENCHMARKS, TESTS = ROOT / "benchmarks", ROOT / "tests"
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


def is_pair(node: ast.expr | None, aliases: Collection[str]) -> bool:
    """Whether a type is a tuple of a fixed length, by its own name or by an alias, or such a tuple or None."""
    if isinstance(node, ast.BinOp):
        return is_pair(node.left, aliases) or is_pair(node.right, aliases)
    if isinstance(node, ast.Subscript) and dotted(node.value) == "tuple":
        kinds = node.slice.elts if isinstance(node.slice, ast.Tuple) else []
        return len(kinds) > 1 and ast.unparse(kinds[-1]) != "..."
    return isinstance(node, (ast.Name, ast.Attribute)) and dotted(node).rpartition(".")[2] in aliases


def tuple_aliases(sources: list[str]) -> set[str]:
    """Every name that modules give to the type of a tuple of a fixed length."""
    nodes = (node for source in sources for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Assign))
    return {dotted(node.targets[0]) for node in nodes if is_pair(node.value, ())}


def packed(source: str, aliases: Collection[str] = ()) -> list[str]:
    """The parameters of a module that hold several parameters in a tuple, each as ``line function: parameter``."""
    found = []
    for function in functions(ast.parse(source)):
        arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
        unpacked = {
            node.value.id
            for node in ast.walk(function)
            if isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Tuple)
            and isinstance(node.value, ast.Name)
        }
        found += [
            f"{function.lineno} {function.name}: {argument.arg}"
            for argument in arguments
            if is_pair(argument.annotation, aliases) or argument.arg in unpacked
        ]
    return found


@pytest.mark.parametrize("path", MEASURED, ids=name)
def test_files_and_functions_are_small(path: Path) -> None:
    """A file has at most 500 lines; a function at most 50 lines, 5 positional arguments and 3 levels."""
    assert oversizes(path.read_text(encoding="utf-8")) == []


def test_no_tuple_packs_parameters() -> None:
    """No function of sark_lib or benchmarks takes a tuple of a fixed length, or takes a parameter apart into names."""
    sources = {name(path): path.read_text(encoding="utf-8") for path in [*modules(), *BENCHMARKS.glob("*.py")]}
    aliases = tuple_aliases(list(sources.values()))
    assert [f"{file}:{each}" for file, source in sources.items() for each in packed(source, aliases)] == []


def test_files_of_tests_are_small() -> None:
    """A file of tests has at most 500 lines too."""
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in TESTS.rglob("*.py")}
    assert {file: lines for file, lines in lengths.items() if lines > FILE_LINES} == {}


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


@pytest.mark.parametrize(
    "parameters",
    [
        "by: tuple[Probe, float]",
        "connection, *, at: tuple[float, float] = (0, 1)",
        "found: tuple[datetime, dict] | None",
        "grant: Grant",
        "grant: privileges.Grant",
    ],
)
def test_a_packed_parameter_is_seen(parameters: str) -> None:
    """A tuple of a fixed length is reported as a parameter: bare, keyword-only, or None, and behind an alias."""
    aliases = tuple_aliases(["Grant = tuple[str, str, str]\nNames = tuple[str, ...]\n"])
    assert len(packed(f"class C:\n    def f(self, {parameters}): ...", aliases)) == 1


def test_a_parameter_taken_apart_is_seen() -> None:
    """A parameter of any type that is unpacked into names is reported."""
    assert packed("def f(ms: Sequence[float]):\n    low, middle, high = ms") == ["1 f: ms"]


@pytest.mark.parametrize("parameters", ["names: tuple[str, ...]", "pairs: Sequence[tuple[int, str]]", "names: Names"])
def test_a_tuple_of_many_alike_is_no_packed_parameter(parameters: str) -> None:
    """A tuple of any length, and a sequence of pairs, are allowed."""
    assert packed(f"def f({parameters}): ...", tuple_aliases(["Names = tuple[str, ...]"])) == []


def test_lengths_count_every_function() -> None:
    """Of the lengths 1, 2 and 12 the median is 2; of nine short functions and a long one the percentile sees it."""
    short, twelve = "def f(): ...\ndef g():\n    pass\n", "def h():\n" + "    x = 1\n" * 11
    assert lengths([short, twelve])[0] == 2
    assert lengths(["def f(): ...\n"] * 18 + [twelve] * 2) == (1, 2.1)
