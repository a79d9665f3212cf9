"""A step's result shows itself: text that lasts, HTML with what is live."""

from __future__ import annotations

import pandas as pd
from bs4 import BeautifulSoup

from sark_lib.evidence.checks.verdict import Verdict
from sark_lib.evidence.render.card import Card
from sark_lib.evidence.render.table import Table
from sark_lib.evidence.render.verdict_tables import by_check, by_severity, first_offenders
from tests.golden.report_sample import verdict


def test_a_card_is_text() -> None:
    """Every check has its line, a finding its offenders and what to do, the verdict the last word."""
    card = Card("Suite full", mark="done", facts={"rows": 1234, "schema": "public"}, verdict=verdict())
    assert repr(card) == (
        "Suite full · done\n"
        "  rows    1,234\n"
        "  schema  public\n"
        "  sha256=8763da55d225\n"
        "PASS schema.tables          Nothing offends schema.tables\n"
        "WARN data.placeholder       1 rows offend, the first is 7\n"
        "       key=7 name=<script>alert('x')</script>\\nPASS forged \\u202e \\x01 naïve 服务器\n"
        "       do: Run sark-runbook run --from migrate\n"
        "FAIL parity.resources.name  ERROR 1,234 rows offend, the first is a\n"
        "       key=a expected=x & y actual=–\n"
        "       do: Run sark-runbook run --from migrate\n"
        "INFO data.both              2 rows offend, the first is b\n"
        "       key=b\n"
        "       key=c\n"
        "       do: Run sark-runbook run --from migrate\n"
        "n/a  schema.hypertable      TimescaleDB is not installed here.\n"
        "WAIV views_on_v1            ERROR 1 rows offend, the first is billing (waived until 2026-06-30: billing reads "
        "<v1> until its owners move: <script>alert('x')</script>\\nPASS forged \\u202e \\x01 naïve 服务器)\n"
        "       key=billing\n"
        "verdict=ERROR exit=1 passed=1 failed=3 waived=1 not_applicable=1 sha256=0448a6a830da"
    )


def test_without_a_waiver_no_text_speaks_of_waivers() -> None:
    """What was stored before there were waivers stays as it is, its hash too."""
    unwaived = Verdict(tuple(outcome for outcome in verdict().outcomes if outcome.waiver is None))
    assert repr(Card("x", verdict=unwaived)).splitlines()[-1] == (
        "verdict=ERROR exit=1 passed=1 failed=3 not_applicable=1 sha256=ff048f3bc043"
    )


def test_what_is_live_changes_no_text() -> None:
    """Seconds and other live facts stand in the HTML alone."""
    cards = [Card("Backfill", facts={"rows": 5}, live={"rate": rate}) for rate in (1111, 2222)]
    assert repr(cards[0]) == repr(cards[1])
    assert ["2,222" in card._repr_html_() for card in cards] == [False, True]


def test_a_change_beyond_the_shown_decimals_changes_the_text() -> None:
    """A fact's hash is over its full value."""
    assert repr(Card("x", facts={"ratio": 0.5})) != repr(Card("x", facts={"ratio": 0.5 + 1e-9}))


def test_how_long_a_check_took_changes_no_text() -> None:
    """The seconds of an outcome are live."""
    slow = Verdict(tuple(outcome.__class__(**(vars(outcome) | {"seconds": 99.0})) for outcome in verdict().outcomes))
    assert repr(Card("x", verdict=slow)) == repr(Card("x", verdict=verdict()))


def test_an_offender_that_is_not_shown_changes_the_text() -> None:
    """The verdict's hash is over all that is kept of every outcome."""
    first, *rest = verdict().outcomes
    changed = first.__class__(**(vars(first) | {"hint": "Something else."}))
    assert repr(Card("x", verdict=Verdict((changed, *rest)))) != repr(Card("x", verdict=verdict()))


def test_a_card_is_html() -> None:
    """Facts, checks, first offenders and further tables are tables; a hostile name is text."""
    table = Table(pd.DataFrame({"a": [1]}), "More")
    card = Card("<b>Suite</b>", facts={"rows": 1}, verdict=verdict(), tables=[table])
    soup = BeautifulSoup(card._repr_html_(), "html.parser")
    assert [caption.get_text() for caption in soup.select("caption")] == ["Checks", "First offenders", "Waived", "More"]
    assert [soup.find(tag) for tag in ("script", "b")] == [None, None]
    assert repr(card).endswith(repr(table))


def test_a_card_may_be_a_line() -> None:
    """A title alone is a card, and a verdict without outcomes has passed."""
    assert repr(Card("Nothing to do")) == "Nothing to do"
    assert repr(Card("x", verdict=Verdict())).splitlines()[1].startswith("verdict=PASSED exit=0 passed=0")
    assert "First offenders" not in Card("x", verdict=Verdict())._repr_html_()


def test_a_verdict_by_severity() -> None:
    """Each severity has its row, the worst first, with checks asked, passed and failed, and offenders."""
    assert by_severity(verdict()).to_numpy().tolist() == [
        ["CRITICAL", 1, 1, 0, 0, 0],
        ["ERROR", 2, 0, 1, 1234, 1],
        ["WARNING", 2, 0, 1, 1, 0],
        ["INFO", 1, 0, 1, 2, 0],
    ]


def test_a_verdict_by_check() -> None:
    """Each check has its row, the worst finding first, what passed last; only a finding has a severity."""
    frame = by_check(verdict())
    assert list(frame["result"]) == ["FAIL", "WARN", "INFO", "WAIV", "n/a", "PASS"]
    assert list(frame["severity"].fillna("")) == ["ERROR", "WARNING", "INFO", "ERROR", "", ""]
    assert frame["says"].iloc[4] == "TimescaleDB is not installed here."


def test_the_first_offenders_of_the_worst_findings() -> None:
    """Offenders stand under their finding, the worst first, no more of each than asked for."""
    frame = first_offenders(verdict(), each=1)
    assert list(frame["check"]) == ["parity.resources.name", "data.placeholder", "data.both", "views_on_v1"]
    assert frame["offender"].iloc[0] == "key=a expected=x & y actual=–"


def test_ids_of_checks_are_links() -> None:
    """Where the page of checks is known, the ids in the HTML link to it, and the text stays the same."""
    linked = Card("x", verdict=verdict(), docs="../docs/checks.md")
    links = {str(a["href"]) for a in BeautifulSoup(linked._repr_html_(), "html.parser").select("a")}
    assert links == {f"../docs/checks.md#{outcome.check}" for outcome in verdict().outcomes}
    assert repr(linked) == repr(Card("x", verdict=verdict()))
