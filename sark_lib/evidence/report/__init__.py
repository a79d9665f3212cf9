"""The report of a run as JSON, HTML, JUnit and annotations, and the diff of two."""
