"""Lagebild: a news wire in, a live picture of who does what to whom, and where, out."""

__version__ = "0.1.0"
