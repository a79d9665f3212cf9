"""Plots, drawn from values."""
