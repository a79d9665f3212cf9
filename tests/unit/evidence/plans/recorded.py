"""The recorded plans, and the catalogue they were recorded with, as the advisor reads them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from sark_lib.evidence.advisor.catalog import Catalogue, Column, ForeignKey, Index, Key, Table
from sark_lib.evidence.advisor.workload import Asked
from sark_lib.evidence.plans.frame import read_plan
from sark_lib.sql.loader import load
from tests.unit.evidence.plans.statements import SHOP, VALUES

MAJORS = (15, 18)
KEYS = {
    "resources": ("id",),
    "capabilities": ("id",),
    "cost_tracking": ("id", "timestamp"),
    "customers": ("id",),
    "orders": ("id",),
}
V2 = ("resources", "capabilities", "cost_tracking")
FOREIGN = (
    ForeignKey(
        name="capabilities_resource_id_fkey", table="capabilities", columns=("resource_id",), to_table="resources",
        to_columns=("id",), on_delete="CASCADE",
    ),
    ForeignKey(
        name="orders_customer_id_fkey", table="orders", columns=("customer_id",), to_table="customers",
        to_columns=("id",),
    ),
)  # fmt: skip
SHOP_INDEXES = (
    Index(name="orders_status", table="orders", key=(Key(expression="status"),), scans=4, bytes=2**21),
    Index(name="orders_status_again", table="orders", key=(Key(expression="status"),), scans=0, bytes=2**21),
    Index(name="orders_total", table="orders", key=(Key(expression="total"),), scans=0, bytes=2**21),
    Index(name="orders_placed_brin", table="orders", method="brin", key=(Key(expression="placed"),), scans=9),
)


@cache
def kept(major: int) -> dict[str, Any]:
    """What was recorded of one server."""
    text = (Path(__file__).parent / f"pg{major}.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def explained(major: int, name: str) -> dict[str, Any]:
    """One plan, as EXPLAIN gave it."""
    found: dict[str, Any] = kept(major)["plans"][name]
    return found


@cache
def catalogue(major: int, *names: str) -> Catalogue:
    """Some tables with their primary keys, what the shop has beside those, and the foreign keys."""
    sizes = {name: (rows, size) for name, rows, size in kept(major)["sizes"]}
    tables = [Table(name=n, columns=_columns(major, n), rows=sizes[n][0], bytes=sizes[n][1], primary_key=KEYS[n])
              for n in names]  # fmt: skip
    primary = [
        Index(name=f"{n}_pkey", table=n, key=tuple(Key(expression=one) for one in KEYS[n]), unique=True,
              constraint=f"{n}_pkey")
        for n in names
    ]  # fmt: skip
    return Catalogue(
        tables=tuple(tables),
        indexes=(*primary, *(index for index in SHOP_INDEXES if index.table in names)),
        foreign_keys=tuple(foreign for foreign in FOREIGN if foreign.table in names),
    )


def _columns(major: int, table: str) -> tuple[Column, ...]:
    return tuple(
        Column(
            name=name, type=type_, nullable=nullable, n_distinct=distinct, null_frac=null, width=width,
            correlation=correlation, common=common,
        )
        for of, name, type_, nullable, distinct, null, width, correlation, common in kept(major)["columns"]
        if of == table
    )  # fmt: skip


@cache
def patterns(major: int) -> tuple[Asked, ...]:
    """The eight patterns with every value they were asked with."""
    return tuple(
        Asked(pattern=p.id, kind=kind, sql=p.text, plan=read_plan(explained(major, f"{p.id}/{kind}")))
        for p in load("patterns")
        for kind in VALUES[p.id]
    )


@cache
def shop(major: int) -> tuple[Asked, ...]:
    """The workload of the shop."""
    return tuple(Asked(pattern=n, sql=sql, plan=read_plan(explained(major, f"shop/{n}"))) for n, sql in SHOP.items())
