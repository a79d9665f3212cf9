INSERT INTO mcp_servers (extra_metadata) VALUES ('null');

INSERT INTO mcp_tools (extra_metadata) VALUES ('null');
