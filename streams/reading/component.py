"""The reader as a component of any spaCy pipeline: `nlp.add_pipe("lagebild_reader")`.

    nlp = spacy.blank("xx")
    nlp.add_pipe("lagebild_reader")
    doc = nlp("Moskau droht Kiew.")
    doc.ents; doc._.deeds

Names become `doc.ents`, deeds plain dictionaries in `doc._.deeds`, so that a Doc can be stored and sent on.
"""

from dataclasses import asdict

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import filter_spans

from streams.reading.reader import Reader
from streams.reading.sentences import sentence_starts


@Language.factory("lagebild_reader", assigns=["doc.ents", "doc._.deeds"])
def make_reader(nlp: Language, name: str) -> "ReaderComponent":
    """Raises `ModelError` where the model is missing or damaged."""
    if not Doc.has_extension("deeds"):
        Doc.set_extension("deeds", default=None)
    return ReaderComponent(Reader())


class ReaderComponent:
    def __init__(self, reader: Reader) -> None:
        self.reader = reader

    def __call__(self, doc: Doc) -> Doc:
        reading = self.reader.read(doc.text, sentence_starts(doc.text))
        spans = (doc.char_span(name.start, name.end, name.label, alignment_mode="expand") for name in reading.names)
        doc.set_ents(filter_spans([span for span in spans if span is not None]))
        doc._.deeds = [asdict(deed) for deed in reading.deeds]
        return doc
