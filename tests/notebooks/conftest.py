"""What tests of the stored notebooks need: a checkout whose notebooks may be spoilt, and the states."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.groups import ROOT
from tests.notebooks.states import Databases, prepared

SHARED = ("conftest.py", "params", "pyproject.toml", "sark_lib", "tests")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with no notebook yet; everything else is this one's."""
    (tmp_path / "notebooks").mkdir()
    for name in SHARED:
        (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


@pytest.fixture(scope="session")
def states() -> Iterator[Databases]:
    """The databases that stored notebooks are executed on."""
    with prepared() as databases:
        yield databases
