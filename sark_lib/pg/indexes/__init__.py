"""Indexes and materialized views: build, refresh and drop."""
