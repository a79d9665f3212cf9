-- title: A foreign key of v1 is gone
-- found: foreign_keys_of_v1 WARNING 1

ALTER TABLE mcp_tools DROP CONSTRAINT mcp_tools_server_id_fkey;
