"""The embedded PostgreSQL and the v1 data generator: for the demo, for tests, for trying things out."""
