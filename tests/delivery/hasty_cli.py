"""`lagebild` that does not ask for Kafka before it starts a worker: as where the broker hangs or dies just then."""

from typing import Any

from streams.cli import main, worker


def skip(*arguments: Any, **options: Any) -> None:
    pass


if __name__ == "__main__":
    worker.ensure_topics = skip
    main()
