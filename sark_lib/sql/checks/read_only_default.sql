-- title: Transactions may write by default
-- severity: CRITICAL
-- suites: schema
-- phase: preflight
-- message: default_transaction_read_only is on (set in {key}), so that every step would be refused
-- hint: ALTER DATABASE or ALTER ROLE … RESET default_transaction_read_only, wherever it was set

SELECT s.source AS key, s.setting
FROM pg_settings AS s
WHERE s.name = 'default_transaction_read_only' AND s.setting = 'on';
