"""The web server of every worker, bounded in connections, time and what it logs."""
