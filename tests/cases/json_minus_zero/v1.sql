INSERT INTO mcp_servers (extra_metadata) VALUES ('{"zero": -0, "fraction": -0.0}');
