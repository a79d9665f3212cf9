"""Declarations, without a connection: v1 shapes, v2 models, the mapping between them, the indexes."""
