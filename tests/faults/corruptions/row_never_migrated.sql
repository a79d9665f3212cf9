-- title: A tool is inserted into v1 and sync misses it
-- found: unmapped_rows ERROR 1
-- also: law.mcp_tools.missing, parity.capabilities.missing
-- cause: new

SELECT set_config('sark.sync', 'on', true);
INSERT INTO mcp_tools SELECT * FROM (SELECT (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid()))).*
                                     FROM mcp_tools AS t WHERE t.id = pg_temp.tool(1)) AS copied;
