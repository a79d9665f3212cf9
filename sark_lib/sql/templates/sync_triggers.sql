-- title: The four triggers of live sync on one table; what sync itself writes fires none of them
-- hint: {foreign} holds unless the setting sark.sync is on and the role may write our ledger: a role of the application
--   that sets it, or finds it set on a pooled connection, is synced all the same

CREATE OR REPLACE TRIGGER sark_sync_insert AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT WHEN ({foreign}) EXECUTE FUNCTION {function}();

CREATE OR REPLACE TRIGGER sark_sync_update AFTER UPDATE ON {table} REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT WHEN ({foreign}) EXECUTE FUNCTION {function}();

CREATE OR REPLACE TRIGGER sark_sync_delete AFTER DELETE ON {table} REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT WHEN ({foreign}) EXECUTE FUNCTION {function}();

CREATE OR REPLACE TRIGGER sark_sync_truncate AFTER TRUNCATE ON {table}
FOR EACH STATEMENT WHEN ({foreign}) EXECUTE FUNCTION {function}();

-- One statement: while it is at work, writers wait.
ALTER TABLE {table}
  ENABLE ALWAYS TRIGGER sark_sync_insert,
  ENABLE ALWAYS TRIGGER sark_sync_update,
  ENABLE ALWAYS TRIGGER sark_sync_delete,
  ENABLE ALWAYS TRIGGER sark_sync_truncate;
