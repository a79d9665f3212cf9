"""What is said for one run: ``-p`` and options on the command line, the parameter cell in a notebook."""

from __future__ import annotations

import pytest

from sark_lib.errors import ParamsError
from sark_lib.runbook.params.cell import parameter_cell
from sark_lib.runbook.params.overrides import from_namespace, from_pairs


def test_pairs_are_read_as_yaml() -> None:
    """A pair's value has the type YAML gives it; nothing after = is empty text, null says nothing."""
    pairs = ["batch_rows=7", "protected=true", "schema=sark", "wait_lock_s=1.5", "patterns=", "disk_free_gib=null"]
    assert from_pairs(pairs) == {
        "batch_rows": 7,
        "protected": True,
        "schema": "sark",
        "wait_lock_s": 1.5,
        "patterns": "",
    }


@pytest.mark.parametrize(
    ("pair", "value"),
    [
        ("accept_loss=123456789012", "123456789012"),
        ("accept_loss=012345670123", "012345670123"),
        ("only_team=42", "42"),
        ("only_name=2024-01-01", "2024-01-01"),
        ("only_name=yes", "yes"),
        ("only_name=null", "null"),
        ("only_name=# 1 of all", "# 1 of all"),
        ("only_name=a: b", "a: b"),
        ("only_name='2024'", "2024"),
        ('only_name="# 1"', "# 1"),
        ("only_name='tis", "'tis"),
    ],
)
def test_a_text_parameter_means_what_stands_there(pair: str, value: str) -> None:
    """YAML makes a number of a hash of digits, and nothing of a name that begins with #: then all would go back."""
    assert from_pairs([pair]) == {pair.partition("=")[0]: value}


def test_text_that_is_no_yaml_means_itself() -> None:
    """A star is an alias to YAML and a text to people; = belongs to the value after the first one."""
    assert from_pairs(["patterns=*", "confirm_database=a=b"]) == {"patterns": "*", "confirm_database": "a=b"}


@pytest.mark.parametrize(
    ("pairs", "options", "text"),
    [
        (["batch_rows"], {}, "-p (this run): it takes name=value"),
        (["=1"], {}, "-p (this run): it takes name=value"),
        (["batch_rows=1", "batch_rows=2"], {}, "batch_rows (-p): it is said twice, and differently"),
        (["batch_row=1"], {}, "batch_row (-p): no stage has this parameter; the nearest is batch_rows"),
        (["mode=execute"], {"mode": "dry-run"}, "mode (-p): it says 'execute' and --mode says 'dry-run'; say one"),
        (["env=local"], {"env": "staging"}, "env (-p): it says 'local' and --env says 'staging'; say one"),
        (["batch_rows=[a, b]"], {}, "a list is no value of a parameter"),
    ],
)
def test_pairs_that_make_no_sense_are_refused(pairs: list[str], options: dict[str, str], text: str) -> None:
    """Contradictions are refused before anything is opened."""
    with pytest.raises(ParamsError) as caught:
        from_pairs(pairs, options)
    assert text in str(caught.value)


def test_a_pair_that_is_a_dsn_is_refused_without_its_password() -> None:
    """A DSN given as -p, itself with a = in it, is not repeated."""
    with pytest.raises(ParamsError) as caught:
        from_pairs(["postgresql://u:hunter2@h/d?sslmode=require"])
    assert "hunter2" not in str(caught.value)


def test_an_option_may_repeat_a_pair() -> None:
    """Saying the same twice is no contradiction, and an option that is not given says nothing."""
    assert from_pairs(["mode=execute"], {"mode": "execute", "env": None}) == {"mode": "execute"}


def cells(*sources: str) -> dict[str, object]:
    """Run sources as IPython would and return the namespace, with ``In``."""
    namespace: dict[str, object] = {"In": ["", *sources], "exit": object(), "_dh": "."}
    for source in sources:
        exec(source, namespace)  # noqa: S102 (our own text)
    return namespace


def test_a_notebook_says_what_its_parameter_cell_says() -> None:
    """Edited lines count, lines left at None do not, and neither does a variable of any other cell."""
    cell = parameter_cell("migrate").replace("batch_rows: int = None", "batch_rows: int = 7")
    assert from_namespace(cells("x = 1", cell, "rows = 5")) == {"env": "local", "batch_rows": 7}


def test_what_papermill_injects_counts_and_an_unknown_name_is_not_lost() -> None:
    """The injected cell wins, and a name that papermill only warns of is handed on, to be refused."""
    injected = '# Parameters\nenv = "staging"\nbatch_row = 5\nshape = [1]\n'
    said = from_namespace(cells(parameter_cell("migrate"), injected))
    assert said == {"env": "staging", "batch_row": 5, "shape": [1]}


def test_a_cell_that_is_run_again_counts_as_it_is_now() -> None:
    """In JupyterLab an edited parameter cell, run again, replaces what it said before."""
    cell = parameter_cell("migrate")
    assert from_namespace(cells(cell + "\nbatch_row = 1", cell)) == {"env": "local"}


def test_cells_that_are_no_python_are_passed_over() -> None:
    """Magics in other cells are no reason to fail."""
    namespace = {"In": ["", "%matplotlib inline", parameter_cell("migrate")], "env": "local", "schema": "sark"}
    assert from_namespace(namespace) == {"env": "local", "schema": "sark"}


def test_without_a_parameter_cell_the_known_names_count() -> None:
    """Where no cell sets ``env``, a variable named like a parameter is one."""
    assert from_namespace({"In": ["", "suite = 'quick'"], "suite": "quick", "other": 1}) == {"suite": "quick"}


def test_a_plain_script_says_its_public_scalars() -> None:
    """Without IPython every public text, number or truth value counts."""
    assert from_namespace({"suite": "quick", "bad": 1, "_x": 2, "__name__": "m", "f": len}) == {
        "suite": "quick",
        "bad": 1,
    }
