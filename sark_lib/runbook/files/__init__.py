"""Files: atomic writes, and where the project is."""
