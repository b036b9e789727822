"""Lemmas of triggers: `form<TAB>lemma` a language, in lower case; a form that is not listed is its own lemma."""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@cache
def _forms(language: str) -> dict[str, str]:
    path = FOLDER / f"{language}.tsv"
    if not path.exists():
        return {}
    lines = path.read_text("utf-8").splitlines()
    return dict(line.split("\t") for line in lines)


def lemma_of(parts: list[str], language: str) -> str:
    """Of a trigger's words; a further part is the particle of the first: "nahm", "fest" -> "festnehmen"."""
    words = parts[0].split()
    forms = _forms(language)
    first = " ".join(forms.get(word.lower(), word.lower()) for word in words)
    particles = [part.lower() for part in parts[1:]]
    if not particles:
        return first
    before = f"{particles[0]}{first}"
    return before if before in forms.values() else " ".join([first, *particles])
