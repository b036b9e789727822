"""`lagebild` whose Kafka client fails while it reads, in a way that nobody foresaw."""

from collections.abc import Iterator
from typing import Any

from streams.cli import main
from streams.delivery import unreadable


class Raising(unreadable._AiokafkaRecords):
    def _unpack_records(self) -> Iterator[Any]:
        yield from ()
        raise RuntimeError("as the test says")


if __name__ == "__main__":
    unreadable._AiokafkaRecords = Raising  # type: ignore[misc]
    main()
