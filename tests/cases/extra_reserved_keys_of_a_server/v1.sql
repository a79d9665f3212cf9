INSERT INTO mcp_servers (extra_metadata) VALUES (
    '{"transport": "pigeon", "command": "true", "endpoint": null, "mcp_version": 0, "capabilities": {},
      "status": "hacked", "health_endpoint": [], "last_health_check": "never", "owner_id": 1, "team_id": "t",
      "consul_id": "", "tags": "none", "signature": false, "description": "mine", "region": "eu"}'
);
