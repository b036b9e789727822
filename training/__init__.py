"""How what is shipped was made: the corpus, the reader, the knowledge, the map. See README.md."""
