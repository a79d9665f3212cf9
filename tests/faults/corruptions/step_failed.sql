-- title: A step failed
-- found: unfinished_steps ERROR 1

INSERT INTO event (run_id, stage, step, state, wal, body, prev, hash)
SELECT max(id), 'migrate', 'catch_up', 'failed', '', '{}', '', '' FROM run;
