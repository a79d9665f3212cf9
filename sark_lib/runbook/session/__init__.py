"""A run of one database: its steps, record, ledger and throttle."""
