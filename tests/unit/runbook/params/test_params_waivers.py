"""params/<env>.waivers.yaml is read strictly: what is wrong is refused by name, what ran out is told."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from sark_lib.errors import ParamsError
from sark_lib.runbook.checks import registry
from sark_lib.runbook.params import waivers
from sark_lib.runbook.params.effective import effective

ROOT = Path(__file__).parents[4]
TODAY = waivers.today()
SOON = (TODAY + timedelta(days=30)).isoformat()


@pytest.fixture(autouse=True)
def one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Midnight does not come between the words of a test and what it looks at."""
    monkeypatch.setattr(waivers, "today", lambda: TODAY)


@pytest.fixture
def params_dir(tmp_path: Path) -> Path:
    """A params folder with one environment."""
    folder = tmp_path / "params"
    folder.mkdir()
    (folder / "local.yaml").write_text("env: local\n")
    return folder


def written(params_dir: Path, text: str) -> None:
    """Write the file of waivers."""
    (params_dir / "local.waivers.yaml").write_text(text)


def refused(params_dir: Path, text: str) -> ParamsError:
    """The refusal of a file."""
    written(params_dir, text)
    with pytest.raises(ParamsError) as caught:
        effective("preflight", {}, params_dir)
    return caught.value


def one(**said: object) -> str:
    """A file with one waiver, right unless said otherwise."""
    entry = {"check": "views_on_v1", "reason": "billing moves in May", "until": SOON, **said}
    return "- " + "\n  ".join(f"{name}: {value}" for name, value in entry.items() if value is not None) + "\n"


def test_a_waiver_is_read(params_dir: Path) -> None:
    """Check, reason, day and number come from the file, and are shown beside the parameters."""
    written(params_dir, one(at_most=2))
    found = effective("preflight", {}, params_dir)
    (waiver,) = found.waivers.values()
    assert (waiver.check, waiver.reason, waiver.until.isoformat(), waiver.at_most) == (
        "views_on_v1",
        "billing moves in May",
        SOON,
        2,
    )
    assert [table.title for table in found.tables()] == ["Parameters", "Waivers"]
    assert found.tables()[1].frame["holds"].tolist() == [True]


@pytest.mark.parametrize("text", [None, "", "# nothing yet\n", "[]\n"])
def test_no_waivers_are_no_mistake(params_dir: Path, text: str | None) -> None:
    """Without a file, or with an empty one, nothing is waived and nothing is shown."""
    if text is not None:
        written(params_dir, text)
    found = effective("preflight", {}, params_dir)
    assert (dict(found.waivers), len(found.tables())) == ({}, 1)


def test_one_that_ran_out_is_read(params_dir: Path) -> None:
    """The day after its last, a waiver still is no mistake: nobody is kept from going back at night."""
    written(params_dir, one(until=TODAY - timedelta(days=1)))
    assert effective("rollback", {}, params_dir).tables()[1].frame["holds"].tolist() == [False]


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ({"check": "view_on_v1"}, "there is no check 'view_on_v1'; the nearest is views_on_v1"),
        ({"check": None}, "waiver 1: it has no check"),
        ({"reason": None}, "waiver 1 (views_on_v1): it has no reason"),
        ({"reason": "'  '"}, "it has no reason"),
        ({"reason": 5}, "reason: input should be a valid string"),
        ({"reason": "see postgresql://u:hunter2@h/d"}, "the reason looks like a DSN with a password"),
        ({"until": None}, "it has no until"),
        ({"until": "soon"}, "until: input should be a valid date"),
        ({"until": TODAY + timedelta(days=181)}, "is too far away: 180 days at most"),
        ({"at_most": 0}, "at_most: input should be greater than or equal to 1"),
        ({"untill": SOON}, "'untill' is nothing a waiver says; the nearest is until"),
        ({"check": "primary_keys"}, "waiver 1 (primary_keys): it is CRITICAL, and such a finding cannot be waived"),
    ],
)
def test_a_mistake_is_named(params_dir: Path, said: dict[str, object], text: str) -> None:
    """The refusal says which waiver, in which file, what is wrong, and how one is written."""
    error = refused(params_dir, one(**said))
    assert text in error.what
    assert "hunter2" not in str(error)
    assert (error.where, error.exit_code) == ("params/local.waivers.yaml", 2)
    assert "`- check: …`" in error.do


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("check: views_on_v1\n", "holds no list of waivers"),
        ("- views_on_v1\n", "waiver 1: it: input should be a valid dictionary"),
        ("- check: x\n  check: y\n", "is no YAML: check is there twice, line 2"),
        (one() + one(), "views_on_v1 is waived twice"),
    ],
)
def test_what_is_no_list_of_waivers_is_refused(params_dir: Path, text: str, what: str) -> None:
    """Another form, a name twice, a check twice: each is said."""
    assert what in refused(params_dir, text).what


def test_all_mistakes_are_named_at_once(params_dir: Path) -> None:
    """Two wrong waivers are one refusal with two lines."""
    assert refused(params_dir, one(reason=None) + one(check="xyz")).what.count("\n  - ") == 2


def test_the_longest_waiver_is_accepted(params_dir: Path) -> None:
    """180 days are not too far away."""
    written(params_dir, one(until=TODAY + timedelta(days=180)))
    assert effective("preflight", {}, params_dir).waivers


def test_the_example_is_read_and_accepts_nothing() -> None:
    """The example of production is right in form, and its day is over."""
    found = waivers.read(ROOT / "params", "production.example")
    assert list(found) == ["views_on_v1"]
    assert waivers.frame(found)["holds"].tolist() == [False]


def test_what_preflight_finds_outside_can_be_waived() -> None:
    """Foreign keys and views on v1 that belong to others are ERROR, not CRITICAL."""
    assert {"foreign_keys_on_v1", "views_on_v1"} <= {
        check for check, severity in registry.known().items() if severity and severity.exit_code == 1
    }
