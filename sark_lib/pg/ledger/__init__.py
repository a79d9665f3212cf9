"""The ledger: what has been done, what is installed, and the direction of sync."""
