"""Feeding: one reader a wire format, one registry, one producer."""
