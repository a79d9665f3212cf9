-- title: A name is written in capitals
-- found: parity.capabilities.name ERROR 1
-- cause: edited

UPDATE capabilities SET name = upper(name) WHERE id = pg_temp.tool(1)::text;
