-- title: A table of v1 becomes a partitioned one
-- found: ordinary_tables ERROR 1
-- also: foreign_keys_of_v1, sync_healthy

ALTER TABLE mcp_tools RENAME TO plain_tools;
ALTER TABLE plain_tools DROP CONSTRAINT mcp_tools_server_id_fkey;
CREATE TABLE mcp_tools (LIKE plain_tools) PARTITION BY HASH (id);
CREATE TABLE mcp_tools_0 PARTITION OF mcp_tools FOR VALUES WITH (MODULUS 1, REMAINDER 0);
INSERT INTO mcp_tools SELECT * FROM plain_tools;
