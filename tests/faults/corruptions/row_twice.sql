-- title: A capability is there twice
-- found: duplicate_rows CRITICAL 1
-- also: primary_keys, structure.capabilities

ALTER TABLE capabilities DROP CONSTRAINT capabilities_pkey;
INSERT INTO capabilities SELECT * FROM capabilities WHERE id = pg_temp.tool(1)::text;
