-- title: Two resources swap their metadata
-- found: parity.resources.metadata ERROR 2
-- also: law.mcp_servers.consul_id, law.mcp_servers.description, law.mcp_servers.extra_metadata, law.mcp_servers.health_endpoint, law.mcp_servers.last_health_check, law.mcp_servers.owner_id, law.mcp_servers.signature, law.mcp_servers.status, law.mcp_servers.tags, law.mcp_servers.team_id
-- cause: edited

UPDATE resources AS r SET metadata = other.metadata
FROM resources AS other
WHERE (r.id, other.id) IN ((pg_temp.server(1)::text, pg_temp.server(2)::text),
                           (pg_temp.server(2)::text, pg_temp.server(1)::text));
