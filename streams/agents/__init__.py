"""One small file an agent: it moves records; the thinking is in pure functions elsewhere."""
