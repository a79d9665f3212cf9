-- title: Metadata becomes an array, or null
-- found: metadata_objects ERROR 2
-- also: law.mcp_servers.consul_id, law.mcp_servers.description, law.mcp_servers.extra_metadata, law.mcp_servers.health_endpoint, law.mcp_servers.last_health_check, law.mcp_servers.mcp_version, law.mcp_servers.owner_id, law.mcp_servers.signature, law.mcp_servers.status, law.mcp_servers.tags, law.mcp_servers.team_id, law.mcp_servers.transport, law.mcp_tools.unreadable, parity.capabilities.metadata, parity.resources.metadata
-- cause: edited

UPDATE resources SET metadata = '[]' WHERE id = pg_temp.server(1)::text;
UPDATE capabilities SET metadata = 'null' WHERE id = pg_temp.tool(1)::text;
