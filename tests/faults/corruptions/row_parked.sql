-- title: A copy of an edited row is parked
-- found: parked_rows INFO 1

INSERT INTO parked (v2_table, v2_id, reason, v2_row) VALUES ('resources', 'x', 'edited in v2', '{}');
