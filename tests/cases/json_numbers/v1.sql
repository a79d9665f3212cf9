INSERT INTO mcp_servers (extra_metadata, tags) VALUES (
    '{"kept": 1.10, "exponent": 1e2, "shifted": 1.10e1, "tiny": 1E-7, "negative": -1.50, "zero": 0.00,
      "thirty": 123456789012345678901234567890, "precise": 0.1000000000000000055511151231257827}',
    '[1.0, 1, 10e-1]'
);

INSERT INTO mcp_tools (parameters_schema) VALUES ('{"multipleOf": 0.010, "maximum": 1e30}');
