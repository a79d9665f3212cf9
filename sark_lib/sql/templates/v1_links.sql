-- title: What ties v1's tools to their servers, made after the rows because that is faster

ALTER TABLE {schema}.mcp_tools ADD CONSTRAINT mcp_tools_server_id_fkey
    FOREIGN KEY (server_id) REFERENCES {schema}.mcp_servers (id) ON DELETE CASCADE;
CREATE INDEX ix_mcp_tools_server_id ON {schema}.mcp_tools (server_id);
CREATE INDEX ix_mcp_tools_name ON {schema}.mcp_tools (name);
