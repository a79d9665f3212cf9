"""Texts that somebody has read, kept as files: what is made must be what is stored.

After a change that is meant, ``make golden`` writes the files anew; what has changed is then for people to read.
"""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent


def hold(name: str, text: str) -> None:
    """Hold a text to the stored one.

    Args:
        name: The file, below this folder.
        text: What was made now.
    """
    path = FOLDER / name
    if os.environ.get("SARK_UPDATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8"), f"{name}; if this is meant: make golden, and read the difference"
