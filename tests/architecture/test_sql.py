"""SQL is derived or authored, never formatted."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.project import PACKAGE, REVISIONS, STATEMENT, dotted, functions, modules, name

RUNS_SQL = {
    "execute",
    "executemany",
    "exec_driver_sql",
    "scalar",
    "scalars",
    "text",
    "SQL",
    "stream",
    "copy",
    "read_sql",
}
HOLDS_CONNECTIONS = ("pg", "local")
STATEMENT_LINES = 20


def formatted(node: ast.AST) -> bool:
    """Whether an expression builds text from parts: f-string, ``%``, ``+`` or ``.format()``."""
    match node:
        case ast.JoinedStr(values=values):
            return any(isinstance(value, ast.FormattedValue) for value in values)
        case ast.BinOp(op=ast.Mod() | ast.Add(), left=left, right=right):
            return any(isinstance(side, (ast.Constant, ast.JoinedStr)) and text_of(side) for side in (left, right))
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str()), attr="format")):
            return True
    return False


def text_of(node: ast.AST) -> str:
    """The literal text an expression begins with, ``…`` for what is filled in."""
    match node:
        case ast.Constant(value=str() as value):
            return value
        case ast.JoinedStr(values=values):
            return "".join(text_of(value) or "…" for value in values)
        case ast.BinOp(left=left, op=ast.Mod() | ast.Add()):
            return text_of(left)
        case ast.Call(func=ast.Attribute(value=value, attr="format")):
            return text_of(value)
    return ""


def compiled_elements(tree: ast.AST) -> set[ast.AST]:
    """Everything inside functions decorated with ``@compiles``: there SQLAlchemy asks for the text of a statement."""
    return {
        node
        for function in functions(tree)
        if any(
            isinstance(each, ast.Call) and dotted(each.func).endswith("compiles") for each in function.decorator_list
        )
        for node in ast.walk(function)
    }


def formatted_sql(source: str) -> list[str]:
    """Every place where SQL is built by formatting, as ``line: text``."""
    tree = ast.parse(source)
    exempt = compiled_elements(tree)
    return [f"{line}: {text}" for node in ast.walk(tree) if node not in exempt for line, text in formatted_in(node)]


def run_by(node: ast.expr) -> list[ast.expr]:
    """The statement a call runs: its first argument, if it is a call that runs SQL."""
    if isinstance(node, ast.Call) and dotted(node.func).split(".")[-1] in RUNS_SQL:
        return node.args[:1]
    return []


def formatted_in(node: ast.AST) -> Iterator[tuple[int, str]]:
    """A formatted statement, or a formatted first argument of a call that runs SQL."""
    if not isinstance(node, ast.expr):
        return
    if formatted(node) and STATEMENT.match(text_of(node)):
        yield node.lineno, text_of(node)
    for argument in run_by(node):
        if formatted(argument) and not STATEMENT.match(text_of(argument)):
            yield node.lineno, text_of(argument)


def statements(source: str) -> list[tuple[int, str]]:
    """Every string of a module that is an SQL statement, docstrings apart, with its line."""
    tree = ast.parse(source)
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation
        if STATEMENT.match(node.value)
    ]


def too_long(statement: str) -> bool:
    """Whether a statement wants a file of its own, where a DBA can run it."""
    return len(statement.strip().splitlines()) > STATEMENT_LINES


@pytest.mark.parametrize("path", modules(), ids=name)
def test_no_sql_is_formatted(path: Path) -> None:
    """No f-string, %, + or format() makes a statement; psycopg.sql and SQLAlchemy compose, and binds carry values."""
    assert formatted_sql(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", [path for path in modules() if not path.is_relative_to(REVISIONS)], ids=name)
def test_sql_stands_where_it_may(path: Path) -> None:
    """A statement stands in pg/ or local/, which hold connections, and is short; a longer one is a file in sql/."""
    holds_connections = path.is_relative_to(PACKAGE) and path.relative_to(PACKAGE).parts[0] in HOLDS_CONNECTIONS
    found = statements(path.read_text(encoding="utf-8"))
    assert [(line, text) for line, text in found if not holds_connections or too_long(text)] == []


@pytest.mark.parametrize(
    "source",
    [
        'x = f"SELECT {column} FROM t"',
        'x = "DELETE FROM %s" % table',
        'x = "UPDATE t SET a = " + value',
        'x = "CREATE INDEX {}".format(index)',
        'c.execute(f"{verb} FROM t")',
        'c.execute(text(f"  {anything}"))',
        'sql.SQL(f"lower({column})")',
        'x = f"SET lock_timeout = {ms}"',
    ],
)
def test_formatted_sql_is_seen(source: str) -> None:
    """Each way to format SQL is reported once."""
    assert len(formatted_sql(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        'raise Refused(f"CREATE privilege on schema {schema} is missing")',
        'c.execute(text("SELECT id FROM t WHERE id = :id"), {"id": key})',
        'sql.SQL("DROP VIEW {}").format(sql.Identifier(view))',
        '@compiles(CreateView)\ndef f(element, compiler, **kw):\n    return f"CREATE VIEW {element.name}"',
        'x = f"Update {n} rows"',
    ],
)
def test_composed_sql_and_prose_are_allowed(source: str) -> None:
    """Binds, psycopg.sql, @compiles and sentences for people are no formatted SQL."""
    assert formatted_sql(source) == []


def test_a_statement_is_told_from_prose() -> None:
    """A statement is found, a docstring and a sentence that begins like one are not."""
    source = '"""SELECT a docstring."""\nx = "SELECT 1"\ny = "Select a stage"\nz = "DROP what you hold"\n'
    assert statements(source) == [(2, "SELECT 1")]
    assert [too_long("SELECT 1\n" * lines) for lines in (20, 21)] == [False, True]
