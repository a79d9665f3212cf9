-- title: Every trigger of resources is switched off
-- found: foreign_key CRITICAL 1

ALTER TABLE resources DISABLE TRIGGER ALL;
