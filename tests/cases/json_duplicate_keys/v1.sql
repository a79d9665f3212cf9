INSERT INTO mcp_servers (extra_metadata) VALUES ('{"region": "eu", "status": 1, "region": "us", "status": 2}');

INSERT INTO mcp_tools (parameters_schema) VALUES ('{"a": 1, "b": {"c": 1, "c": 2}, "a": {"d": 3}}');
