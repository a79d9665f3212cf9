"""Dumps proven by restoring them: checksums, scratch databases, records."""
