"""Everything that talks to PostgreSQL. Functions take a connection or an engine and return values."""
