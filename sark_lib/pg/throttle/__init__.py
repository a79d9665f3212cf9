"""Signals of load, and the throttler that pauses batches by them."""
