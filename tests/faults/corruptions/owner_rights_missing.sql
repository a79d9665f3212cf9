-- title: The role that migrates lacks the rights of v1's owner
-- found: owner_rights CRITICAL 2
-- also: owner_of_v2

CALL pg_temp.make_migrator();
SET LOCAL ROLE checks_migrator;
