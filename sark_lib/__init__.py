"""The library behind the SARK v1 to v2 migration runbook.

Layers, each importing only downwards (held by import-linter and a test):
``runbook`` → ``local`` → ``pg`` → ``evidence`` → ``schema`` | ``sql`` → ``errors``.
"""
