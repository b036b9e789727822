"""Knowledge and the reader, loaded once."""

from collections.abc import Callable, Sequence
from datetime import datetime

import pytest

from streams.enrich import Analyst, load_analyst, read
from streams.knowledge import Knowledge, load_knowledge
from streams.records import Event, RawArticle
from streams.settings import Settings

Code = Callable[[str, str, datetime | None], Sequence[Event]]


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture(scope="session")
def analyst() -> Analyst:
    return load_analyst(Settings())


@pytest.fixture(scope="session")
def code(analyst: Analyst) -> Code:
    """Text, language and date -> events."""
    return lambda text, language="de", date=None: (
        read(text, language, analyst, article=RawArticle(published_at=date)).events
    )
