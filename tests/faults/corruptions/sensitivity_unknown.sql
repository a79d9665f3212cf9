-- title: Sensitivity levels that no policy knows
-- found: sensitivity_words ERROR 2

UPDATE resources SET sensitivity_level = 'HIGH' WHERE id = pg_temp.server(1)::text;
UPDATE capabilities SET sensitivity_level = '' WHERE id = pg_temp.tool(1)::text;
