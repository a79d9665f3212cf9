-- title: A default of v2 is dropped
-- found: structure.capabilities ERROR 1

ALTER TABLE capabilities ALTER output_schema DROP DEFAULT;
