-- title: Another table inherits a table of v1
-- found: ordinary_tables ERROR 1

CREATE TABLE more_servers () INHERITS (mcp_servers);
