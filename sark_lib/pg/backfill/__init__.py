"""The copy of v1 into v2 in batches, and catch-up in both directions."""
