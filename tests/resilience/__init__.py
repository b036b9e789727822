"""The kill harness: articles flow while everything that can die does, by a seeded schedule; then all is counted."""
