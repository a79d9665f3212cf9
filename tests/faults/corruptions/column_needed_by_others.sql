-- title: A column of others that must be filled
-- found: structure.cost_tracking ERROR 1

ALTER TABLE cost_tracking ADD tenant text DEFAULT 'x' NOT NULL;
ALTER TABLE cost_tracking ALTER tenant DROP DEFAULT;
