INSERT INTO mcp_servers (extra_metadata) VALUES ('{"region": "eu", "replicas": 3, "": "no name", "Status": "not status"}');

INSERT INTO mcp_tools (extra_metadata) VALUES ('{"cached": true, "ttl_s": null}');
