-- title: A publication of all tables
-- found: nothing

CREATE PUBLICATION everything FOR ALL TABLES;
