-- title: The schema that v1 is built in

CREATE SCHEMA IF NOT EXISTS {schema};
