"""Statements measured: time, pages, CPU, plan modes and cold caches."""
