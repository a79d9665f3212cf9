"""SQL that people wrote: one statement a file, with a header; see ``loader``."""
