-- title: Two capabilities swap their names
-- found: parity.capabilities.name ERROR 2
-- also: law.mcp_tools.name
-- cause: edited

UPDATE capabilities AS c SET name = other.name
FROM capabilities AS other
WHERE (c.id, other.id) IN ((pg_temp.tool(1)::text, pg_temp.tool(2)::text), (pg_temp.tool(2)::text, pg_temp.tool(1)::text));
