"""The rules of the advisor, one module for each kind of statement."""
