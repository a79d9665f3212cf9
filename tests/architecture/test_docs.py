"""What is written is true: links lead somewhere, commands exist, every parameter and every word is explained."""

from __future__ import annotations

import re
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import pytest
import typer
from typer.main import get_command

from sark_lib.runbook.cli.main import app
from sark_lib.runbook.params.fields import ALL_FIELDS
from tests.architecture.doc_claims import (
    TARGET,
    anchors,
    broken_links,
    code,
    notebook_text,
    strings,
    wrong_commands,
)
from tests.architecture.project import NOTEBOOKS, PACKAGE, ROOT, below, modules, name, project_files

PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *below(ROOT / "docs", "*.md")]
STORED = sorted(NOTEBOOKS.glob("*.ipynb"))
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)[0].split())
WRITTEN = [path for path in project_files() if path.suffix in {".py", ".md", ".ipynb", ".toml"}]
WORDS = re.findall(
    r"[a-z ]+\b",
    "run,stage,step,batch,keyset,checkpoint,ledger,preflight,expand,backfill,live sync,reverse sync,drift,lag,parity,"
    "missing,orphan,cutover,finalize,undo,rollback,check,finding,outcome,verdict,gate,severity,pattern,sample,target,"
    "budget,plan,forecast,repair,dry run,rehearsal,offender,evidence",
)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    """Every link within the repository has its file, and its heading if it names one."""
    assert broken_links(page) == []


@pytest.mark.parametrize("path", STORED, ids=name)
def test_links_of_notebooks_lead_somewhere(path: Path) -> None:
    """A notebook's links have their files; links to cells and headings are JupyterLab's own."""
    targets = re.findall(r"\]\(([^)#\s]+)", notebook_text(path))
    assert [each for each in targets if not re.match(r"[a-z]+:", each) and not (path.parent / each).exists()] == []


@pytest.mark.parametrize("path", [*PAGES, *STORED, *modules()], ids=name)
def test_commands_exist(path: Path) -> None:
    """Every `sark-runbook` command and option that a page, a notebook or an error message names is there."""
    assert wrong_commands(claims(path), get_command(app)) == []


@pytest.mark.parametrize("path", [*PAGES, *STORED, *modules()], ids=name)
def test_make_targets_exist(path: Path) -> None:
    """Every `make` target that a page, a notebook or a message names is there."""
    named = set(TARGET.findall(claims(path))) if path.suffix != ".py" else set()
    assert named - TARGETS == set()


def claims(path: Path) -> str:
    """The part of a file in which commands are meant as commands."""
    if path.suffix == ".py":
        return strings(path.read_text(encoding="utf-8"))
    return code(notebook_text(path) if path.suffix == ".ipynb" else path.read_text(encoding="utf-8"))


def resolves(dotted: str) -> bool:
    """Whether a dotted name is that of a module, or of what a module or a class defines."""
    try:
        resolve_name(dotted)
    except (ImportError, AttributeError):
        return False
    return True


def lost_names(text: str) -> list[str]:
    """The dotted names in a text that begin with the package and lead nowhere."""
    return sorted(each for each in set(re.findall(r"\bsark_lib(?:\.[A-Za-z_]\w*)+", text)) if not resolves(each))


def lost_references(text: str, module: str) -> list[str]:
    """The cross-references of a module's docstrings, such as ``:func:`run```, that lead nowhere."""
    places = [module, *(f"{module}.{each}" for each in re.findall(r"^class (\w+)", text, re.MULTILINE))]
    references = set(re.findall(r":(?:class|func|meth|mod):`~?([\w.]+)`", text))
    return sorted(each for each in references if not any(map(resolves, [each, *(f"{p}.{each}" for p in places)])))


def test_dotted_names_lead_somewhere() -> None:
    """A dotted name of ours, in code, a string, a page or a notebook, is there: no tool checks those in strings."""
    others = [path for path in WRITTEN if path != Path(__file__)]
    lost = {name(path): lost_names(path.read_text(encoding="utf-8")) for path in others}
    assert {file: names for file, names in lost.items() if names} == {}


@pytest.mark.parametrize("path", modules(), ids=name)
def test_references_lead_somewhere(path: Path) -> None:
    """A cross-reference in a docstring of sark_lib names what is there."""
    module = path.relative_to(PACKAGE.parent).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__")
    assert lost_references(path.read_text(encoding="utf-8"), module) == []


def test_a_lost_name_is_seen() -> None:
    """A module, a definition and a cross-reference that are not there are reported, those that are are not."""
    assert lost_names("sark_lib.pg.lock sark_lib.pg.sync.triggers.installl") == [
        "sark_lib.pg.lock",
        "sark_lib.pg.sync.triggers.installl",
    ]
    assert lost_names("sark_lib.pg.sync.triggers.install, see sark_lib.pg.") == []
    there = "class Watch:\n    ':meth:`let`, :class:`Watch`, :func:`~sark_lib.pg.sync.triggers.install`'"
    assert lost_references(there, "sark_lib.pg.throttle.throttler") == []
    assert lost_references(":func:`run`", "sark_lib.pg.throttle.throttler") == ["run"]


def test_every_make_target_is_explained_at_the_top_of_the_makefile() -> None:
    """The head of the Makefile lists its targets, each once."""
    assert sorted(re.findall(r"^#   make ([a-z-]+) ", MAKEFILE, re.MULTILINE)) == sorted(TARGETS)


@pytest.mark.parametrize("parameter", sorted(ALL_FIELDS))
def test_every_parameter_is_documented(parameter: str) -> None:
    """Each parameter stands as code in the docs."""
    assert any(f"`{parameter}`" in page.read_text(encoding="utf-8") for page in PAGES)


@pytest.mark.parametrize("word", WORDS)
def test_every_word_is_in_the_glossary(word: str) -> None:
    """Each word of the architecture is a term of docs/glossary.md."""
    assert any(
        re.search(rf"\b{word}\b", term) for term in terms((ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"))
    )


def terms(markdown: str) -> list[str]:
    """What a glossary explains: its headings, its bold words and the first cells of its tables, in lower case."""
    found = re.findall(r"^#+ (.+)$|\*\*(.+?)\*\*|^\| *([^|]+?) *\|", markdown, re.MULTILINE)
    return ["".join(each).lower() for each in found]


def sample_cli() -> Any:
    """A command line with a group, for the checks themselves."""
    cli, database = typer.Typer(), typer.Typer()
    cli.add_typer(database, name="db")

    @cli.command()
    def run(env: str = "", param: list[str] = typer.Option([], "-p")) -> None:  # noqa: B008 (typer's form)
        """Run."""

    @database.command()
    def start() -> None:
        """Start."""

    @database.command()
    def stop() -> None:
        """Stop."""

    return get_command(cli)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("sark-runbook run --env staging -p a=b", 0),
        ("sark-runbook db start|stop", 0),
        ("sark-runbook run [--env E] [-p name=value]…", 0),
        ("sark-runbook --help", 0),
        ("sark-runbook walk", 1),
        ("sark-runbook db start|begin", 1),
        ("sark-runbook db begin --env x", 1),
        ("sark-runbook run --evn staging --fast", 2),
        ("sark-runbook run [--evn E]", 1),
    ],
)
def test_a_command_that_is_not_there_is_seen(text: str, wrong: int) -> None:
    """Unknown commands and options are reported, placeholders and values are not."""
    assert len(wrong_commands(text, sample_cli())) == wrong


def test_only_code_makes_claims() -> None:
    """Blocks and spans are code; in Python, strings are, with f-strings whole."""
    assert code("make sure `make demo`\n```\nmake test\n```\n").split() == [
        "```",
        "make",
        "test",
        "```",
        "make",
        "demo",
    ]
    assert strings('x = f"sark-runbook {a} --env"\n# make no\n').split("\n").count("sark-runbook … --env") == 1


def test_a_broken_link_is_seen(tmp_path: Path) -> None:
    """A missing file and a missing heading are reported; URLs and code are left alone."""
    page = tmp_path / "page.md"
    page.write_text(
        "# A heading, with `code`\n[a](#a-heading-with-code) [b](#no) [c](none.md) [d](page.md#no) [e](page.md)\n"
        '<img src="none.png">\n[f](https://example.invalid/x)\n```\n[g](none.md)\n```\n',
        encoding="utf-8",
    )
    assert broken_links(page) == ["#no", "none.md", "page.md#no", "none.png"]
    assert anchors("# What if …?\n## v1 and v2") == {"what-if-", "v1-and-v2"}


def test_a_glossary_is_read_by_its_terms() -> None:
    """Headings, bold words and first cells are terms; prose is not."""
    assert terms("# Words\n**Live sync** keeps\n| drift | x |\nA plan\n") == ["words", "live sync", "drift"]
