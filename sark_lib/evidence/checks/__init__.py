"""Checks, their findings and outcomes, the verdict, and waivers."""
