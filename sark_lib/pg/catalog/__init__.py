"""The system catalogue: shape of v1, statistics, privileges, lock holders."""
