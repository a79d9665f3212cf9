-- title: cost_tracking numbers its rows no more
-- found: cost_numbers ERROR 1

ALTER TABLE cost_tracking ALTER id DROP IDENTITY;
