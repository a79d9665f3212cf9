"""What is refused, in which words, before anything is connected to; no secret is ever repeated."""

from __future__ import annotations

from pathlib import Path

import pytest

from sark_lib.errors import ParamsError
from sark_lib.runbook.params import yaml_file
from sark_lib.runbook.params.effective import effective
from sark_lib.runbook.params.fields import ALL_FIELDS
from sark_lib.runbook.params.overrides import from_pairs


@pytest.fixture
def params_dir(tmp_path: Path) -> Path:
    """A params folder with one environment that says next to nothing."""
    folder = tmp_path / "params"
    folder.mkdir()
    (folder / "local.yaml").write_text("env: local\n")
    return folder


def refused(params_dir: Path, **said: object) -> str:
    """Return the text of the refusal."""
    with pytest.raises(ParamsError) as caught:
        effective("migrate", said, params_dir)
    assert caught.value.exit_code == 2
    return str(caught.value)


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ({"batch_row": 1}, "batch_row (this run): no stage has this parameter; the nearest is batch_rows"),
        ({"xyzzy": 1}, "xyzzy (this run): no stage has this parameter; there are env, mode, database"),
        ({"batch-rows": 1}, "'batch…' (this run): no name of a parameter: letters, digits and _ only"),
        ({"x=1;import os": 1}, "no name of a parameter"),
        ({"protected": "false"}, "'false' is text, it needs true or false; without quotes: protected: false"),
        ({"batch_rows": "10"}, "'10' is text, it needs a whole number; without quotes: batch_rows: 10"),
        ({"batch_rows": "ten"}, "batch_rows (this run): 'ten' is text, it needs a whole number\n"),
        ({"batch_rows": True}, "YAML reads true here (also for yes, no, on, off), it needs a whole number"),
        ({"batch_rows": 1.5}, "1.5 is a number, it needs a whole number"),
        ({"batch_rows": 0}, "0 is out of range: should be greater than 0"),
        ({"wait_lock_s": "1.5"}, "without quotes: wait_lock_s: 1.5"),
        ({"wait_lock_s": float("nan")}, "nan is a number, it needs a finite number"),
        ({"wait_lock_s": -1}, "-1 is out of range: should be greater than or equal to 0"),
        ({"confirm_database": 5}, "5 is a number, it needs text; in quotes: confirm_database: '5'"),
        ({"schema": True}, "it needs text; in quotes: schema: 'True'"),
        ({"mode": "exec"}, "'exec' is none of dry-run | execute; did you mean execute?"),
        ({"suite": 3}, "3 is none of quick | full | schema | data | relationships | costs"),
        ({"schema": "a b"}, "'a b' is no schema name"),
        ({"schema": 'a"b'}, "is no schema name"),
        ({"schema": "ä" * 32}, "at most 63 bytes"),
        ({"schema": "pg_catalog"}, "is a schema of the server or of this tool"),
        ({"schema": "sark_migration"}, "is a schema of the server or of this tool"),
        ({"database": "postgresql://h/d"}, "names no database: embedded, env:NAME"),
        ({"database": "env:A B"}, "names no database"),
        ({"patterns": ["a"]}, "a list is no value of a parameter; write a list as comma-separated text"),
        ({"patterns": {"a": 1}}, "a dict is no value of a parameter"),
        ({"env": "../x"}, "'../x' is no environment"),
        ({"batch_rows": 9, "batch_rows_max": 8}, "batch_rows (this run): 9 is more than batch_rows_max, 8"),
        ({"protected": True, "mode": "execute"}, "execute on a protected database needs its name"),
    ],
)
def test_a_mistake_is_named(params_dir: Path, said: dict[str, object], text: str) -> None:
    """A refusal says which parameter, where it was said, what is wrong and what would be right."""
    assert text in refused(params_dir, **said)


@pytest.mark.parametrize("schema", ["public", "Sark", "_x", "a-b", "a$1", "ä" * 31])
def test_a_schema_that_can_be_quoted_is_accepted(params_dir: Path, schema: str) -> None:
    """Upper case, hyphens and letters of any script are names too."""
    assert effective("migrate", {"schema": schema}, params_dir).params.schema_ == schema


@pytest.mark.parametrize(
    "name", ["password", "db_passwd", "PGPASSWORD", "client_secret", "token", "dsn", "url", "database_url", "apiKey"]
)
def test_a_name_like_a_secret_is_refused_without_its_value(params_dir: Path, name: str) -> None:
    """Secrets have no place among parameters, and the refusal says where their place is."""
    text = refused(params_dir, **{name: "hunter2"})
    assert "secrets are no parameters" in text
    assert "env:NAME" in text
    assert "hunter2" not in text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("database", "postgresql://u:hunter2@h/d"),
        ("database", "host=h password=hunter2"),
        ("database", "postgresql://h/d?password=hunter2"),
        ("confirm_database", "postgresql+asyncpg://u:hunter2@h/d"),
        ("database", "postgresql://u:hunt/er2@h/d"),
    ],
)
def test_a_value_like_a_dsn_with_a_password_is_refused_without_it(params_dir: Path, name: str, value: str) -> None:
    """A password in the wrong place is not repeated in a log."""
    text = refused(params_dir, **{name: value})
    assert "looks like a DSN with a password" in text
    assert "er2" not in text


def test_a_dsn_as_a_name_is_not_repeated(params_dir: Path) -> None:
    """What is no identifier is cut where a password could begin."""
    assert "hunter2" not in refused(params_dir, **{"postgresql://u:hunter2@h/d?a": "b"})


def test_all_mistakes_are_named_at_once(params_dir: Path) -> None:
    """Unknown, ill-typed and out of range, in the file and in this run: one refusal."""
    (params_dir / "local.yaml").write_text("env: local\nchunk_row: 5\nsuite: fast\n")
    text = refused(params_dir, batch_rows="x", seed=-1)
    assert text.startswith("4 parameters are refused:\n")
    for name in (
        "chunk_row (params/local.yaml)",
        "suite (params/local.yaml)",
        "batch_rows (this run)",
        "seed (this run)",
    ):
        assert f"  - {name}: " in text
    assert text.endswith("do: `sark-runbook params` lists every parameter with its help")


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("", "params/local.yaml holds no parameters"),
        ("- a\n", "params/local.yaml holds no parameters"),
        ("env: local\nenv: local\n", "params/local.yaml is no YAML: env is there twice, line 2"),
        (
            "env: local\nx: [\n",
            "params/local.yaml is no YAML: expected the node content, but found '<stream end>', line 3",
        ),
        ("schema: public\n", "env (params/local.yaml): the file must say env: local"),
        ("env: staging\n", "env (params/local.yaml): the file must say env: local"),
        ("env: local\nconfirm_database: sark\n", "confirm_database (params/local.yaml): is said for each run"),
        ("env: local\nnew_run: true\n", "new_run (params/local.yaml): is said for each run, never in a file"),
        ("env: local\nmode: execute\ndatabase: env:X\n", "mode (params/local.yaml): a file may say execute only for"),
        ("env: local\non: 1\n", "True (params/local.yaml): no name of a parameter"),
        ("env: local\nschema: 2024-01-01\n", "a date is no value of a parameter"),
        ("env: local\ndatabase: 'postgresql://u:hunter2@h/d'\n", "looks like a DSN with a password"),
    ],
)
def test_a_mistake_in_the_file_is_named(params_dir: Path, content: str, text: str) -> None:
    """The file is named, and its line where YAML itself is wrong."""
    (params_dir / "local.yaml").write_text(content)
    assert text in refused(params_dir)


def test_a_file_that_is_no_text_is_refused(params_dir: Path) -> None:
    """Bytes that are no UTF-8 are no YAML."""
    (params_dir / "local.yaml").write_bytes(b"env: \xff\xfe\n")
    assert "params/local.yaml is no YAML" in refused(params_dir)


def test_only_the_file_lifts_protection(params_dir: Path) -> None:
    """What the file protects, this run cannot unprotect."""
    (params_dir / "local.yaml").write_text("env: local\nprotected: true\n")
    assert "protected (this run): the environment's file protects this database" in refused(params_dir, protected=False)


def test_an_unknown_environment_is_told_the_nearest(params_dir: Path) -> None:
    """A misspelt environment is named with the nearest there is."""
    assert "there is no environment 'locl'; the nearest is local" in refused(params_dir, env="locl")


def test_an_environment_with_an_example_is_told_to_copy_it(params_dir: Path) -> None:
    """Where only the example is there, the refusal is the command that copies it."""
    (params_dir / "production.example.yaml").write_text("env: production\n")
    text = refused(params_dir, env="production")
    assert "do: cp params/production.example.yaml params/production.yaml and edit it" in text
    assert "production.example," not in text


def test_a_folder_in_the_files_place_is_told_so(params_dir: Path) -> None:
    """What cannot be read is told with the system's reason."""
    (params_dir / "odd.yaml").mkdir()
    assert "params/odd.yaml cannot be read: Is a directory" in refused(params_dir, env="odd")


def test_an_unknown_stage_is_told_the_nearest(params_dir: Path) -> None:
    """A misspelt stage is named with the nearest there is."""
    with pytest.raises(ParamsError, match="there is no stage 'migrat'; the nearest is migrate"):
        effective("migrat", {}, params_dir)


OTHER_FORMS = ("0200", "1:30", "12:30:45", "0x10", "0b11", "1_000", "1:30.5", "-0200", "1_0.5")


@pytest.mark.parametrize("number", OTHER_FORMS)
def test_a_number_in_another_form_is_refused_everywhere(params_dir: Path, number: str) -> None:
    """YAML reads 0200 as 128 and 1:30 as 90: a file and the command line refuse them, and in quotes they are text."""
    (params_dir / "local.yaml").write_text(f"env: local\nlock_timeout_ms: {number}\n")
    assert "plain decimal digits" in refused(params_dir)
    with pytest.raises(ParamsError, match="plain decimal digits"):
        from_pairs([f"lock_timeout_ms={number}"])
    assert yaml_file.parse(f"'{number}'") == number


@pytest.mark.parametrize(("text", "value"), [("200", 200), ("+4", 4), ("-3", -3), ("0", 0), ("0.5", 0.5), (".5", 0.5)])
def test_a_plain_number_is_read_as_written(text: str, value: float) -> None:
    """Decimal digits mean what they say."""
    assert yaml_file.parse(text) == value


@pytest.mark.parametrize("name", [n for n, f in ALL_FIELDS.items() if f.annotation in (int, float, float | None)])
def test_every_number_has_two_bounds(params_dir: Path, name: str) -> None:
    """No number is accepted beyond what it can mean: one far too small and one far too large are both refused."""
    whole = ALL_FIELDS[name].annotation is int
    for value in (-(10**23), 10**23):
        assert "is out of range" in refused(params_dir, **{name: value if whole else float(value)})
