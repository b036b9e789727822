"""The enriched topic as files: a time range of it, filtered, in the formats that analysts know."""
