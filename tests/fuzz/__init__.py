"""A fuzzer of what meets foreign bytes: `python -m tests.fuzz --help`."""
