-- title: A step that failed and was done later
-- found: nothing

INSERT INTO event (run_id, stage, step, state, wal, body, prev, hash)
SELECT max(id), 'migrate', 'catch_up', 'failed', '', '{}', '', '' FROM run;
INSERT INTO event (run_id, stage, step, state, wal, body, prev, hash)
SELECT max(id), 'migrate', 'catch_up', 'done', '', '{}', '', '' FROM run;
