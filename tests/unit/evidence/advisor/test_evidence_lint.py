"""The lint finds what gives wrong rows, writes the statement as it should be, and leaves right ones alone."""

from __future__ import annotations

import pytest

from sark_lib.errors import DeclarationError
from sark_lib.evidence.advisor.catalog import Catalogue
from sark_lib.evidence.advisor.lint import lint
from sark_lib.sql.loader import Statement, load
from tests.unit.evidence.plans.recorded import V2, catalogue

# The first generation's forms of three patterns.
P2 = """SELECT res.id, res.name FROM resources res WHERE res.metadata @> CAST(:pair AS jsonb) LIMIT 100"""
P4 = """SELECT cap.id, cap.name FROM resources res JOIN capabilities cap ON res.id = cap.resource_id
    WHERE cap.sensitivity_level IN ('high', 'critical') ORDER BY cap.sensitivity_level DESC, cap.name LIMIT 100"""
P8 = """SELECT res.id, res.name, sum(used.actual_cost) AS total_cost FROM cost_tracking used
    JOIN capabilities cap ON cap.id = used.capability_id JOIN resources res ON res.id = cap.resource_id
    WHERE used.timestamp >= :since GROUP BY res.id, res.name ORDER BY total_cost DESC LIMIT 50"""


@pytest.fixture(scope="module")
def tables() -> Catalogue:
    """The v2 tables as they were recorded."""
    return catalogue(18, *V2)


def rules(sql: str, tables: Catalogue) -> list[str]:
    """The rules that find something in a statement."""
    return [mistake.rule for mistake in lint(sql, tables)]


@pytest.mark.parametrize("pattern", load("patterns"), ids=lambda pattern: pattern.id)
def test_our_own_patterns_are_right(pattern: Statement, tables: Catalogue) -> None:
    """No pattern of the library has a mistake."""
    assert lint(pattern.text, tables, pattern.id) == []


@pytest.mark.parametrize(
    ("sql", "rule", "corrected"),
    [
        (P2, "R17", "ORDER BY res.id LIMIT 100"),
        (P4, "R18", "ORDER BY cap.sensitivity_level, cap.name LIMIT 100"),
        (P4, "R17", "ORDER BY cap.sensitivity_level DESC, cap.name, cap.id LIMIT 100"),
        (P8, "R16", "ORDER BY total_cost DESC NULLS LAST LIMIT 50"),
        (P8, "R17", "ORDER BY total_cost DESC, res.id LIMIT 50"),
    ],
)
def test_the_first_generation_is_corrected(sql: str, rule: str, corrected: str, tables: Catalogue) -> None:
    """Each mistake comes with the statement that lacks it, and that one alone."""
    found = {mistake.rule: mistake for mistake in lint(sql, tables)}
    mended = found[rule].corrected
    assert " ".join(mended.split()).endswith(corrected)
    assert sorted(rules(mended, tables)) == sorted(set(found) - {rule})


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("SELECT id FROM cost_tracking ORDER BY actual_cost DESC", ["R16"]),
        ("SELECT id FROM cost_tracking ORDER BY actual_cost", []),
        ("SELECT id FROM cost_tracking ORDER BY actual_cost DESC NULLS FIRST", []),
        ("SELECT id FROM cost_tracking ORDER BY timestamp DESC", []),
        ("SELECT count(actual_cost) FROM cost_tracking GROUP BY resource_id ORDER BY 1 DESC", []),
        ("SELECT max(timestamp) AS t FROM cost_tracking GROUP BY resource_id ORDER BY t DESC", []),
        (
            """SELECT max(c.name) FROM resources r LEFT JOIN capabilities c ON c.resource_id = r.id
            GROUP BY r.id ORDER BY 1 DESC""",
            ["R16"],
        ),
    ],
)
def test_desc_on_what_may_be_null(sql: str, found: list[str], tables: Catalogue) -> None:
    """R16 asks whether a column may be NULL, an aggregate of it, or the empty side of an outer join."""
    assert rules(sql, tables) == found


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("SELECT name FROM resources LIMIT 1", ["R17"]),
        ("SELECT name FROM resources ORDER BY name LIMIT 1", ["R17"]),
        ("SELECT name FROM resources ORDER BY name", []),
        ("SELECT name FROM resources ORDER BY name, id LIMIT 1", []),
        ("SELECT count(*) FROM resources LIMIT 1", []),
        ("SELECT max(name) FROM resources LIMIT 1", []),
        ("SELECT name FROM resources WHERE id = :id ORDER BY name LIMIT 1", []),
        ("SELECT r.name FROM capabilities c JOIN resources r ON r.id = c.resource_id ORDER BY c.id LIMIT 9", []),
        ("SELECT r.name FROM capabilities c JOIN resources r ON r.id = c.resource_id ORDER BY r.id LIMIT 9", ["R17"]),
        ("SELECT protocol, count(*) FROM resources GROUP BY protocol ORDER BY 2 LIMIT 3", ["R17"]),
        ("SELECT protocol, count(*) FROM resources GROUP BY protocol ORDER BY 2, 1 LIMIT 3", []),
        ("SELECT * FROM (SELECT id, name FROM resources LIMIT 3) AS few ORDER BY name", ["R17"]),
    ],
)
def test_limit_over_ties(sql: str, found: list[str], tables: Catalogue) -> None:
    """R17 knows that a primary key, a join on one and a constant determine a row."""
    assert rules(sql, tables) == found


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("SELECT id FROM capabilities ORDER BY sensitivity_level", ["R18"]),
        ("SELECT id FROM capabilities WHERE sensitivity_level IN ('critical', 'high') ORDER BY sensitivity_level", []),
        ("SELECT 1 FROM capabilities WHERE sensitivity_level <> 'low' ORDER BY sensitivity_level DESC", ["R18"]),
        ("SELECT id FROM resources ORDER BY protocol", []),
        ("SELECT id FROM capabilities ORDER BY name", []),
    ],
)  # fmt: skip
def test_words_of_a_scale(sql: str, found: list[str], tables: Catalogue) -> None:
    """R18 looks at the words that can come: an order of text that is also the scale's is right."""
    assert rules(sql, tables) == found


def test_a_scale_that_text_never_follows_becomes_a_case(tables: Catalogue) -> None:
    """Where neither direction of the text is the scale's, the correction names every word's rank."""
    [mistake] = lint("SELECT id FROM capabilities ORDER BY sensitivity_level DESC", tables)
    assert "WHEN 'critical' THEN 1" in " ".join(mistake.corrected.split())
    assert rules(mistake.corrected, tables) == []


def test_what_is_no_sql_is_refused(tables: Catalogue) -> None:
    """The message names the statement."""
    with pytest.raises(DeclarationError) as caught:
        lint("SELECT FROM WHERE (", tables, "p9")
    assert caught.value.where == "p9"
