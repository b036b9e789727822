"""English verb and noun forms and their lemmas, derived from a table of irregular verbs and free text.

Codes of the readings (the pack's `facts.toml` gives each its UD features): I base form, R third person -s, T preterite,
P past participle, G -ing form.
"""

import csv
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

MORPHOLOGY = Path(__file__).parent / "packs" / "en-morphology.toml"
DOUBLED = re.compile(
    r"^(?:[^aeiou]*[aeiou][bdgklmnprtvz]|.*(?:mit|fer|cur|pel|bel|bet|gin|ur|plan|rol|trol|quip|wrap|program|kidnap|cel|vel|nel|tel|vil))$"
)
VOWEL_Y = re.compile(r"[aeiou]y$")


@cache
def special_forms() -> dict[str, list[tuple[str, str]]]:
    """(form, code) of the verbs that are like no other."""
    entries = {verb: [entry.split(":") for entry in listed] for verb, listed in _morphology()["forms"].items()}
    return {verb: [(form, code) for form, code in pairs] for verb, pairs in entries.items()}


def _morphology() -> dict:
    return tomllib.loads(MORPHOLOGY.read_text(encoding="utf-8"))


def read_irregular(path: Path) -> dict[str, tuple[list[str], list[str]]]:
    with path.open(encoding="utf-8") as rows:
        return {
            row["infinitive"]: (row["preterite"].split("/"), row["participle"].split("/"))
            for row in csv.DictReader(rows, delimiter="\t")
        }


def third_person(base: str) -> str:
    if base.endswith(("s", "x", "z", "ch", "sh", "o")):
        return base + "es"
    return base[:-1] + "ies" if base.endswith("y") and not VOWEL_Y.search(base) else base + "s"


def with_ending(base: str, ending: str) -> set[str]:
    """Spellings of base + "ed" or "ing": final e dropped, y to i, last consonant doubled where it can be."""
    if base.endswith("e") and not (ending == "ing" and base.endswith(("ee", "oe", "ye"))):
        plain = base[:-2] + "y" if ending == "ing" and base.endswith("ie") else base[:-1]
        return {plain + ending}
    if base.endswith("y") and not VOWEL_Y.search(base) and ending == "ed":
        return {base[:-1] + "ied"}
    found = {base + ending}
    if DOUBLED.match(base):
        found.add(base + base[-1] + ending)
    if base.endswith("c"):
        found.add(base + "k" + ending)
    return found


def forms(base: str, irregular: dict[str, tuple[list[str], list[str]]]) -> Iterator[tuple[str, str]]:
    """All forms of a verb with their codes."""
    if base in special_forms():
        yield from special_forms()[base]
        return
    yield from ((base, "I"), (base, "R"))
    yield third_person(base), "R"
    yield from ((form, "G") for form in with_ending(base, "ing"))
    if base in irregular:
        preterites, participles = irregular[base]
        yield from ((form, "T") for form in preterites)
        yield from ((form, "P") for form in participles)
    else:
        yield from ((form, code) for form in with_ending(base, "ed") for code in "TP")


def verb_table(counts: Counter[str], after_to: Counter[str], irregular: dict) -> dict[str, dict[str, str]]:
    """Form -> lemma -> codes of verbs of which the text attests enough other forms; of two lemmas the commoner."""
    known, never = set(irregular) | set(special_forms()), set(_morphology()["never"])
    for word, n in counts.items():
        if n >= 2 and word not in known | never and re.fullmatch(r"[a-z]{2,}", word):
            attested = [any(counts[form] for form in with_ending(word, ending)) for ending in ("ed", "ing")]
            evidence = sum(attested) + (counts[third_person(word)] > 0)
            if evidence == 3 or (evidence == 2 and after_to[word] >= 3):
                known.add(word)
    readings: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for base in known:
        for form, code in forms(base, irregular):
            if counts[form] or base in irregular or base in special_forms():
                readings[form][base].add(code)
    table = {}
    for form, lemmas in readings.items():
        lemma = max(lemmas, key=lambda verb: (verb == form and after_to[verb] > 20, after_to[verb], verb))
        table[form] = {lemma: "".join(sorted(lemmas[lemma]))}
    return table


def noun_table(counts: Counter[str]) -> dict[str, str]:
    """Plural -> singular, where the text attests the singular."""
    table = dict(_morphology()["plurals"])
    for form, n in counts.items():
        if n < 2 or not re.fullmatch(r"[a-z]{4,}s", form) or form.endswith(("ss", "us", "is")) or form in table:
            continue
        candidates = [form[:-1]]
        if form.endswith("ies"):
            candidates = [form[:-3] + "y"]
        elif form.endswith(("ses", "xes", "ches", "shes", "zes", "oes")):
            candidates.append(form[:-2])
        if form.endswith("men"):
            candidates = [form[:-3] + "man"]
        best = max(candidates, key=lambda base: counts[base])
        if counts[best] > 1:
            table[form] = best
    return table
