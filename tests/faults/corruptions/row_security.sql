-- title: Row-level security applies to the role that migrates
-- found: row_security ERROR 1
-- also: owner_of_v2, owner_rights

-- With row_security off, as the connections of a run have it, PostgreSQL would refuse the checks that read the rows.
CALL pg_temp.make_migrator();
ALTER TABLE mcp_tools ENABLE ROW LEVEL SECURITY;
CREATE POLICY everything ON mcp_tools USING (true);
SET LOCAL row_security = on;
SET LOCAL ROLE checks_migrator;
