"""The mapping as SQL, for each shape of v1, is what it was when somebody last read it.

The files hold the statements as they are sent, with one column a line.
"""

from __future__ import annotations

import pytest

from sark_lib.pg.ddl import views
from sark_lib.pg.rows.source import Source
from tests.golden.stored import FOLDER, hold
from tests.v1_shapes import SHAPES

VIEWS = [(shape, view) for shape, found in SHAPES.items() for view in views.texts(Source(*found))]


def golden(shape: str, view: str) -> str:
    """Return the file of a view."""
    return f"views/{shape}/{view}.sql"


def one_column_a_line(statement: str) -> str:
    """Break lines after the commas that stand in no parentheses and no quotes."""
    depth, quote, text = 0, "", []
    for character in statement:
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        else:
            depth += {"(": 1, ")": -1}.get(character, 0)
        text.append(",\n   " if (character, depth, quote) == (",", 0, "") else character)
    return "\n".join(line.rstrip() for line in "".join(text).splitlines()) + ";\n"


@pytest.mark.parametrize(("shape", "view"), VIEWS)
def test_view_is_golden(shape: str, view: str) -> None:
    """The text of each view is the stored one."""
    hold(golden(shape, view), one_column_a_line(views.texts(Source(*SHAPES[shape]))[view]))


def test_every_golden_file_has_its_view() -> None:
    """No golden file is left of a view or a shape that is gone."""
    assert set(FOLDER.glob("views/*/*.sql")) == {FOLDER / golden(*each) for each in VIEWS}


@pytest.mark.parametrize(
    ("statement", "lines"),
    [
        ("SELECT a, b", ["SELECT a,", "    b;"]),
        ("SELECT f(a, b), 'c, ''d', e", ["SELECT f(a, b),", "    'c, ''d',", "    e;"]),
        ('SELECT "(, " AS x, y \nFROM t', ['SELECT "(, " AS x,', "    y", "FROM t;"]),
    ],
)
def test_lines_break_between_columns(statement: str, lines: list[str]) -> None:
    """A comma within parentheses or quotes breaks no line."""
    assert one_column_a_line(statement).splitlines() == lines
