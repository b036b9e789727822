"""`lagebild` of the next version: the same code, and records that say so."""

from streams.cli import main
from streams.delivery import pool

if __name__ == "__main__":
    pool.PRELOAD = "tests.delivery.next_version"
    main()
