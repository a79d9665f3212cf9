-- title: by the resource of the cost itself
-- of: p8_resource_cost_analysis
-- holds_if: every cost names the resource of its capability, and the capability is still there

-- The costs are summed and ranked before any other table is read, and of that only the resources that are shown.
SELECT res.id, res.name, res.protocol, ranked.invocation_count, ranked.total_cost
FROM (
    SELECT resource_id, count(*) AS invocation_count, sum(actual_cost) AS total_cost
    FROM cost_tracking
    WHERE timestamp >= CAST(:day AS timestamptz)
        AND timestamp < CAST(:day AS timestamptz) + INTERVAL '1 day'
    GROUP BY resource_id
    ORDER BY total_cost DESC NULLS LAST, resource_id
    LIMIT 50
) AS ranked
JOIN resources res ON res.id = ranked.resource_id
ORDER BY ranked.total_cost DESC NULLS LAST, ranked.resource_id;
