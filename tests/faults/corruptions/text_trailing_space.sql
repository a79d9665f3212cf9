-- title: A name gets a space at its end
-- found: parity.capabilities.name ERROR 1
-- cause: edited

UPDATE capabilities SET name = name || ' ' WHERE id = pg_temp.tool(1)::text;
