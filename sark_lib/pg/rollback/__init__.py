"""The way back: undo before cutover, and the loss report."""
