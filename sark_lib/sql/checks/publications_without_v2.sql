-- title: Every publication of v1 tables publishes their v2 tables too
-- severity: WARNING
-- suites: schema
-- phase: preflight
-- message: {count} v1 tables are in a publication that lacks their v2 table, {key} first; subscribers would fall silent
-- hint: after the schema stage ALTER PUBLICATION … ADD TABLE, and create v2 on the subscriber

SELECT p.pubname AS key, twin.v1 AS published, twin.v2 AS lacks
FROM (VALUES ('mcp_servers', 'resources'), ('mcp_tools', 'capabilities')) AS twin (v1, v2)
JOIN pg_publication_rel AS r ON r.prrelid = to_regclass(twin.v1)
JOIN pg_publication AS p ON p.oid = r.prpubid
JOIN pg_class AS c ON c.oid = r.prrelid
WHERE NOT EXISTS (SELECT 1 FROM pg_publication_rel AS too
                  WHERE too.prpubid = p.oid AND too.prrelid = to_regclass(twin.v2))
  AND NOT EXISTS (SELECT 1 FROM pg_publication_namespace AS whole
                  WHERE whole.pnpubid = p.oid AND whole.pnnspid = c.relnamespace)
ORDER BY p.pubname, twin.v1;
