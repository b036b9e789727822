"""The web view: a projection of the enriched topic in memory, and the pages, answers and streams made of it."""
