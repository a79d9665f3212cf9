"""Notebooks executed headless: the papermill engine and interrupts."""
