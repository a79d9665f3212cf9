-- What corruptions may use, once a connection: the n-th row of v1, certificates, a role that migrates.

CREATE FUNCTION pg_temp.server(n integer) RETURNS uuid STABLE LANGUAGE sql
  AS $$ SELECT id FROM mcp_servers ORDER BY id OFFSET n - 1 LIMIT 1 $$;
CREATE FUNCTION pg_temp.tool(n integer) RETURNS uuid STABLE LANGUAGE sql
  AS $$ SELECT id FROM mcp_tools ORDER BY id OFFSET n - 1 LIMIT 1 $$;

CREATE PROCEDURE pg_temp.make_migrator() LANGUAGE plpgsql AS $$
DECLARE
  v2 text;
BEGIN
  CREATE ROLE checks_migrator;
  EXECUTE format('GRANT CREATE, USAGE ON SCHEMA %I, sark_migration TO checks_migrator', current_schema());
  EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I, sark_migration TO checks_migrator', current_schema());
  GRANT UPDATE (id) ON mcp_servers, mcp_tools TO checks_migrator;
  FOREACH v2 IN ARRAY ARRAY['resources', 'capabilities', 'federation_nodes', 'cost_tracking', 'principal_budgets'] LOOP
    EXECUTE format('ALTER TABLE %I OWNER TO checks_migrator', v2);
  END LOOP;
END $$;

CREATE FUNCTION pg_temp.certificate(wanted text) RETURNS text STABLE LANGUAGE sql
  AS $$ SELECT pem FROM pg_temp.certificates WHERE kind = wanted $$;
