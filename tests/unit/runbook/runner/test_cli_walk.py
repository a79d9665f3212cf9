"""The walk, along real little notebooks: what runs, where it stops, what it leaves, how it ends."""

from __future__ import annotations

import json
import resource
import signal
from pathlib import Path
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup
from junitparser import JUnitXml

from sark_lib.errors import ParamsError
from sark_lib.evidence.checks.findings import Severity
from sark_lib.evidence.report.model import validate_report
from sark_lib.runbook.runner.run import planned, walk
from sark_lib.runbook.session.stage import STAGES
from tests.processes import printed, until
from tests.tiny_project import DSN_VARIABLE, GATE, SLEEP, UNREACHABLE, TinyProject

FILES = {"report.html", "report.json", "report.junit.xml"}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TinyProject:
    """An empty project, as the current directory."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(DSN_VARIABLE, UNREACHABLE)
    return TinyProject.create(tmp_path)


def report_of(project: TinyProject) -> dict[str, Any]:
    """Return the run's report, which fits its published form."""
    report: dict[str, Any] = json.loads((project.run_dir / "report.json").read_text())
    validate_report(report)
    return report


def names(project: TinyProject) -> set[str]:
    """Return the names of the files of the only run."""
    return {path.name for path in project.run_dir.iterdir()}


def test_a_walk_that_passes(project: TinyProject, capsys: pytest.CaptureFixture[str]) -> None:
    """Every stage has its notebook and report, the run its page, JSON and JUnit, and the terminal a line each."""
    project.stage(10, "preflight", severity=Severity.WARNING)
    project.stage(30, "schema", "'a result to see'")
    assert walk({}) == 0
    stages = {f"{stage}.{kind}" for stage in ("10_preflight", "30_schema") for kind in ("ipynb", "json")}
    assert names(project) == stages | FILES
    assert [stage["stage"] for stage in report_of(project)["stages"]] == ["preflight", "schema"]
    assert report_of(project)["verdict"] == {"worst": "WARNING", "exit_code": 0}
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"local · dry-run · nowhere on 127.0.0.1:1 (env:{DSN_VARIABLE})"
    assert lines[1].split()[:3] == ["10", "preflight", "OK"]
    assert lines[1].endswith("1,234 rows to do  1 WARNING")
    assert lines[3] == "verdict: passed, worst finding WARNING (exit 0)"
    assert lines[4] == f"report:  runs/local/{project.run_dir.name}/report.html"


def test_the_page_has_words_and_results_and_no_code(project: TinyProject) -> None:
    """The page shows what the notebooks show, without their code."""
    project.stage(10, "preflight", "'a result to see'")
    walk({})
    text = BeautifulSoup((project.run_dir / "report.html").read_text(), "html.parser").get_text()
    assert "Words of preflight." in text
    assert "a result to see" in text
    assert "SARK_RUN_DIR" not in text


def test_a_closed_gate_stops_the_walk_and_exits_by_its_worst_finding(
    project: TinyProject, capsys: pytest.CaptureFixture[str]
) -> None:
    """The stages after the gate do not run; findings are no error of the tool, so the report has none."""
    project.stage(10, "preflight", GATE.format(code=1), severity=Severity.ERROR)
    project.stage(30, "schema")
    assert walk({}) == 1
    report = report_of(project)
    assert [(stage["stage"], stage["error"]) for stage in report["stages"]] == [("preflight", None)]
    assert report["verdict"] == {"worst": "ERROR", "exit_code": 1}
    said = capsys.readouterr().out
    assert "10 preflight    FAIL" in said
    assert "GateClosed: the gate is closed by 1 finding\n        where: here\n        do: mend it\n" in said


def test_critical_findings_exit_with_2(project: TinyProject) -> None:
    """A gate closed by a CRITICAL finding exits by it."""
    project.stage(10, "preflight", GATE.format(code=2), severity=Severity.CRITICAL)
    assert walk({}) == 2


def test_a_stage_that_fails_after_its_report_cannot_keep_a_good_verdict(project: TinyProject) -> None:
    """The notebook wrote that all is well and then failed: the run's report says that it failed, and of what."""
    project.stage(10, "preflight", "1/0", severity=Severity.INFO)
    project.stage(30, "schema")
    assert walk({}) == 2
    (stage,) = report_of(project)["stages"]
    assert stage["error"]["what"] == "ZeroDivisionError: division by zero"
    assert stage["verdict"] == {"worst": "INFO", "exit_code": 2}
    (suite,) = JUnitXml.fromfile(str(project.run_dir / "report.junit.xml"))
    assert suite.errors == 1


def test_a_stage_without_a_report_has_not_passed(project: TinyProject) -> None:
    """A notebook that ran to its end and reported nothing has proven nothing."""
    project.stage(10, "preflight", reports=False)
    assert walk({}) == 2
    assert report_of(project)["stages"][0]["error"]["what"] == "the notebook wrote no report"


def test_a_report_that_does_not_fit_is_none(project: TinyProject) -> None:
    """What is not in the published form is not believed."""
    broken = "pathlib.Path(os.environ['SARK_RUN_DIR'], '10_preflight.json').write_text('{}')"
    project.stage(10, "preflight", broken)
    assert walk({}) == 2
    assert report_of(project)["stages"][0]["error"]["what"] == "the notebook wrote no report"


def test_a_stage_that_takes_too_long_exits_with_124(project: TinyProject) -> None:
    """The limit is a parameter; the report names it."""
    project.stage(10, "preflight", SLEEP)
    assert walk({"stage_timeout_s": 6}) == 124
    assert "not finished within 6 s (stage_timeout_s)" in report_of(project)["stages"][0]["error"]["what"]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_leaves_a_report(project: TinyProject, number: signal.Signals, code: int) -> None:
    """Ctrl-C and a CI cancel end the walk in seconds, with evidence of how far it came."""
    project.stage(10, "preflight", SLEEP)
    project.stage(30, "schema")
    process = project.begin("run")
    assert until(lambda: any(project.folder.glob("runs/local/*/10_preflight.json")))
    process.send_signal(number)
    out, err = process.communicate(timeout=120)
    assert process.returncode == code, err
    assert f"Interrupted: {number.name} received" in out
    assert names(project) == {"10_preflight.ipynb", "10_preflight.json"} | FILES
    assert f"{number.name} received" in report_of(project)["stages"][0]["error"]["what"]


def test_a_disk_without_room_is_told_before_any_notebook_runs(project: TinyProject) -> None:
    """A limit on the size of files stands for a full disk: nothing has begun, and the message says what to do."""
    project.stage(10, "preflight")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 19, hard))
    try:
        process = project.begin("run")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    out, err = process.communicate(timeout=120)
    assert process.returncode == 2
    assert err.startswith("evidence cannot be written: File too large")
    assert "-p runs_dir=" in err
    assert out == ""
    assert list(project.folder.glob("runs/local/*")) == []


def test_evidence_may_go_elsewhere(project: TinyProject, tmp_path: Path) -> None:
    """``runs_dir`` is any folder; it is made if it is not there."""
    project.stage(10, "preflight")
    assert walk({"runs_dir": str(tmp_path / "other/place")}) == 0
    assert len(list((tmp_path / "other/place/local").iterdir())) == 1


def injected(project: TinyProject, notebook: str) -> str:
    """Return what was injected into an executed notebook."""
    read: Any = nbformat.read(project.run_dir / notebook, as_version=4)  # type: ignore[no-untyped-call]
    return "\n".join(cell.source for cell in read.cells if "injected-parameters" in cell.metadata.tags)


def test_every_notebook_gets_what_was_said_and_only_the_first_closes_the_open_run(project: TinyProject) -> None:
    """Parameters of other stages go along, so that all have one hash; ``new_run`` does not."""
    project.stage(10, "preflight")
    project.stage(30, "schema")
    assert walk({"v2_edits": "v1-wins", "new_run": True}) == 0
    first, second = injected(project, "10_preflight.ipynb"), injected(project, "30_schema.ipynb")
    assert 'v2_edits = "v1-wins"' in first
    assert 'v2_edits = "v1-wins"' in second
    assert "new_run = True" in first
    assert "new_run" not in second


@pytest.mark.parametrize(
    ("first", "last", "names"),
    [
        (None, None, ["preflight", "schema", "migrate", "validate", "benchmark"]),
        ("schema", "migrate", ["schema", "migrate"]),
        (None, "preflight", ["preflight"]),
        ("validate", None, ["validate", "benchmark"]),
        ("rollback", None, ["rollback"]),
        ("rollback", "rollback", ["rollback"]),
        ("benchmark", "rollback", ["benchmark", "rollback"]),
        ("start_here", "preflight", ["start_here", "preflight"]),
    ],
)
def test_from_and_to(project: TinyProject, first: str | None, last: str | None, names: list[str]) -> None:
    """Stages without a notebook are left out; one outside the default walk is in it only by name."""
    there = {"start_here", "preflight", "schema", "migrate", "validate", "benchmark", "cutover", "rollback"}
    for stage in STAGES:
        if stage.name in there:
            stage.notebook(project.folder).touch()
    assert [stage.name for stage in planned(project.folder, STAGES, first, last)] == names


def test_stages_in_the_wrong_order_are_refused(project: TinyProject) -> None:
    """A walk goes forward."""
    project.stage(10, "preflight")
    project.stage(30, "schema")
    with pytest.raises(ParamsError, match="--from schema comes after --to preflight"):
        planned(project.folder, STAGES, "schema", "preflight")


def test_a_project_without_notebooks_is_refused(project: TinyProject) -> None:
    """A walk needs something to walk along."""
    with pytest.raises(ParamsError, match="there is no notebook of any stage"):
        walk({})


def test_the_command_starts_without_compiling_a_grammar() -> None:
    """jsonschema compiles one for IRIs, in seconds, when nbformat imports it; notebooks are checked without."""
    look = (
        "import sys, sark_lib.runbook.runner.run, nbformat;"
        " nbformat.validate(nbformat.v4.new_notebook()); print('lark' in sys.modules)"
    )
    assert printed(look) == "False\n"


@pytest.mark.parametrize(
    ("module", "dear"), [("cli.main", ("pandas", "sqlalchemy", "papermill")), ("runner.run", ("matplotlib",))]
)
def test_nothing_dear_is_imported_before_it_is_needed(module: str, dear: tuple[str, ...]) -> None:
    """``--help`` waits for no library; the command, and stages that draw nothing, do not wait for matplotlib."""
    assert printed(f"import sys, sark_lib.runbook.{module}; print([x for x in {dear} if x in sys.modules])") == "[]\n"
