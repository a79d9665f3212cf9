INSERT INTO mcp_servers DEFAULT VALUES;

INSERT INTO mcp_tools (parameters_schema) VALUES (
    '{"type": "object", "properties": {"city": {"type": "string", "minLength": 1}}, "required": ["city"]}'
);
