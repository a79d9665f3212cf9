"""Tables, defaults, keys and views of v2."""
