"""Connections: settings, connection strings, errors, retries, the advisory lock."""
