INSERT INTO mcp_servers (name, description, endpoint, command, mcp_version, signature, health_endpoint, consul_id)
VALUES (
    repeat('é', 255), repeat('d', 1000), repeat('e', 500), repeat('🚀', 500), repeat('v', 20), repeat('s', 1000), repeat('h', 500),
    repeat('c', 255)
);

INSERT INTO mcp_tools (name) VALUES (repeat('🚀', 255));
