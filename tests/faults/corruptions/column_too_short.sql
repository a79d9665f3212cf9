-- title: A column of v2 is shorter than it should be
-- found: structure.federation_nodes ERROR 1

ALTER TABLE federation_nodes ALTER endpoint TYPE varchar(400);
