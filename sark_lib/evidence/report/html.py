"""One HTML page for a run: what was found on top, then every executed notebook.

The page loads nothing and runs nothing, so it opens offline and years later. A verdict is told by glyph and word as
well as by colour. It prints, and it follows the reader's light or dark.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from bs4 import BeautifulSoup, Tag
from markupsafe import Markup

from sark_lib.evidence.checks.coverage import Coverage
from sark_lib.evidence.checks.findings import Finding
from sark_lib.evidence.render.templates import fill
from sark_lib.evidence.report.model import Report, read_verdict
from sark_lib.evidence.values import MISSING, count, describe, duration, shown, visible

GLYPHS: Mapping[str, str] = MappingProxyType(
    {"passed": "✓", "info": "i", "warning": "▲", "error": "✕", "critical": "■", "stopped": "■", "waived": "○"}
)
OFFENDERS = 3
FOREIGN = "script, link, style, iframe, object, embed, meta, base"


@dataclass(frozen=True)
class Mark:
    """A verdict as it is shown.

    Args:
        level: ``passed``, a severity in small letters, or ``stopped``; the CSS class.
    """

    level: str

    @property
    def glyph(self) -> str:
        """Its sign, a different shape for every level."""
        return GLYPHS[self.level]

    @property
    def word(self) -> str:
        """Its word, in capitals."""
        return self.level.upper()


@dataclass(frozen=True)
class ContentsLine:
    """A heading inside a notebook, for the list of contents."""

    anchor: str
    text: str


@dataclass(frozen=True, kw_only=True)
class StageView:
    """A stage as the page shows it; all numbers are text already."""

    name: str
    anchor: str
    verdict: Mark
    steps: str
    rows: str
    time: str
    checks: str
    findings: str
    waived: str
    error: Mapping[str, str] | None = None
    body: Markup = field(default_factory=Markup, repr=False)
    headings: tuple[ContentsLine, ...] = ()


def page(report: Report, bodies: Mapping[str, str], *, docs: str = "") -> str:
    """Return the page of a run.

    Args:
        report: The run's report, as ``report.run_report`` returns it.
        bodies: The executed notebook of each stage as an HTML fragment, by the stage's name, as nbconvert's ``basic``
            template gives it. A stage without one shows its verdict alone. Scripts and whatever a fragment would load
            are taken out.
        docs: The page that explains every check at an anchor of its id, as seen from where this page will lie; without
            it a check's id is no link.
    """
    stages = [_stage_view(stage, bodies.get(stage["stage"], "")) for stage in report["stages"]]
    return str(
        fill(
            "page.html.j2",
            report=report,
            verdict=_mark(report["verdict"], stopped=any(stage["error"] for stage in report["stages"])),
            server=_server(report["stages"]),
            stages=stages,
            findings=list(_findings(report["stages"])),
            waived=list(_waived(report["stages"])),
            covered=list(_coverage(report["stages"])),
            not_checked=[(text, stage["stage"]) for stage in report["stages"] for text in stage.get("not_checked", ())],
            docs=docs,
        )
    )


def _stage_view(stage: Report, body: str) -> StageView:
    name = stage["stage"]
    steps = stage["steps"]
    seconds = [step["seconds"] for step in steps if step["seconds"] is not None]
    rows = [step["rows"] for step in steps if step["rows"] is not None]
    fragment, headings = _embedded(body, name)
    return StageView(
        name=name,
        anchor=name,
        verdict=_mark(stage["verdict"], stopped=stage["error"] is not None),
        steps=count(len(steps)) if steps else MISSING,
        rows=count(sum(rows)) if rows else MISSING,
        time=duration(sum(seconds)) if seconds else MISSING,
        checks=count(len(stage["outcomes"])) if stage["outcomes"] else MISSING,
        findings=count(len(read_verdict(stage).findings)) if stage["outcomes"] else MISSING,
        waived=count(len(read_verdict(stage).waived)) if stage["outcomes"] else MISSING,
        error=stage["error"],
        body=fragment,
        headings=headings,
    )


def _mark(verdict: Mapping[str, Any], *, stopped: bool) -> Mark:
    return Mark("stopped") if stopped else Mark((verdict["worst"] or "passed").lower())


def _findings(stages: Iterable[Report]) -> Iterator[dict[str, object]]:
    """Return the findings of all stages, the worst first."""
    found = [(finding, stage["stage"]) for stage in stages for finding in read_verdict(stage).findings]
    for finding, stage in sorted(found, key=lambda pair: -pair[0].severity):
        yield _shown(finding, stage) | {"verdict": Mark(finding.severity.name.lower()), "do": finding.do}


def _waived(stages: Iterable[Report]) -> Iterator[dict[str, object]]:
    """Return what was accepted, by stage."""
    for stage in stages:
        for finding in read_verdict(stage).waived:
            yield _shown(finding, stage["stage"]) | {"verdict": Mark("waived"), "waiver": visible(str(finding.waiver))}


def _shown(finding: Finding, stage: str) -> dict[str, object]:
    offenders = [describe(offender) for offender in finding.offenders[:OFFENDERS]]
    left = finding.count - len(offenders)
    more = [f"… and {count(left)} more"] if left and offenders else []
    return {
        "stage": stage,
        "severity": str(finding.severity),
        "check": finding.check,
        "what": visible(finding.what),
        "offenders": [*offenders, *more],
    }


def _coverage(stages: Iterable[Report]) -> Iterator[tuple[str, Coverage]]:
    yield from ((stage["stage"], Coverage(**part)) for stage in stages for part in stage.get("coverage", ()))


def _server(stages: Iterable[Report]) -> list[tuple[str, str]]:
    """Return what is known of the server, as the first stage that asked saw it."""
    facts: Mapping[str, object] = next((stage["server"] for stage in stages if stage["server"]), {})
    return [(name, shown(value)) for name, value in facts.items()]


def _embedded(body: str, stage: str) -> tuple[Markup, tuple[ContentsLine, ...]]:
    """Make a notebook's fragment fit to stand beside others.

    Its ids get the stage in front, so that two notebooks may both have a cell ``report``; its headings go down a level;
    nothing in it runs or loads. What is left is markup that nbconvert made, so it is not escaped again.
    """
    soup = BeautifulSoup(body, "html.parser")
    for tag in soup.select(FOREIGN):
        tag.decompose()
    for tag in soup.select("*"):
        _disarm(tag)
        _rename(tag, stage)
    headings = tuple(_headings(soup.select("h3[id]")))
    return Markup(soup.decode(formatter="html5")), headings  # noqa: S704  (see above)


def _disarm(tag: Tag) -> None:
    """Take out what would run, or would be loaded from elsewhere."""
    for name in [name for name in tag.attrs if name.startswith("on")]:
        del tag[name]
    if tag.name == "img":
        tag["alt"] = ""  # the text beside a figure says what it shows; nbconvert's own alt is an apology
        if not str(tag.get("src", "")).startswith("data:"):
            del tag["src"]


def _rename(tag: Tag, stage: str) -> None:
    """Give ids and the links to them the stage's name, and headings one level less."""
    if "id" in tag.attrs:
        tag["id"] = f"{stage}.{str(tag['id']).removeprefix('cell-id=')}"
    if tag.name == "a" and str(tag.get("href", "")).startswith("#"):
        tag["href"] = f"#{stage}.{str(tag['href'])[1:].removeprefix('cell-id=')}"
    if tag.name in {"h1", "h2", "h3", "h4", "h5"}:
        tag.name = f"h{int(tag.name[1]) + 1}"


def _headings(tags: Iterable[Tag]) -> Iterator[ContentsLine]:
    for tag in tags:
        text = tag.get_text().removesuffix("¶")
        yield ContentsLine(str(tag["id"]), text)
