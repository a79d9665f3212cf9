-- title: A step was begun and not finished
-- found: unfinished_steps ERROR 1

INSERT INTO event (run_id, stage, step, state, wal, body, prev, hash)
SELECT max(id), 'migrate', 'backfill_resources', 'started', '', '{}', '', '' FROM run;
