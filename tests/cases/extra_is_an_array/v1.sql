INSERT INTO mcp_servers (extra_metadata) VALUES ('["status", {"status": "x"}, null]');

INSERT INTO mcp_tools (extra_metadata) VALUES ('["status", {"status": "x"}, null]');
