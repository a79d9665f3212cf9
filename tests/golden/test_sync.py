"""The functions and triggers of live sync, for each shape of v1, are what they were when somebody last read them."""

from __future__ import annotations

import pytest

from sark_lib.pg.ledger import sync_state
from sark_lib.pg.rows.source import Source
from sark_lib.pg.sync import triggers
from sark_lib.schema.mapping import ENTITIES
from tests.golden.stored import hold
from tests.v1_shapes import SHAPES

TURNED = sync_state.State("reverse", attached=True, late="carry")


@pytest.mark.parametrize("shape", SHAPES)
def test_sync_is_golden(shape: str) -> None:
    """The text of every function, and of the triggers of both directions, is the stored one."""
    source = Source(*SHAPES[shape])
    installed = [
        text
        for to in (sync_state.FORWARD, TURNED)
        for entity in ENTITIES
        for text in triggers.triggers(source, entity, to)
    ]
    text = "\n\n".join([*triggers.functions(source).values(), *installed]) + "\n"
    text = "\n".join(line.rstrip() for line in text.splitlines()) + "\n"
    hold(f"sync/{shape}.sql", text)
