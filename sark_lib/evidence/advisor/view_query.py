"""A statement that is answered by a materialized view of its own: what is asked of the view."""

from __future__ import annotations

from sqlglot import exp

from sark_lib.evidence.advisor.sql import parse, written


def asked_of(view: str, sql: str) -> str:
    """Return the statement that reads the view in the order, and to the limit, of the statement it answers.

    Args:
        view: Holds that statement's rows, all of them, under the names of its columns.
        sql: The statement.
    """
    tree = parse(sql)
    outputs = {output.unalias(): output.alias_or_name for output in tree.expressions}
    reading = exp.select(*(exp.column(name) for name in outputs.values())).from_(exp.to_table(view))
    order = tree.args.get("order")
    for one in order.expressions if order else ():
        if one.this in outputs:
            one.set("this", exp.column(outputs[one.this]))
    reading.set("order", order)
    reading.set("limit", tree.args.get("limit"))
    return written(reading)
