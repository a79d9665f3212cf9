-- title: 1.10 in an input schema becomes 1.1
-- found: parity.capabilities.input_schema ERROR 1
-- also: law.mcp_tools.parameters
-- cause: changed
-- shape: orm

-- The digest of the merge base takes 1.1 for 1.10, as jsonb's own equality does; so the row counts as not edited.
UPDATE mcp_tools SET parameters = '{"x": 1.10}' WHERE id = pg_temp.tool(1);
UPDATE capabilities SET input_schema = '{"x": 1.1}' WHERE id = pg_temp.tool(1)::text;
