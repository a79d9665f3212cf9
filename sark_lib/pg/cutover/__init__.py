"""The switch from v1 to v2, and the end of v1."""
