-- title: A database whose encoding is not UTF8
-- found: encoding_utf8 CRITICAL 1

CREATE TEMP TABLE pg_database AS
SELECT datname, pg_char_to_encoding('LATIN1') AS encoding FROM pg_catalog.pg_database;
