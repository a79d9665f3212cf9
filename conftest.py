"""Sets up nbval for the stored notebooks. Every other test run has its conftest in tests/ and passes by here."""

from __future__ import annotations

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Hold the notebooks to their contract where ``--nbval`` is given."""
    if config.getoption("nbval", default=False):
        from tests.notebooks.contract import Contract  # noqa: PLC0415 - imports what only notebooks need

        config.pluginmanager.register(Contract())
