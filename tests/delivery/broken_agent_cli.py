"""`lagebild` with an agent that raises at a record of its liking."""

from faust.types import Message

from streams.cli import main
from streams.delivery import pipeline
from streams.outcome import RawRecord

raw_record = pipeline.raw_record


def broken(message: Message, topic_id: str | None = None) -> RawRecord:
    if message.value == b"raise":
        raise ArithmeticError("as the record says")
    return raw_record(message, topic_id)


if __name__ == "__main__":
    pipeline.raw_record = broken
    main()
