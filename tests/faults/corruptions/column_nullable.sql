-- title: A column of v2 allows NULL
-- found: structure.resources ERROR 1

ALTER TABLE resources ALTER name DROP NOT NULL;
