"""The steps of each stage, as its notebook calls them."""
