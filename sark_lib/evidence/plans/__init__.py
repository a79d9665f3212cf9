"""Query plans read into tables, and compared."""
