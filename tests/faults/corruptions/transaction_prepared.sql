-- title: A prepared transaction waits
-- found: prepared_transactions WARNING 1

-- elsewhere
BEGIN;
SELECT pg_current_xact_id();
PREPARE TRANSACTION 'checks';
-- afterwards
ROLLBACK PREPARED 'checks';
