"""`lagebild` with analysis processes that poison can take down."""

from streams.cli import main
from streams.delivery import pool

if __name__ == "__main__":
    pool.PRELOAD = "tests.delivery.poisoned"
    main()
