-- Between two cases in one database: nothing is left of v1, of v2, and of what the tool remembers about them.

DELETE FROM mcp_servers;
DELETE FROM users;
DELETE FROM teams;
DELETE FROM resources;
DELETE FROM sark_migration.row_map_resources;
DELETE FROM sark_migration.row_map_capabilities;
DELETE FROM sark_migration.quarantine;
DELETE FROM sark_migration.batch;
