"""Exactly once: each raw offset has one outcome, whatever dies. How and why: docs/reliability.md."""
