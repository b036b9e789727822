"""Knowledge, coder and language packs, loaded once; a pack that is not installed skips its tests."""

from collections.abc import Callable, Sequence
from datetime import datetime

import pytest

from streams.errors import ModelError
from streams.events import Coder, load_coder
from streams.knowledge import Knowledge, NamedSpan, load_knowledge
from streams.language.packs import FOLDER, Pack, load_pack
from streams.records import Event

Code = Callable[[str, str, datetime | None], Sequence[Event]]


@pytest.fixture(scope="session")
def coder() -> Coder:
    return load_coder(["de", "en"])


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture(scope="session")
def packs() -> Callable[[str], Pack]:
    loaded: dict[str, Pack] = {}

    def pack(language: str) -> Pack:
        if language not in loaded:
            try:
                loaded[language] = load_pack(FOLDER / language)
            except ModelError as error:
                pytest.skip(str(error))
        return loaded[language]

    return pack


@pytest.fixture(scope="session")
def code(coder: Coder, knowledge: Knowledge, packs: Callable[[str], Pack]) -> Code:
    """Text, language and date -> events, every sentence parsed."""

    def events(text: str, language: str = "de", date: datetime | None = None) -> Sequence[Event]:
        pack = packs(language)
        analysis = pack.entities(text)
        spans = [NamedSpan(ent.start_char, ent.end_char, ent.label_) for ent in analysis.doc.ents]
        entities = knowledge.link(text, language=language, published_at=date, spans=spans)
        parsed = pack.parse(analysis, range(len(analysis.sentences)))
        return coder.code("article", 1, text, language, entities, parsed, date, knowledge)

    return events
