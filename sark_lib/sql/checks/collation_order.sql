-- title: The database sorts uuids as text as it sorts them as uuids
-- severity: CRITICAL
-- suites: schema
-- phase: preflight
-- message: the database's collation puts {count} pairs of uuids in the wrong order, {key} first; key ranges would skip
--   rows
-- hint: restore the database into one with a collation that sorts digits one by one and before letters, such as C.UTF-8

-- Every pair of ids in ascending order of their bytes. Trailing zeros, 9 beside 10 and digits beside letters are where
-- collations differ that sort numbers by value or letters first.
WITH ascending (n, id) AS (
  VALUES
    (1, '00000000-0000-0000-0000-000000000000'),
    (2, '0000000f-0000-0000-0000-000000000000'),
    (3, '00000010-0000-0000-0000-000000000000'),
    (4, '10aaaaaa-0000-4000-8000-000000000009'),
    (5, '10aaaaaa-0000-4000-8000-00000000000a'),
    (6, '10aaaaaa-0000-4000-8000-000000000010'),
    (7, '2aaaaaaa-0000-4000-8000-000000000000'),
    (8, '9fffffff-ffff-4fff-bfff-ffffffffffff'),
    (9, 'a0000000-0000-4000-8000-000000000000'),
    (10, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
)
SELECT lower_id.id AS key, upper_id.id AS should_follow
FROM ascending AS lower_id
JOIN ascending AS upper_id ON upper_id.n > lower_id.n
WHERE NOT lower_id.id < upper_id.id
ORDER BY lower_id.n, upper_id.n;
