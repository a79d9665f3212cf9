"""Validation beside writers: comparison, recheck, sampling and causes."""
