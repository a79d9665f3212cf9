"""Comparisons of whole tables: parity, and the inverse that reads v1 back from v2."""
