"""The values of a run: what wins, what is shown, what enters the hash, and what a notebook's cell says of them."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
import yaml
from papermill.translators import PythonTranslator

from sark_lib.errors import ParamsError
from sark_lib.runbook.files.project import project_dir
from sark_lib.runbook.params.cell import parameter_cell
from sark_lib.runbook.params.effective import deciding, effective, params_hash
from sark_lib.runbook.params.errors import untrusted
from sark_lib.runbook.params.fields import ALL_FIELDS, STAGE_PARAMS, Params, named

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture
def params_dir(tmp_path: Path) -> Path:
    """A params folder with two environments."""
    folder = tmp_path / "params"
    folder.mkdir()
    (folder / "local.yaml").write_text("env: local\nmode: execute\nbatch_rows: 100\nseed: null\n")
    (folder / "staging.yaml").write_text("env: staging\ndatabase: env:STAGING\nwait_lock_s: 60\n")
    return folder


def test_this_run_wins_over_the_file_and_the_file_over_the_default(params_dir: Path) -> None:
    """A value comes from this run, else from the file, else from the declaration; and it says from where."""
    found = effective("migrate", {"batch_rows": 7, "schema": None}, params_dir)
    rows = found.frame().set_index("parameter")
    assert found.params.batch_rows == 7
    assert list(rows.loc[["batch_rows", "mode", "schema"], "value"]) == ["7", "execute", "public"]
    assert list(rows.loc[["batch_rows", "mode", "schema"], "origin"]) == ["this run", "params/local.yaml", "default"]


def test_the_environment_chooses_the_file(params_dir: Path) -> None:
    """``env`` said for this run names the file; a whole number stands for a number of seconds."""
    assert effective("migrate", {"env": "staging"}, params_dir).params.wait_lock_s == 60.0


def test_nothing_said_in_a_file_is_the_default(params_dir: Path) -> None:
    """A null says nothing."""
    assert effective("benchmark", {}, params_dir).params.seed == 1


def test_a_stage_shows_its_own_parameters(params_dir: Path) -> None:
    """The table of a stage has the rows of its parameter cell; the whole table has every parameter."""
    found = effective("rollback", {}, params_dir)
    assert list(found.frame()["parameter"]) == list(named(STAGE_PARAMS["rollback"]))
    assert list(found.frame(everything=True)["parameter"]) == list(ALL_FIELDS)


def test_values_are_shown_as_a_params_file_has_them(params_dir: Path) -> None:
    """What the table shows could be pasted into a file."""
    found = effective("preflight", {"wait_lock_s": 1.5}, params_dir)
    rows = found.frame(everything=True).to_dict("records")
    pasted = "\n".join(f"{row['parameter']}: {row['value'] or repr('')}" for row in rows)
    assert yaml.safe_load(pasted) == found.values()


def test_execute_in_a_file_holds_for_the_embedded_database_only(params_dir: Path) -> None:
    """A run that points elsewhere is a dry run, and says why, unless the run itself says execute."""
    elsewhere = effective("migrate", {"database": "env:OTHER"}, params_dir)
    assert elsewhere.params.mode == "dry-run"
    assert elsewhere.origins["mode"] == "default (params/local.yaml speaks of the embedded database)"
    assert effective("migrate", {"database": "env:OTHER", "mode": "execute"}, params_dir).params.mode == "execute"


@pytest.mark.parametrize(
    ("name", "value", "changes"),
    [
        ("schema", "other", True),
        ("unmappable", "quarantine", True),
        ("missing_endpoint", "placeholder", True),
        ("unknown_columns", "keep", True),
        ("adopt", "refuse", True),
        ("v2_edits", "v1-wins", True),
        ("batch_rows", 9, False),
        ("suite", "quick", False),
        ("mode", "dry-run", False),
    ],
)
def test_only_what_decides_the_result_enters_the_hash(
    *, params_dir: Path, name: str, value: object, changes: bool
) -> None:
    """Another batch size resumes the same run; another mapping does not."""
    plain, changed = effective("migrate", {}, params_dir), effective("migrate", {name: value}, params_dir)
    assert (params_hash(plain) != params_hash(changed)) is changes
    assert (deciding(plain) != deciding(changed)) is changes


def test_the_hash_is_the_same_in_every_stage(params_dir: Path) -> None:
    """All notebooks of a run have one hash, so each can join it."""
    said = {"v2_edits": "v1-wins", "schema": "sark"}
    assert len({params_hash(effective(stage, said, params_dir)) for stage in STAGE_PARAMS}) == 1


@pytest.mark.parametrize("stage", STAGE_PARAMS)
def test_papermill_knows_every_parameter_of_a_cell(stage: str) -> None:
    """Papermill's inspector reads name, type and help of each line, so that it warns of no known parameter."""
    read = PythonTranslator.inspect(nbformat.v4.new_code_cell(parameter_cell(stage)))  # type: ignore[no-untyped-call]
    fields = named(STAGE_PARAMS[stage])
    assert [parameter.name for parameter in read] == list(fields)
    assert all(fields[parameter.name].description in parameter.help for parameter in read)


@pytest.mark.parametrize("stage", STAGE_PARAMS)
def test_a_cell_says_nothing_but_the_environment(stage: str, params_dir: Path) -> None:
    """Run as it stands, the cell leaves every value to the file and the defaults."""
    namespace: dict[str, object] = {}
    exec(parameter_cell(stage), namespace)  # noqa: S102 (our own text)
    said = {name: namespace[name] for name in named(STAGE_PARAMS[stage])}
    assert said.pop("env") == "local"
    assert set(said.values()) == {None}
    assert effective(stage, said, params_dir).origins == effective(stage, {}, params_dir).origins


def test_a_cell_tells_choices_and_defaults() -> None:
    """Each line has the help, then what may be said and what it is when nothing is."""
    cell = parameter_cell("preflight")
    assert 'schema: str = None  # schema of the v1 tables, and of v2 [default "public"]' in cell
    assert "[refuse | quarantine, default refuse]" in cell
    assert "disk_free_gib: float = None" in cell


def test_no_parameter_is_named_like_a_secret() -> None:
    """The names we declare would pass our own refusal of names."""
    as_unknown = [problem.text for name in ALL_FIELDS for problem in untrusted({f"{name}_": 1}, "-")]
    assert all(text.startswith("no stage has this parameter") for text in as_unknown)


def test_every_parameter_has_a_help_of_its_own() -> None:
    """A help is a sentence, differs from all others, and has no # that would end it in a notebook's cell."""
    helps = [field.description or "" for field in ALL_FIELDS.values()]
    assert len(set(helps)) == len(helps)
    assert all(len(text) > 5 and "#" not in text for text in helps)


@pytest.mark.parametrize("env", ["local", "staging"])
def test_the_projects_files_are_right(env: str) -> None:
    """Each file in params/ is accepted, also when it is pointed at the embedded database."""
    for said in ({}, {"database": "embedded"}):
        found = effective("migrate", {"env": env, **said}, ROOT / "params")
        assert found.params.mode == ("execute" if env == "local" else "dry-run")


def test_the_production_example_is_right_once_copied(tmp_path: Path) -> None:
    """Copied and unedited, the example protects its database and executes only when that is named."""
    folder = tmp_path / "params"
    folder.mkdir()
    (folder / "production.yaml").write_bytes((ROOT / "params/production.example.yaml").read_bytes())
    said = {"env": "production", "mode": "execute"}
    with pytest.raises(ParamsError, match="confirm_database"):
        effective("migrate", said, folder)
    assert effective("migrate", {**said, "confirm_database": "sark"}, folder).params.protected


def test_every_stage_reads_one_set_of_values() -> None:
    """The whole is nothing but its stages: each parameter of Params belongs to at least one of them."""
    assert set(named(Params)) == set(ALL_FIELDS)


def test_the_project_is_found_from_within(tmp_path: Path) -> None:
    """From notebooks/, where JupyterLab and nbval work, the project is one folder up; outside there is none."""
    for folder in ("project/params", "project/notebooks/deeper"):
        (tmp_path / folder).mkdir(parents=True)
    assert project_dir(tmp_path / "project/notebooks/deeper") == tmp_path / "project"
    with pytest.raises(ParamsError, match="no runbook project"):
        project_dir(tmp_path)
