"""Fixtures for all tests: the real broker, and what runs on it."""

pytest_plugins = ["tests.kafka", "tests.pipeline"]
