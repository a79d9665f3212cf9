-- title: A table of v1 inherits another
-- found: ordinary_tables ERROR 1

CREATE TABLE everything (id uuid NOT NULL);
ALTER TABLE mcp_tools INHERIT everything;
