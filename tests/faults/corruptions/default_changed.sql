-- title: A default of v2 is another one
-- found: structure.resources ERROR 1

ALTER TABLE resources ALTER sensitivity_level SET DEFAULT 'low';
