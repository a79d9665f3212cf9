"""The CPU of a server process that runs on this machine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

_PROCESSES = Path("/proc")


def clock(cursor: psycopg.Cursor[Any]) -> Callable[[], float] | None:
    """Return what reads the CPU of our server process so far, milliseconds; None where it runs on another machine.

    A process of that number may be anybody's, so its title has to name our own end of the connection.
    """
    pid, port = cursor.execute("SELECT pg_backend_pid(), inet_client_port()").fetchone() or (0, None)
    process = _PROCESSES / str(pid)

    def cpu_ms() -> float:
        return int((process / "schedstat").read_text().split()[0]) / 1e6

    try:
        title = (process / "cmdline").read_bytes()
        cpu_ms()
    except OSError:
        return None
    ours = b"[local]" if port is None else b"(%d)" % port
    return cpu_ms if title.startswith(b"postgres") and ours in title else None
