"""`python -m streams.cli` is `lagebild`."""

from streams.cli import main

if __name__ == "__main__":
    main()
