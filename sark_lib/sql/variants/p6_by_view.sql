-- title: from the materialized view
-- of: p6_count_capabilities_per_protocol
-- needs: mv_protocol_counts
-- holds_if: nothing was written since the view was refreshed

SELECT protocol, capability_count
FROM mv_protocol_counts
ORDER BY capability_count DESC, protocol;
