"""Where the embedded server's state lies, and who may own it."""

from __future__ import annotations

import os
import time
from collections import deque
from pathlib import Path

import pytest

from sark_lib.errors import ConnectionUnsafe
from sark_lib.local import account, ownership, supervisor
from sark_lib.local.account import Account, make_private, reachable, state_directory
from sark_lib.local.ownership import Ownership
from sark_lib.local.server import Server
from tests.databases import throwaway_directory

_STRANGER = Account("stranger", 54321, 54321)


def test_the_variable_names_the_state_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SARK_STATE_DIR is the directory itself, made absolute."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SARK_STATE_DIR", "state")
    assert state_directory() == tmp_path / "state"


def test_a_checkout_has_a_state_directory_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It depends on the path of the project, not on where one stands in it."""
    monkeypatch.delenv("SARK_STATE_DIR", raising=False)
    here = state_directory()
    monkeypatch.chdir(tmp_path)
    assert state_directory() == here
    monkeypatch.setattr(account, "__file__", str(tmp_path / "sark_lib" / "local" / "account.py"))
    assert state_directory() != here
    assert state_directory().parent == here.parent


def test_an_ordinary_users_state_is_under_xdg_state_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Or under ~/.local/state, where that is not set."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert account.state_home() == tmp_path / "sark-runbook"
    monkeypatch.delenv("XDG_STATE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert account.state_home() == tmp_path / ".local" / "state" / "sark-runbook"


def test_roots_state_is_not_in_roots_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's uid could not go there."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(os, "access", lambda path, _: path == Path("/var/lib"))
    assert account.state_home() == Path("/var/lib/sark-runbook")
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert account.state_home() == account._ROOT_HOMES[1] / "sark-runbook"


def test_root_runs_the_server_as_somebody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """An ordinary user runs it as himself."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    found = account.server_account()
    assert found
    assert found.uid != 0
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert account.server_account() is None


def test_root_without_an_unprivileged_user_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """The text says what to do."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(account, "_UNPRIVILEGED", ("no-such-user",))
    with pytest.raises(ConnectionUnsafe, match="refuses to run as root") as refused:
        account.server_account()
    assert "ordinary user" in refused.value.do


def test_a_closed_directory_above_is_seen() -> None:
    """Every directory on the way has to let the account pass."""
    with throwaway_directory() as open_to_all:
        closed, inner = open_to_all / "closed", open_to_all / "closed" / "inner"
        inner.mkdir(parents=True)
        inner.chmod(0o711)
        closed.chmod(0o700)
        assert not reachable(inner, _STRANGER)
        closed.chmod(0o711)
        assert reachable(inner, _STRANGER)
        assert reachable(inner, None)


def test_a_group_and_an_owner_have_rights_of_their_own() -> None:
    """What is open to others may be closed to them."""
    with throwaway_directory() as directory:
        directory.chmod(0o611)
        assert not reachable(directory, Account("ourselves", os.getuid(), 54321))
        directory.chmod(0o701)
        assert not reachable(directory, Account("our group", 54321, os.getgid()))
        directory.chmod(0o710)
        assert reachable(directory, Account("our group", 54321, os.getgid()))
        assert not reachable(directory, _STRANGER)


def test_a_private_directory_is_open_to_nobody_else(tmp_path: Path) -> None:
    """Mode 0700, also where it was wider before."""
    (tmp_path / "state").mkdir(mode=0o777)
    make_private(tmp_path / "state", None)
    assert (tmp_path / "state").stat().st_mode & 0o777 == 0o700


def test_a_file_in_the_directorys_place_is_refused(tmp_path: Path) -> None:
    """The path and the variable are in the text."""
    (tmp_path / "state").write_text("in the way")
    with pytest.raises(ConnectionUnsafe, match="cannot be created") as refused:
        make_private(tmp_path / "state" / "deeper", None)
    assert refused.value.where == str(tmp_path / "state" / "deeper")
    assert "SARK_STATE_DIR" in refused.value.do


def test_somebody_elses_directory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever made it first could read what we put there."""
    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    with pytest.raises(ConnectionUnsafe, match="belongs to another user"):
        make_private(tmp_path, None)


def test_the_owners_note_is_there_while_it_owns(tmp_path: Path) -> None:
    """Nobody: None. Starting: empty. Then the note. Afterwards None again."""
    path = tmp_path / "lock"
    assert ownership.read(path) is None
    owner = Ownership(path)
    owner.acquire()
    assert ownership.read(path) == {}
    owner.publish({"port": 5432, "and": "more"})
    owner.publish({"port": 5433})
    assert ownership.read(path) == {"port": 5433}
    owner.release()
    assert ownership.read(path) is None


def test_there_is_one_owner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second one is refused until the first gives up; what a dead owner wrote is not believed."""
    monkeypatch.setattr(ownership, "_PATIENCE_S", 0.1)
    path = tmp_path / "lock"
    path.write_text('{"port": 1}')
    first, second = Ownership(path), Ownership(path)
    first.acquire()
    assert ownership.read(path) == {}
    with pytest.raises(ConnectionUnsafe, match="another process") as refused:
        second.acquire()
    assert refused.value.where == str(tmp_path)
    first.release()
    second.acquire()
    second.release()


class _Crashed(Server):
    """A server that is never running, and counts how often it was started again."""

    restarts = 0

    def restart(self) -> None:
        """Count."""
        self.restarts += 1


def test_a_server_that_keeps_crashing_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Five crashes within a minute are enough; now and then one is not."""
    crashing, now = _Crashed(tmp_path), 0.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    crashes: deque[float] = deque(maxlen=supervisor._CRASHES)
    for _ in range(9):
        now += 20
        supervisor._restart_if_crashed(crashing, crashes)
    assert crashing.restarts == 9
    for _ in range(1 + supervisor._CRASHES):
        crashes.append(now)
    with pytest.raises(ConnectionUnsafe, match="keeps crashing"):
        supervisor._restart_if_crashed(crashing, crashes)
    assert crashing.restarts == 9
