"""What is asked when plans are recorded."""

from __future__ import annotations

# The patterns' binds, by class.
VALUES: dict[str, dict[str, dict[str, str]]] = {
    "p1_list_resources_by_protocol": {"common": {"protocol": "mcp"}, "uncommon": {"protocol": "websocket"}},
    "p2_search_resources_by_metadata": {
        "common": {"pair": '{"transport": "stdio"}'},
        "rare": {"pair": '{"owner": "c4ca4238a0b923820dcc509a6f75849b"}'},
    },
    "p3_list_capabilities_with_resources": {"common": {"protocol": "mcp"}},
    "p4_high_sensitivity_capabilities": {"whole": {}},
    "p5_search_capabilities_by_input_schema": {"common": {"key": "type"}, "rare": {"key": "oneOf"}},
    "p6_count_capabilities_per_protocol": {"whole": {}},
    "p7_cross_protocol_capabilities": {"whole": {}},
    "p8_resource_cost_analysis": {"common": {"day": "2026-01-07"}},
}

# A workload on other tables.
SHOP = {
    "open_orders": "SELECT id, placed, total FROM orders WHERE status = 'open' ORDER BY placed DESC, id DESC LIMIT 20",
    "orders_of_a_customer": "SELECT id, placed, total FROM orders WHERE customer_id = 77 ORDER BY placed DESC LIMIT 10",
    "customer_by_email": "SELECT id, email FROM customers WHERE lower(email) = 'user77@example.org'",
    "gifts": """SELECT id, total FROM orders WHERE attributes @> '{"gift": true}' ORDER BY id""",
}

SERIAL = {"max_parallel_workers_per_gather": "0"}
PARALLEL = {
    "max_parallel_workers_per_gather": "2",
    "parallel_setup_cost": "0",
    "parallel_tuple_cost": "0",
    "min_parallel_table_scan_size": "0",
}

# Every kind of node that has made a reader of plans say something wrong: the statement, and settings that lead there.
GUARDS: dict[str, tuple[str, dict[str, str]]] = {
    "cte_read_twice": (
        """WITH c AS MATERIALIZED (SELECT customer_id, count(*) AS n FROM orders GROUP BY customer_id)
        SELECT a.n FROM c a JOIN c b ON b.customer_id = a.customer_id + 1 WHERE a.n > 9""",
        SERIAL,
    ),
    "init_plan": ("SELECT count(*) FROM orders WHERE total > (SELECT avg(total) FROM orders)", SERIAL),
    "init_plan_above_a_gather": ("SELECT count(*) FROM orders WHERE total > (SELECT avg(total) FROM orders)", PARALLEL),
    "sub_plan": ("SELECT id, (SELECT count(*) FROM orders o WHERE o.id = c.id) FROM customers c LIMIT 50", SERIAL),
    "never_executed": ("SELECT * FROM customers c JOIN orders o ON o.id = c.id WHERE c.email = 'nobody'", SERIAL),
    "limit_stops": ("SELECT id FROM orders WHERE priority = 'high' LIMIT 5", SERIAL),
    "brin": (
        "SELECT count(*) FROM orders WHERE placed BETWEEN '2026-01-05' AND '2026-01-06'",
        SERIAL | {"enable_seqscan": "off"},
    ),
    "lossy_bitmap": (
        "SELECT count(*) FROM orders WHERE total < 400",
        SERIAL
        | {"work_mem": "64kB", "enable_seqscan": "off", "enable_indexscan": "off", "enable_indexonlyscan": "off"},
    ),
    "sort_spills": ("SELECT * FROM orders ORDER BY attributes, id", SERIAL | {"work_mem": "256kB"}),
    "hash_spills": (
        "SELECT count(*) FROM orders a JOIN orders b ON a.customer_id = b.id",
        SERIAL | {"work_mem": "256kB", "hash_mem_multiplier": "1", "enable_mergejoin": "off", "enable_nestloop": "off"},
    ),
    "workers_share": ("SELECT priority, count(*) FROM orders GROUP BY priority", PARALLEL),
    "no_worker_came": ("SELECT count(*) FROM orders", PARALLEL | {"max_parallel_workers": "0"}),
    "writes": ("INSERT INTO customers SELECT i, i::text, 'DE' FROM generate_series(30000, 30999) AS i", {}),
    "merge_join_stops": (
        "SELECT count(*) FROM customers c JOIN orders o ON o.id = c.id",
        SERIAL | {"enable_hashjoin": "off", "enable_nestloop": "off"},
    ),
}
