-- title: A step ended amid its batches
-- found: unfinished_steps ERROR 1

INSERT INTO batch (run_id, step, n, rows_read, rows_written) SELECT max(id), 'backfill_capabilities', 99, 1, 1 FROM run;
