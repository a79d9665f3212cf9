-- title: Takes the triggers of live sync off one table

DROP TRIGGER IF EXISTS sark_sync_insert ON {table};
DROP TRIGGER IF EXISTS sark_sync_update ON {table};
DROP TRIGGER IF EXISTS sark_sync_delete ON {table};
DROP TRIGGER IF EXISTS sark_sync_truncate ON {table};
