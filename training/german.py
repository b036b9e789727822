"""German verb and noun forms and their lemmas, derived from a table of irregular verbs and free text.

Codes of the readings (the pack's `facts.toml` gives each its UD features): I infinitive, Z infinitive with zu,
P participle, R present indicative, T preterite, K Konjunktiv I, J Konjunktiv II, k present in -e (indicative of "ich",
else Konjunktiv I).
"""

import csv
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

MORPHOLOGY = Path(__file__).parent / "packs" / "de-morphology.toml"
NEEDS_E = re.compile(r"(?:[td]|ch[mn]|ff[n]|g[n]|t[m]|ck[n]|b[n]|d[mn]|p[n])$")  # arbeit-e-t, rechn-e-t, öffn-e-t
MODALS = ("dürfen", "können", "mögen", "müssen", "sollen", "wollen")
PRETERITE_AS_CONDITIONAL = {"sollte", "sollten", "solltest", "solltet"}  # read as Konjunktiv II, which they mostly are


@cache
def separable() -> tuple[str, ...]:
    """Prefixes that leave the verb in a main clause, longest first."""
    return tuple(sorted(_morphology()["separable"], key=len, reverse=True))


@cache
def inseparable() -> tuple[str, ...]:
    """Prefixes that stay, and take the ge- of the participle; longest first."""
    return tuple(sorted(_morphology()["inseparable"], key=len, reverse=True))


@cache
def special_forms() -> dict[str, list[tuple[str, str]]]:
    """(form, code) of the verbs that are like no other."""
    entries = {verb: [entry.split(":") for entry in listed] for verb, listed in _morphology()["forms"].items()}
    return {verb: [(form, code) for form, codes in pairs for code in codes] for verb, pairs in entries.items()}


def _morphology() -> dict:
    return tomllib.loads(MORPHOLOGY.read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Irregular:
    present: tuple[str, ...]
    preterite: tuple[str, ...]
    subjunctive: tuple[str, ...]
    participle: tuple[str, ...]


def read_irregular(path: Path) -> dict[str, Irregular]:
    with path.open(encoding="utf-8") as rows:
        return {
            row["infinitive"]: Irregular(
                *(tuple(row[k].split("/")) for k in ("present", "preterite", "subjunctive", "participle"))
            )
            for row in csv.DictReader(rows, delimiter="\t")
        }


def past(base: str, code: str) -> Iterator[tuple[str, str]]:
    """Personal forms of a preterite or Konjunktiv II."""
    yield base, code
    if base.endswith("e"):
        yield from ((base + ending, code) for ending in ("n", "st"))
    else:
        yield from ((base + ending, code) for ending in ("en", "st"))


def simple_forms(infinitive: str, irregular: Irregular | None, prefixed: bool) -> Iterator[tuple[str, str]]:
    """Forms of a verb without separable prefix; `prefixed` verbs have a participle without ge-."""
    if infinitive in special_forms():
        yield from special_forms()[infinitive]
        return
    stem = infinitive[:-2] if infinitive.endswith("en") else infinitive[:-1]
    e = "e" if NEEDS_E.search(stem) else ""
    yield from (
        (infinitive, "I"),
        (infinitive, "R"),
        (stem + "e", "K" if infinitive in MODALS else "k"),
        (stem + "est", "K"),
    )
    if infinitive.endswith(("eln", "ern")):
        yield stem[:-2] + stem[-1] + "e", "k"
    yield stem + e + "t", "R"
    if irregular is None:
        yield stem + e + "st", "R"
        yield from past(stem + e + "te", "T")
        bare = prefixed or infinitive.endswith("ieren")
        yield ("" if bare else "ge") + stem + e + "t", "P"
        return
    for present in irregular.present:
        yield present, "R"
        yield (present + "st" if infinitive in MODALS else present.removesuffix("t") + "st"), "R"
    for preterite in irregular.preterite:
        yield from past(preterite, "T")
    for subjunctive in irregular.subjunctive:
        if subjunctive not in irregular.preterite:
            yield from past(subjunctive, "J")
    for participle in irregular.participle:
        yield (participle.removeprefix("ge") if prefixed else participle), "P"


def forms(infinitive: str, irregular: dict[str, Irregular], attested: Iterable[str]) -> Iterator[tuple[str, str]]:
    """All forms of a verb with their codes: irregular and separable verbs by their base."""
    if infinitive in irregular or infinitive in special_forms():
        yield from simple_forms(infinitive, irregular.get(infinitive), False)
        return
    for prefix in separable():
        base = infinitive.removeprefix(prefix)
        if base != infinitive and len(base) > 3 and (base in irregular or base in attested):
            for form, code in forms(base, irregular, attested):
                yield prefix + form, code
                if code == "I":
                    yield prefix + "zu" + form, "Z"
            if prefix not in inseparable():
                return
            break
    for prefix in inseparable():
        base = infinitive.removeprefix(prefix)
        if base != infinitive and base in irregular:
            yield from ((prefix + form, code) for form, code in simple_forms(base, irregular[base], True))
            return
        if base != infinitive and len(base) > 3:
            yield from simple_forms(infinitive, None, True)
            return
    yield from simple_forms(infinitive, None, False)


def infinitives(counts: Counter[str], after_zu: Counter[str], irregular: dict[str, Irregular]) -> set[str]:
    """Infinitives that the text attests: after "zu" or around it ("anzukündigen"), with another form of the verb."""
    found = set(irregular)
    zu = re.compile(rf"^({'|'.join(separable())})zu(\w{{2,}}n)$")
    candidates = Counter(
        {word: n for word, n in after_zu.items() if re.fullmatch(r"[a-zäöüß]{3,}(?:en|ern|eln)", word)}
    )
    for word, n in counts.items():
        if match := zu.match(word):
            candidates[match[1] + match[2]] += n
    for word in counts:
        if (
            counts[word] >= 5
            and re.fullmatch(r"[a-zäöüß]{3,}(?:en|ern|eln)", word)
            and regular_evidence(word, counts) >= 2
        ):
            candidates[word] += 2
    for word, n in candidates.items():
        base = next((p for p in (*separable(), *inseparable()) if word.removeprefix(p) in irregular), None)
        if n >= 2 and (base or regular_evidence(word, counts)):
            found.add(word)
    special = {form for verb, listed in special_forms().items() for form, _ in listed if form != verb}
    return found - special


def regular_evidence(infinitive: str, counts: Counter[str]) -> int:
    """How many of a regular verb's tell-tale forms (present, preterite, participle) the text has twice or more."""
    stem = infinitive[:-2] if infinitive.endswith("en") else infinitive[:-1]
    prefix = next((p for p in separable() if infinitive.startswith(p)), "")
    rest, e = stem[len(prefix) :], "e" if NEEDS_E.search(stem) else ""
    participle = f"{prefix}ge{rest}{e}t" if not infinitive.startswith(inseparable()) else stem + e + "t"
    tell_tale = {stem + e + "t", stem + e + "te", participle, stem + e + "ten"}
    return sum(counts[form] >= 2 for form in tell_tale)


def verb_table(
    counts: Counter[str], after_zu: Counter[str], irregular: dict[str, Irregular]
) -> dict[str, dict[str, str]]:
    """Form -> lemma -> codes, for forms in the text and for all of the irregular verbs; the likelier lemma first.

    A form has a second lemma only for readings that the first does not have ("gehört": gehören R, hören P).
    """
    known = infinitives(counts, after_zu, irregular)
    readings: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for infinitive in known:
        for form, code in forms(infinitive, irregular, known):
            if counts[form] or infinitive in irregular:
                readings[form][infinitive].add("J" if form in PRETERITE_AS_CONDITIONAL else code)
    weight = {verb: counts[verb] + after_zu[verb] for verb in known}
    return {form: ranked(form, lemmas, irregular, weight) for form, lemmas in readings.items()}


def ranked(
    form: str, lemmas: dict[str, set[str]], irregular: dict[str, Irregular], weight: dict[str, int]
) -> dict[str, str]:
    def rank(verb: str) -> tuple[bool, bool, bool, int, str]:
        return verb in special_forms(), form == verb, verb in irregular, weight[verb], verb

    order = sorted(lemmas, key=rank, reverse=True)
    kept: dict[str, str] = {}
    for lemma in order:
        new = lemmas[lemma] - set("".join(kept.values()))
        if new:
            kept[lemma] = "".join(sorted(new))
    return kept


NOUN_ENDINGS = ("es", "s", "en", "n", "e", "er", "ern", "se", "sen", "nen", "")
UMLAUT = str.maketrans("äöü", "aou")
SINGULAR = frozenset({"ein", "eine", "einen", "einem", "einer", "kein", "jeder", "jede", "jedes", "dieses", "das"})


def noun_table(counts: Counter[str], after_singular: Counter[str], after_des: Counter[str]) -> dict[str, str]:
    """Inflected noun -> base form: of a genitive ("des Rats") what remains without its ending, of other forms a base
    that is attested as a singular far more than the form itself.
    """
    table = {}
    for form, n in counts.items():
        if n < 4 or not re.fullmatch(r"[A-ZÄÖÜ][a-zäöüß]{4,}", form):
            continue
        base = genitive_base(form, counts) if after_des[form] > n / 10 else None
        base = base or singular_base(form, counts, after_singular)
        if base != form:
            table[form] = base
    return {form: table.get(base, base) for form, base in table.items() if table.get(base, base) != form}


def genitive_base(form: str, counts: Counter[str]) -> str | None:
    stems = [form.removesuffix(ending) for ending in ("es", "s") if form.endswith(ending)]
    return max((stem for stem in stems if counts[stem] >= 3), key=lambda stem: counts[stem], default=None)


def singular_base(form: str, counts: Counter[str], after_singular: Counter[str]) -> str:
    own = after_singular[form] / counts[form]
    best, best_count = form, 0
    for ending in NOUN_ENDINGS:
        if not form.endswith(ending):
            continue
        stem = form[: len(form) - len(ending)]
        for base in (stem, stem + "e" if ending == "en" else stem, stem[:1] + stem[1:].translate(UMLAUT)):
            if len(base) > 2 and base != form and after_singular[base] >= 3 and after_singular[base] > best_count:
                if after_singular[base] / counts[base] > 3 * own + 0.01:
                    best, best_count = base, after_singular[base]
                if base == stem and ending in {"en", "n", "e", "es", "s"}:
                    break  # no umlaut where the plain stem is a word: Förderungen is of Förderung
    return best
