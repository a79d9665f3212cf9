-- title: A table of v2 belongs to another role than v1's
-- found: owner_of_v2 INFO 1

CREATE ROLE checks_owner;
ALTER TABLE resources OWNER TO checks_owner;
