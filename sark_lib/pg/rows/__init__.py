"""Rows of v1 and v2: key ranges, statements, and the quarantine."""
