-- title: A label of v1 becomes a word that v2 does not know
-- found: words_of_v1 ERROR 40
-- cause: changed
-- shape: orm

ALTER TYPE sensitivitylevel RENAME VALUE 'MEDIUM' TO 'TINY';
