"""What tests of the embedded server itself need."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import throwaway_directory


@pytest.fixture
def state() -> Iterator[Path]:
    """A state directory of the test's own, which the server's uid can reach."""
    with throwaway_directory() as directory:
        yield directory
