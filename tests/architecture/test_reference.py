"""The generated pages are what the declarations say now, and no check is left unexplained."""

from __future__ import annotations

import ast
import re
from itertools import chain
from pathlib import Path

import pytest

from sark_lib.evidence.checks.findings import Check
from sark_lib.pg.repair import registry
from sark_lib.pg.validate import cost_history
from sark_lib.runbook import reference
from sark_lib.runbook.checks.registry import DECLARED, known, page_from
from sark_lib.runbook.params.fields import ALL_FIELDS
from sark_lib.runbook.stages import preflight
from tests.architecture.project import ROOT, modules
from tests.faults import detection

FOLDER = ROOT / reference.FOLDER
RUNBOOK = ROOT / "docs" / "runbook.md"


@pytest.mark.parametrize("page", sorted(reference.pages()))
def test_a_page_is_up_to_date(page: str) -> None:
    """Each generated page is, to the letter, what `make docs` would write."""
    assert (FOLDER / page).read_text(encoding="utf-8") == reference.pages()[page]


def test_no_page_is_left_over() -> None:
    """The folder holds the generated pages and nothing else."""
    assert sorted(path.name for path in FOLDER.glob("*.md")) == sorted([*reference.pages(), detection.NAME])


def test_the_detection_table_is_up_to_date() -> None:
    """The table of what the validator detects is, to the letter, what the corruptions say."""
    assert (FOLDER / detection.NAME).read_text(encoding="utf-8") == detection.page()


def test_pages_are_written_where_the_project_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`make docs` writes every page below the project's root."""
    monkeypatch.setattr(reference, "project_dir", lambda: tmp_path)
    reference.write()
    written = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / reference.FOLDER).iterdir()}
    assert written == reference.pages()


def declared(source: str) -> set[str]:
    """The ids of the checks that a module declares, those left out that are put together from others.

    A function that puts its first argument behind a prefix declares one with each call.
    """
    tree = ast.parse(source)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    prefixes = {f.name: prefix for f in functions for node in ast.walk(f) if (prefix := prefixed(node, f))}
    ids = [each.value for call in calls if named(call) == Check.__name__ for each in call.keywords if each.arg == "id"]
    found = {str(node.value) for node in ids if isinstance(node, ast.Constant)}
    made = [(prefixes[named(call)], call.args[0]) for call in calls if named(call) in prefixes]
    return found | {prefix + str(first.value) for prefix, first in made if isinstance(first, ast.Constant)}


def named(call: ast.Call) -> str:
    """The name of what is called."""
    return call.func.id if isinstance(call.func, ast.Name) else ""


def prefixed(node: ast.AST, function: ast.FunctionDef) -> str:
    """The prefix in ``Check(id=f"prefix.{first}")``, where that is the function's first argument."""
    if not (isinstance(node, ast.Call) and named(node) == Check.__name__):
        return ""
    for value in [each.value for each in node.keywords if each.arg == "id"]:
        match value:
            case ast.JoinedStr(
                values=[ast.Constant(value=str() as prefix), ast.FormattedValue(value=ast.Name(id=first))]
            ):
                return prefix if function.args.args and function.args.args[0].arg == first else ""
    return ""


CHECKS = {check for path in modules("runbook/stages") for check in declared(path.read_text(encoding="utf-8"))}
CHECKS |= {f"unmappable.{reason}" for reason in preflight.REASONS} | {cost_history.HISTORY.id}


def test_every_check_of_a_stage_is_in_the_catalogue() -> None:
    """What stages declare, and the repairs of recover, is what may be waived: no check is forgotten, none left over."""
    repairs = {f"recover.{repair.id}" for repair in registry.REPAIRS}
    assert set(chain(*DECLARED.values())) == CHECKS | repairs


def test_every_check_has_its_anchor() -> None:
    """A report may link to any check: the page has an anchor of its id, once."""
    found = re.findall(r'<a id="([^"]+)">', reference.pages()["checks.md"])
    assert sorted(found) == sorted(known())
    assert page_from(ROOT / "runs" / "local" / "x", ROOT) == "../../../docs/reference/checks.md"


@pytest.mark.parametrize("check", sorted(CHECKS))
def test_a_stage_s_own_check_is_in_the_runbook(check: str) -> None:
    """A check that a stage declares stands as code in the operator's page."""
    assert f"`{check}`" in RUNBOOK.read_text(encoding="utf-8")


def test_declared_checks_are_found() -> None:
    """A literal id is found, wherever the check is made."""
    assert declared('def f():\n    return [Check(id="a", title="x"), Check(id=f"b.{c}")]\nOther(id="d")\n') == {"a"}
    assert declared('def f(n, m):\n    return Check(id=f"b.{n}")\nX = f("c", 1)\nY = g("d")\n') == {"b.c"}
    assert len(CHECKS) > len(preflight.REASONS)


def test_every_parameter_is_on_one_page() -> None:
    """Each parameter has exactly one row, although stages inherit parameters from each other."""
    rows = [line for line in reference.pages()["parameters.md"].splitlines() if line.startswith("| `")]
    names = [row.split("`")[1] for row in rows]
    assert sorted(names) == sorted(ALL_FIELDS)


@pytest.mark.parametrize(
    ("parameter", "shown"),
    [
        ("batch_target_s", "| number, above 0, at most 60 | `0.5` |"),
        ("protected", "| `true`, `false` | `false` |"),
        ("disk_free_gib", "| number, at least 0, at most 1048576 | none |"),
        ("new_run", "**Per run.**"),
        ("adopt", "| `refuse`, `repair` | `repair` |"),
        ("missing_endpoint", "unset:&lt;id>. **Decides.**"),
    ],
)
def test_a_parameter_is_shown_with_its_limits(parameter: str, shown: str) -> None:
    """A row says which values there are, the default, and the marks."""
    row = next(line for line in reference.pages()["parameters.md"].splitlines() if f"| `{parameter}` |" in line)
    assert shown in row
