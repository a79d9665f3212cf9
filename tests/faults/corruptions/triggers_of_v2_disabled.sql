-- title: Every trigger of resources is switched off
-- found: foreign_key CRITICAL 1
-- also: disabled_triggers, sync_healthy

ALTER TABLE resources DISABLE TRIGGER ALL;
