"""The registry of all checks a stage can run."""
