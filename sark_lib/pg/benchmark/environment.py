"""Under which circumstances something was measured: without them a number of a benchmark can be believed by nobody."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import sqlalchemy as sa

from sark_lib.pg.benchmark import cpu_clock, timing
from sark_lib.pg.connection.errors import translated

_TABLES = ("resources", "capabilities", "cost_tracking")
# What the session says itself is ours, not the server's; a file's path says nothing about speed.
_SETTINGS = sa.text(
    """
    SELECT name, current_setting(name) AS value FROM pg_settings
    WHERE source NOT IN ('default', 'override', 'client', 'session') AND vartype <> 'string' OR name = 'work_mem'
    ORDER BY name
    """
)
_SIZES = sa.text(
    """
    SELECT c.relname AS "table", CAST(greatest(c.reltuples, 0) AS bigint) AS rows, c.relpages AS pages,
        pg_table_size(c.oid) / 1e6 AS table_mb, pg_indexes_size(c.oid) / 1e6 AS indexes_mb,
        CASE WHEN c.relpages > 0 THEN 100.0 * c.relallvisible / c.relpages END AS visible_of_100,
        extract(epoch FROM clock_timestamp() - greatest(s.last_analyze, s.last_autoanalyze)) / 3600 AS analyzed_h_ago,
        s.n_mod_since_analyze AS changed_since
    FROM pg_class c LEFT JOIN pg_stat_all_tables s ON s.relid = c.oid
    WHERE c.oid = ANY (SELECT to_regclass(name) FROM unnest(CAST(:names AS text[])) AS name)
    ORDER BY c.relname
    """
)
LIVE = ("rows", "pages", "table_mb", "indexes_mb", "visible_of_100", "analyzed_h_ago", "changed_since")


@dataclass(frozen=True)
class Surroundings:
    """Server, machine and data at the time of measuring.

    Args:
        version: The server's, for example ``18.1``.
        major: Its major version.
        settings: Those that are not the default, by name; ``work_mem`` in any case.
        tables: One row a table: table, and the ``LIVE`` columns.
        load: The machine's load average of the last minute; None where the server is on another.
        steal: How much of the processors' time since the start went to other machines, of 100; None likewise.
    """

    version: str
    major: int
    settings: Mapping[str, str]
    tables: pd.DataFrame
    load: float | None
    steal: float | None


def look(engine: sa.Engine) -> Surroundings:
    """Return the surroundings; reads only.

    Raises:
        SarkError: The server refused.
    """
    with translated("the surroundings"), engine.connect() as connection:
        driver = timing.driver(connection)
        with driver.cursor() as cursor:
            local = cpu_clock.clock(cursor) is not None
        connection.execute(sa.text("SET LOCAL work_mem TO DEFAULT"))
        number = int(connection.scalar(sa.text("SHOW server_version_num")) or 0)
        version = str(connection.scalar(sa.text("SHOW server_version")))
        settings = {row.name: row.value for row in connection.execute(_SETTINGS)}
        found = connection.execute(_SIZES, {"names": list(_TABLES)}).mappings().all()
    tables = pd.DataFrame(found, columns=["table", *LIVE]).astype(dict.fromkeys(LIVE[2:-1], "Float64"))
    return Surroundings(
        version=version.partition(" ")[0],
        major=number // 10_000,
        settings=settings,
        tables=tables,
        load=os.getloadavg()[0] if local else None,
        steal=_steal() if local else None,
    )


def _steal() -> float | None:
    """Return what of the processors' time the hypervisor gave to others, of 100."""
    try:
        ticks: list[int] = [
            int(word) for word in Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:9]
        ]
    except (OSError, ValueError):
        return None
    return 100 * ticks[7] / sum(ticks) if len(ticks) > 7 and any(ticks) else None  # noqa: PLR2004  (its place)
