"""Parameters: declared once, read from YAML and the command line, checked."""
