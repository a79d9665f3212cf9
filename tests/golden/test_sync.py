"""The functions and triggers of live sync, for each shape of v1, are what they were when somebody last read them.

After a change that is meant, ``SARK_UPDATE_GOLDEN=1 python -m pytest tests/golden`` writes the files anew.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sark_lib.pg import sync
from sark_lib.pg.chunks import Source
from sark_lib.schema.mapping import ENTITIES
from tests.v1_shapes import SHAPES

FOLDER = Path(__file__).parent / "sync"
TURNED = sync.State("reverse", attached=True, late="carry")


@pytest.mark.parametrize("shape", SHAPES)
def test_sync_is_golden(shape: str) -> None:
    """The text of every function, and of the triggers of both directions, is the stored one."""
    source = Source(*SHAPES[shape])
    triggers = [
        text for to in (sync.FORWARD, TURNED) for entity in ENTITIES for text in sync.triggers(source, entity, to)
    ]
    text = "\n\n".join([*sync.functions(source).values(), *triggers]) + "\n"
    text = "\n".join(line.rstrip() for line in text.splitlines()) + "\n"
    path = FOLDER / f"{shape}.sql"
    if os.environ.get("SARK_UPDATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8"), "if this is meant: SARK_UPDATE_GOLDEN=1, and read the difference"
