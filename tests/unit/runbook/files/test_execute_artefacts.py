"""The files of a run: a folder of its own, whole files, and a clear word where there is no place."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path

import pytest

from sark_lib.errors import EvidenceUnwritable
from sark_lib.runbook.files.atomic import create_run, prove_writable, write_atomically

no_root = pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")


def test_every_run_has_a_folder_of_its_own(tmp_path: Path) -> None:
    """Two runs of one second do not share a folder; a folder's name is its time in UTC and a suffix."""
    folders = {create_run(tmp_path / "runs", "local") for _ in range(20)}
    assert len(folders) == 20
    assert all(re.fullmatch(r"\d{8}T\d{6}Z-[0-9a-f]{4}", folder.name) for folder in folders)
    assert all(list(folder.iterdir()) == [] for folder in folders)


def test_a_file_in_the_folders_place_is_told(tmp_path: Path) -> None:
    """The error names the place, and what to do."""
    (tmp_path / "runs").touch()
    with pytest.raises(EvidenceUnwritable) as caught:
        create_run(tmp_path / "runs", "local")
    assert caught.value.what == "evidence cannot be written: Not a directory"
    assert "-p runs_dir=" in caught.value.do


@no_root
def test_a_folder_without_permission_is_told(tmp_path: Path) -> None:
    """What the system says is handed on."""
    tmp_path.chmod(0o500)
    with pytest.raises(EvidenceUnwritable, match="Permission denied"):
        create_run(tmp_path / "runs", "local")


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where writing fails the earlier file is untouched and nothing lies beside it."""
    path = tmp_path / "report.json"
    write_atomically(path, "naïve")
    monkeypatch.setattr(os, "fsync", _full)
    with pytest.raises(EvidenceUnwritable, match="No space left on device"):
        write_atomically(path, "new")
    assert path.read_text(encoding="utf-8") == "naïve"
    assert list(tmp_path.iterdir()) == [path]


def test_a_probe_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether there is space or not, the folder is as it was."""
    prove_writable(tmp_path)
    monkeypatch.setattr(os, "fsync", _full)
    with pytest.raises(EvidenceUnwritable, match="No space left on device"):
        prove_writable(tmp_path)
    assert list(tmp_path.iterdir()) == []


def _full(_descriptor: int) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
