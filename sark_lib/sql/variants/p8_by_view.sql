-- title: from the materialized view
-- of: p8_resource_cost_analysis
-- needs: mv_resource_cost_24h
-- parameters: day = the 24 hours of mv_resource_cost_24h
-- holds_if: no cost of those hours was written since the view was refreshed

SELECT id, name, protocol, invocation_count, total_cost
FROM mv_resource_cost_24h
ORDER BY total_cost DESC NULLS LAST, id
LIMIT 50;
