"""Values to ask the query patterns with, drawn from the data by how often they occur.

A constant hides everything: a search for a value that half of all rows have stops early, one for a rare value reads
the whole table. The same data and the same seed give the same values.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pandas as pd
import sqlalchemy as sa

from sark_lib.errors import DeclarationError
from sark_lib.evidence.benchmark.timings import REFRESHED, WHOLE, Case, Pattern
from sark_lib.pg.connection.errors import translated
from sark_lib.sql import loader

# Each returns value, rows (that have it) and total (rows looked at); the value with 0 rows is the absent one. Rows are
# sampled by a hash of their id: the same rows each time, and fair whatever the ids are made of.
_DOMAINS = {
    "protocol": """
        SELECT protocol AS value, count(*) AS rows, (SELECT count(*) FROM resources) AS total
        FROM resources GROUP BY protocol
        UNION ALL SELECT 'no-such-protocol', 0, (SELECT count(*) FROM resources)
    """,
    # Only keys that name or sort things: any other may hold what nobody should read in a report.
    "metadata pair": """
        WITH sampled AS (SELECT metadata FROM resources ORDER BY hashtextextended(id, 0), id LIMIT 20000),
        pairs AS (
            SELECT jsonb_build_object(key, metadata -> key) AS pair
            FROM sampled, unnest(ARRAY['transport', 'status', 'mcp_version', 'owner_id', 'team_id']) AS key
            WHERE jsonb_typeof(metadata -> key) = 'string'
            UNION ALL
            SELECT jsonb_build_object('tags', jsonb_build_array(tag))
            FROM sampled, jsonb_path_query(metadata, '$.tags[*]') AS tag
            WHERE jsonb_typeof(tag) = 'string'
        )
        SELECT CAST(pair AS text) AS value, count(*) AS rows, (SELECT count(*) FROM sampled) AS total
        FROM pairs GROUP BY pair
        UNION ALL
        SELECT CAST(jsonb_build_object('transport', 'no-such-transport') AS text), 0, (SELECT count(*) FROM sampled)
    """,
    "schema key": """
        WITH sampled AS (SELECT input_schema FROM capabilities ORDER BY hashtextextended(id, 0), id LIMIT 20000),
        objects AS (SELECT input_schema FROM sampled WHERE jsonb_typeof(input_schema) = 'object' OFFSET 0)
        SELECT key AS value, count(*) AS rows, (SELECT count(*) FROM sampled) AS total
        FROM objects, jsonb_object_keys(input_schema) AS key GROUP BY key
        UNION ALL SELECT 'no-such-key', 0, (SELECT count(*) FROM sampled)
    """,
    "day of cost_tracking": """
        WITH days AS (SELECT CAST(timestamp AS date) AS day, count(*) AS rows FROM cost_tracking GROUP BY 1)
        SELECT CAST(day AS text) AS value, rows, CAST(sum(rows) OVER () AS bigint) AS total FROM days
        UNION ALL SELECT CAST(max(day) + 1 AS text), 0, CAST(sum(rows) AS bigint) FROM days HAVING count(*) > 0
    """,
    "the 24 hours of mv_resource_cost_24h": """
        SELECT CAST(max(computed_at) - INTERVAL '24 hours' AS text) AS value, sum(invocation_count) AS rows,
            (SELECT count(*) FROM cost_tracking) AS total
        FROM mv_resource_cost_24h
    """,
}
# How many of 100 rows have the value, at least and below.
_CLASSES = {"uncommon": (0.5, 5.0), "rare": (0.02, 0.5)}


def patterns(names: str = "") -> list[Pattern]:
    """Return the authored patterns, by id.

    Args:
        names: Comma-separated: ids, or what of an id comes before its first underscore; empty is all.

    Raises:
        DeclarationError: One of them is no pattern; the nearest is named.
    """
    statements = loader.load("patterns")
    short = {statement.id.partition("_")[0]: statement.id for statement in statements}
    words = [word.strip() for word in names.split(",") if word.strip()]
    wanted = {loader.find("patterns", short.get(word, word)).id for word in words}
    return [Pattern.authored(statement) for statement in statements if not wanted or statement.id in wanted]


def variants(patterns: Sequence[Pattern]) -> list[Pattern]:
    """Return the other ways to ask these patterns, by id.

    Raises:
        DeclarationError: One of them is a variant of no pattern; the nearest is named.
    """
    known = {pattern.id: pattern for pattern in patterns}
    declared = [(loader.find("patterns", found.header["of"]).id, found) for found in loader.load("variants")]
    return [known[pattern].variant(statement) for pattern, statement in declared if pattern in known]


def cases(connection: sa.Connection, patterns: Sequence[Pattern], seed: int) -> list[Case]:
    """Return the cases of each pattern, in its order; those too for which the data hold no value.

    Args:
        connection: Its search path is the schema of v2.
        patterns: What is to be asked.
        seed: Which of several values of one class is taken.

    Raises:
        SarkError: The server refused; the domain is named.
        DeclarationError: A pattern draws from what there is not.
    """
    empty = not connection.execute(sa.text("SELECT EXISTS (SELECT FROM resources)")).scalar_one()
    values = {domain: _values(connection, domain) for domain in {p.domain: None for p in patterns if p.domain}}
    return [case for pattern in patterns for case in _cases(pattern, values.get(pattern.domain), seed, empty=empty)]


def several(connection: sa.Connection, pattern: Pattern, seed: int, number: int = 10) -> list[str]:
    """Return values for a mix: of each class as many, so that rare and absent ones are asked for as well.

    Args:
        connection: Its search path is the schema of v2.
        pattern: What is to be asked; it has a parameter.
        seed: Which values are taken.
        number: How many of each class; of a class with fewer values some are taken again.
    """
    classes = by_class(_values(connection, pattern.domain), seed, most=number)
    drawn = [found["value"].sample(number, replace=True, random_state=seed) for _, found in classes if len(found)]
    return [value for values in drawn for value in values]


def pairs(connection: sa.Connection, cases: Sequence[Case]) -> list[tuple[Case, Case]]:
    """Return cases of patterns, each with the same case of another way to ask it.

    A variant that needs what is not there is a ``missing`` case, once.

    Args:
        connection: Its search path is the schema of v2.
        cases: Of patterns; those that can be asked.

    Raises:
        SarkError: The server refused; the domain is named.
    """
    patterns = list(dict.fromkeys(case.pattern for case in cases))
    found = ((variant, _asked_as(connection, variant, cases)) for variant in variants(patterns))
    return [(case, replace(case, pattern=variant)) for variant, asked in found for case in asked]


def _asked_as(connection: sa.Connection, variant: Pattern, cases: Sequence[Case]) -> list[Case]:
    """Return the cases of its pattern that a variant answers."""
    asked = [case for case in cases if case.pattern.id == variant.of]
    pattern = asked[0].pattern
    if variant.needs and connection.scalar(sa.select(sa.func.to_regclass(variant.needs))) is None:
        return [Case(pattern=pattern, kind=WHOLE, missing=f"there is no {variant.needs}")]
    if variant.domain == pattern.domain:
        return asked
    value = _values(connection, variant.domain)["value"].iloc[0]
    missing = f"{variant.needs} has no row" if value is None else ""
    return [Case(pattern=pattern, kind=REFRESHED, value=value, missing=missing)]


def _values(connection: sa.Connection, domain: str) -> pd.DataFrame:
    if domain not in _DOMAINS:
        what = f"A pattern draws from {domain!r}, and there is only {', '.join(_DOMAINS)}."
        raise DeclarationError(
            what,
            where="sql/patterns/",
            do="Correct the pattern's header, or add a domain to benchmark/parameters.py.",
        )
    with translated(f"drawing values from {domain}"):
        found = connection.execute(sa.text(_DOMAINS[domain]))
        return pd.DataFrame(found.mappings().all(), columns=["value", "rows", "total"])


def _cases(pattern: Pattern, values: pd.DataFrame | None, seed: int, *, empty: bool) -> Iterator[Case]:
    if empty:
        yield Case(pattern=pattern, kind=WHOLE, missing="there are no resources")
    elif values is None:
        yield Case(pattern=pattern, kind=WHOLE)
    elif not values["rows"].any():
        yield Case(pattern=pattern, kind=WHOLE, missing=f"there is no {pattern.domain}")
    else:
        for kind, chosen in by_class(values, seed):
            yield _case(pattern, kind, chosen)


def _case(pattern: Pattern, kind: str, chosen: pd.DataFrame) -> Case:
    if chosen.empty:
        least, most = _CLASSES[kind]
        return Case(pattern=pattern, kind=kind, missing=f"no {pattern.domain} that {least:g}–{most:g} of 100 rows have")
    found = chosen.iloc[0]
    return Case(pattern=pattern, kind=kind, value=found["value"], of_100=100 * found["rows"] / found["total"])


def by_class(values: pd.DataFrame, seed: int, most: int = 1) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield each class with the value that stands for it, or no row where there is none.

    Args:
        values: Columns ``value`` (each once), ``rows`` and ``total``, in any order.
        seed: Which of several.
        most: How many of an uncommon or rare class.
    """
    ordered = values.sort_values(["rows", "value"], ascending=[False, True])
    common, rest = ordered.iloc[:1], ordered.iloc[1:]
    of_100 = 100 * rest["rows"] / rest["total"]
    yield "common", common
    for kind, (least, below) in _CLASSES.items():
        held = rest[of_100.between(least, below, inclusive="left")]
        yield kind, held.sample(min(most, len(held)), random_state=seed)
    yield "absent", rest[rest["rows"] == 0]
