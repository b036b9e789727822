"""A spaCy pipeline named in place of a pack; one is made here, since none is installed with the project."""

from pathlib import Path

import pytest
import spacy

from streams.errors import ModelError
from streams.language.packs import load_packs


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Path:
    nlp = spacy.blank("de")
    nlp.add_pipe("sentencizer")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns(
        [
            {"label": "GPE", "pattern": "Bonn"},
            {"label": "PERSON", "pattern": "Wood"},
            {"label": "DATE", "pattern": "Mai"},
        ]
    )
    folder = tmp_path_factory.mktemp("models") / "de_test"
    nlp.to_disk(folder)
    return folder


def test_its_labels_are_mapped_and_others_dropped(pipeline: Path) -> None:
    pack = load_packs([f"de={pipeline}"])["de"]
    found = {ent.text: ent.label_ for ent in pack.entities("Wood kam im Mai nach Bonn.").doc.ents}
    assert found == {"Wood": "PER", "Bonn": "LOC"}


def test_it_must_be_of_the_language_it_is_named_for(pipeline: Path) -> None:
    with pytest.raises(ModelError, match="is for language de, not en"):
        load_packs([f"en={pipeline}"])
