-- title: A label of v1 becomes a word that v2 does not know
-- found: words_of_v1 ERROR 13
-- also: law.mcp_servers.unreadable, law.mcp_tools.unreadable, parity.capabilities.sensitivity_level, parity.resources.sensitivity_level
-- cause: changed
-- shape: orm

ALTER TYPE sensitivitylevel RENAME VALUE 'MEDIUM' TO 'TINY';
