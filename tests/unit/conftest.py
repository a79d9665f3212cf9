"""Hypothesis as in CI, everywhere: the same examples each time, and no deadline, for the machine may be busy."""

from __future__ import annotations

from hypothesis import settings

settings.load_profile("ci")
