"""The page of a run holds all, runs nothing, and loads nothing."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from sark_lib.evidence.checks.findings import Severity
from sark_lib.evidence.checks.verdict import Verdict
from sark_lib.evidence.report.html import GLYPHS, page
from sark_lib.evidence.report.model import RunRef, StageResult, run_report, stage_report
from tests.golden.report_sample import HOSTILE, RUN, check, run

NOTEBOOK = """
<div class="cell" id="cell-id=report">
<h1 id="40-Migrate">40 Migrate<a class="anchor-link" href="#40-Migrate">¶</a></h1>
<p>See <a href="#cell-id=report">the report</a>, <a href="https://example.org/x?a=1&amp;b=2">elsewhere</a>.</p>
<h2 id="Servers">Servers &amp; tools<a class="anchor-link" href="#Servers">¶</a></h2>
<pre>a &lt; b</pre><img alt="No description has been provided for this image" src="data:image/png;base64,AAAA"/>
</div>
"""


def soup_of(bodies: dict[str, str]) -> BeautifulSoup:
    """The page of the sample run, parsed."""
    return BeautifulSoup(page(run(), bodies), "html.parser")


def texts(soup: BeautifulSoup, selector: str) -> list[str]:
    """The text of all that a selector finds, white space folded."""
    return [" ".join(tag.get_text().split()) for tag in soup.select(selector)]


def test_the_page_sums_the_run_up() -> None:
    """Verdict, run and server stand on top; every stage has its row with steps, rows, time, checks and findings."""
    soup = soup_of({})
    assert texts(soup, ".badge") == ["■ STOPPED"]
    facts = dict(zip(texts(soup, "dt"), texts(soup, "dd"), strict=True))
    assert facts == {
        "run": RUN.run,
        "mode": "execute",
        "postgresql": "18.1",
        "schema": "public",
        "size": "1,234,567",
        "exit code": "2",
    }
    assert [texts(row, "th, td") for row in soup.select("#stages tbody tr")] == [  # type: ignore[arg-type]
        ["migrate", "✓ PASSED", "2", "1,500", "2.0 s", "–", "–", "–"],
        ["validate", "✕ ERROR", "2", "–", "1.8 s", "6", "3", "1"],
        ["benchmark", "■ STOPPED", "–", "–", "–", "–", "–", "–"],
    ]


def test_the_worst_finding_comes_first() -> None:
    """Findings of all stages are listed by severity, each with what is wrong and what to do."""
    found = texts(soup_of({}), "#findings li")
    assert [line.split()[1] for line in found] == ["ERROR", "WARNING", "INFO"]
    assert "1,234 rows offend" in found[0]
    assert "Run sark-runbook run --from migrate" in found[0]


def test_what_was_waived_stays_to_see() -> None:
    """A waived finding stands apart, with its severity, its offenders, until when and why; its reason is one line."""
    (line,) = texts(soup_of({}), "#waived li")
    assert line.startswith("○ ERROR, WAIVED views_on_v1 validate 1 rows offend, the first is billing key=billing")
    assert r"until 2026-06-30: billing reads <v1> until its owners move: <script>alert('x')</script>\nPASS" in line


def test_what_was_not_looked_at_is_said() -> None:
    """Coverage and what was not checked stand together, by name."""
    assert [texts(row, "th, td") for row in soup_of({}).select("#coverage tr")] == [  # type: ignore[arg-type]
        ["capabilities", "validate", "50,000 of about 1,000,000 rows compared: at most 0.006 % wrong, 95 %"],
        ["resources", "validate", "all 1,000 rows compared"],
        ["not checked", "validate", "costs: suite full leaves them alone"],
    ]


def test_a_check_links_to_its_page() -> None:
    """Every finding's check leads to its anchor; without a page it is no link, and nothing is missing."""
    soup = BeautifulSoup(page(run(), {}, docs="../checks.md"), "html.parser")
    assert [str(a["href"]) for a in soup.select(".findings a:has(code)")] == [
        "../checks.md#parity.resources.name",
        "../checks.md#data.placeholder",
        "../checks.md#data.both",
        "../checks.md#views_on_v1",
    ]
    assert soup_of({}).select(".findings a:has(code)") == []


def test_a_run_without_findings_says_so() -> None:
    """No findings are said in a word, not by an empty list."""
    soup = BeautifulSoup(page(run_report(RUN, []), {}), "html.parser")
    assert texts(soup, "#findings p") == ["None."]


def test_a_stage_that_stopped_says_why() -> None:
    """What, where and do of an error stand in its stage."""
    assert texts(soup_of({}), "#benchmark .stopped-box p") == [
        "resources is locked by <pid 4242>.",
        "where: public.resources",
        "do: sark-runbook run",
    ]


def test_a_notebook_is_a_section() -> None:
    """A notebook's text comes through unchanged, its headings one level down and in the list of contents."""
    soup = soup_of({"migrate": NOTEBOOK})
    assert texts(soup, "#migrate pre") == ["a < b"]
    assert texts(soup, "#migrate h2") == ["40 Migrate¶"]
    assert texts(soup, "nav ol ol a") == ["Servers & tools"]
    assert [str(a["href"]) for a in soup.select("#migrate a[href^=http]")] == ["https://example.org/x?a=1&b=2"]
    assert [str(img["alt"]) for img in soup.select("img")] == [""]


def test_ids_are_unique_and_links_lead_somewhere() -> None:
    """Two notebooks may have cells and headings of one name; every inner link has its target."""
    soup = soup_of({"migrate": NOTEBOOK, "validate": NOTEBOOK})
    ids = [str(tag["id"]) for tag in soup.select("[id]")]
    assert len(ids) == len(set(ids))
    assert {"migrate.report", "validate.report"} <= set(ids)
    assert {str(a["href"])[1:] for a in soup.select("a[href^='#']")} <= set(ids)


@pytest.mark.parametrize(
    "harm",
    [
        "<script>x()</script>",
        "<script src='https://example.org/x.js'></script>",
        "<link rel=stylesheet href='https://example.org/x.css'>",
        "<style>@import 'https://example.org/x.css'</style>",
        "<img src='https://example.org/x.png' onerror='x()'>",
        "<IMG SRC='//example.org/x.png' OnError='x()'>",
        "<iframe src='https://example.org'></iframe>",
        "<object data='https://example.org'></object>",
        "<base href='https://example.org/'>",
        "<meta http-equiv=refresh content='0;url=https://example.org'>",
    ],
)
def test_nothing_in_a_notebook_runs_or_loads(harm: str) -> None:
    """Whatever an output holds, no script, handler, style, frame or image from elsewhere reaches the page."""
    body = str(soup_of({"migrate": f"<p>before</p>{harm}<p>after</p>"}).select_one("#migrate .notebook"))
    assert re.findall(r"before|after|example\.org|x\(\)|<script|onerror", body) == ["before", "after"]


def test_the_page_forbids_itself_everything() -> None:
    """A browser is told to load and run nothing, and the page itself has nothing to load or run."""
    soup = soup_of({"migrate": NOTEBOOK})
    policy = soup.select_one("meta[http-equiv=Content-Security-Policy]")
    assert policy is not None
    assert str(policy["content"]).startswith("default-src 'none'")
    assert soup.select("script, link, iframe, [src]:not([src^='data:'])") == []
    assert not re.search(r"url\(|@import|@font-face", page(run(), {}))


def test_hostile_names_are_text() -> None:
    """A name that means harm is shown, in the heading, a check, a finding and an error."""
    found = check("x", Severity.CRITICAL).outcome([{"key": HOSTILE}])
    names = RunRef(env=HOSTILE, run=HOSTILE, mode="dry-run")
    soup = BeautifulSoup(
        page(run_report(names, [stage_report(names, StageResult(stage="validate", verdict=Verdict((found,))))]), {}),
        "html.parser",
    )
    assert soup.find("script") is None
    assert all("<script>alert('x')</script>" in text for text in texts(soup, "h1, title, .findings p:nth-of-type(2)"))


def test_a_verdict_is_told_without_colour() -> None:
    """Every level has a glyph, and no two that mean something else share one."""
    alike = {level for level, glyph in GLYPHS.items() if list(GLYPHS.values()).count(glyph) > 1}
    assert {severity.name.lower() for severity in Severity} | {"passed", "stopped", "waived"} == set(GLYPHS)
    assert alike == {"critical", "stopped"}  # told apart by their words; both end in 2
