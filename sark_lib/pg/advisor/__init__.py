"""Index advice tried on a scratch copy."""
