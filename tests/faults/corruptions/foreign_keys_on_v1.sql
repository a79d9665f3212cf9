-- title: Tables of others refer to v1
-- found: foreign_keys_on_v1 ERROR 2

CREATE TABLE outside (server_id uuid REFERENCES mcp_servers, tool_id uuid REFERENCES mcp_tools);
