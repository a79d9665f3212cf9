-- title: Every name moves to the next row
-- found: parity.capabilities.name ERROR 30
-- also: law.mcp_tools.name
-- cause: edited

UPDATE capabilities AS c SET name = shifted.name
FROM (SELECT id, coalesce(lag(name) OVER (ORDER BY id), 'the last one') AS name FROM capabilities) AS shifted
WHERE shifted.id = c.id;
