"""The lemma tables of a pack: counts from its free text, the forms from the language's own module."""

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from training import english, german

PACKS = Path(__file__).parent / "packs"


def bigram_counts(lines: Iterable[str], cues: frozenset[str]) -> tuple[Counter[str], Counter[str]]:
    """How often each word occurs, and how often right after one of the cues; lines are tokenised with blanks."""
    counts: Counter[str] = Counter()
    after: Counter[str] = Counter()
    for line in lines:
        words = line.split()
        counts.update(words)
        after.update(word for cue, word in pairwise(words) if cue.lower() in cues)
    return counts, after


def tables(code: str, tokens: Path) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """Verb forms (form -> lemma -> codes) and noun forms (form -> lemma) of a language."""
    cues = {"de": frozenset({"zu"}), "en": frozenset({"to"})}[code]
    irregular = {"de": german.read_irregular, "en": english.read_irregular}[code](PACKS / f"{code}-irregular-verbs.tsv")
    with tokens.open(encoding="utf-8") as lines:
        counts, after_particle = bigram_counts(lines, cues)
    if code == "en":
        return english.verb_table(counts, after_particle, irregular), english.noun_table(counts)
    with tokens.open(encoding="utf-8") as lines:
        _, after_article = bigram_counts(lines, german.SINGULAR)
    with tokens.open(encoding="utf-8") as lines:
        _, after_des = bigram_counts(lines, frozenset({"des"}))
    return german.verb_table(counts, after_particle, irregular), german.noun_table(counts, after_article, after_des)


def write_tables(code: str, tokens: Path, folder: Path) -> None:
    verbs, nouns = tables(code, tokens)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "verb_forms.tsv").write_text(
        "".join(
            f"{form}\t{lemma}\t{codes}\n" for form, lemmas in sorted(verbs.items()) for lemma, codes in lemmas.items()
        ),
        encoding="utf-8",
    )
    (folder / "noun_forms.tsv").write_text(
        "".join(f"{form}\t{lemma}\n" for form, lemma in sorted(nouns.items())), encoding="utf-8"
    )
