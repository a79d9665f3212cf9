-- title: Transactions are read only by default
-- found: read_only_default CRITICAL 1

SET LOCAL default_transaction_read_only = on;
