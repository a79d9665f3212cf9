"""The command line `sark-runbook`."""
