-- title: Foreign keys and views on other tables
-- found: nothing

CREATE TABLE outside (user_id uuid REFERENCES users, resource_id varchar(255) REFERENCES resources);
CREATE VIEW outside_names AS SELECT name FROM resources;
