-- title: A cost row of a day that is over comes late
-- found: nothing

DROP MATERIALIZED VIEW mv_daily_cost_summary;
INSERT INTO cost_tracking (timestamp, principal_id, resource_id, capability_id, actual_cost)
SELECT timestamp, 'zoe', resource_id, capability_id, 1 FROM cost_tracking WHERE timestamp = (SELECT min(timestamp) FROM cost_tracking) LIMIT 1;
