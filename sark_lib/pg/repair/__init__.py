"""Repairs of broken states, each with its dry run."""
