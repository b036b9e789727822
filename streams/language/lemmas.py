"""Lemmas and the mood of verbs, from a pack's tables of forms; the parse reunites particles with their verbs.

`verb_forms.tsv` has form, lemma and codes of readings, `noun_forms.tsv` form and lemma; `facts.toml` says what a code
means and how a verb that is in no table is taken apart.
"""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spacy.tokens import Doc, Token

VERBAL = frozenset({"VERB", "AUX"})
AUXILIARY = frozenset({"aux", "aux:pass"})


@dataclass(frozen=True, slots=True)
class LemmaTable:
    verbs: dict[str, dict[str, str]]  # form -> lemma -> codes
    nouns: dict[str, str]
    closed: dict[str, str]  # UPOS-less exceptions: contracted negation, modals, prepositions with article
    codes: dict[str, str]  # code -> UD features
    endings: tuple[tuple[str, str], ...]  # of unknown verbs: ending -> ending of the lemma, in order
    prefixes: tuple[str, ...]  # a verb form may begin with; longest first
    infix: str  # "zu" of anzukündigen
    participle: tuple[str, str, str]  # how a regular participle begins and ends, and the lemma's ending
    particle_before: bool  # "ankündigen" (before) or "carry out" (after)
    infinitive_marks: frozenset[str]
    first_person: frozenset[str]
    nouns_upper: bool  # nouns keep their capital

    def verb_readings(self, form: str) -> dict[str, str]:
        """Lemma -> codes of a verb form; a form in no table by its old spelling, its prefix, and last its ending."""
        if known := self.verbs.get(form) or self.verbs.get(form.replace("ß", "ss")):
            return known
        for prefix in (*self.prefixes, ""):
            if not form.startswith(prefix):
                continue
            rest = form[len(prefix) :]
            if prefix and (known := self.verbs.get(rest)):
                return {prefix + lemma: codes for lemma, codes in known.items()}
            base = rest[len(self.infix) :] if self.infix and rest.startswith(self.infix) else ""
            if any("I" in codes for codes in self.verbs.get(base, {}).values()):
                return {prefix + base: "Z"}
            opening, ending, lemma_ending = self.participle
            if opening and rest.startswith(opening) and rest.endswith(ending) and len(rest) > 6:
                return {prefix + rest[len(opening) : len(rest) - len(ending)] + lemma_ending: "P"}
        for ending, replacement in self.endings:
            if form.endswith(ending) and len(form) > len(ending) + 1:
                return {form[: len(form) - len(ending)] + replacement: ""}
        return {form: ""}

    def annotate(self, doc: Doc) -> None:
        """Sets lemma and morph of every token of a parsed Doc."""
        particles: list[Token] = []
        for token in doc:
            tag = token.pos_
            if tag in VERBAL or (tag == "ADJ" and is_participle_as_adjective(token)):
                self._annotate_verb(token)
            else:
                token.lemma_ = self._other_lemma(token.text, tag)
            if token.dep_ == "compound:prt":
                particles.append(token)
        for token in particles:
            if token.head.pos_ in VERBAL:
                self._reunite(token)

    def _annotate_verb(self, token: Token) -> None:
        form = token.lower_
        if form in self.closed:
            token.lemma_ = self.closed[form]
            readings = self.verbs.get(form, {})
        else:
            readings = self.verb_readings(form)
        wanted = wanted_codes(token, self)
        lemma, code = next(
            ((lemma, code) for code in wanted for lemma, codes in readings.items() if code in codes),
            (next(iter(readings), form), ""),
        )
        if form not in self.closed:
            token.lemma_ = lemma
        features = self.codes.get(code, "")
        if code == "k":
            first = any(
                child.lower_ in self.first_person for child in token.head.children if child.dep_ == "nsubj"
            ) or any(child.lower_ in self.first_person for child in token.children)
            features = self.codes["R"] if first else features
        token.set_morph(features)

    def _other_lemma(self, text: str, tag: str) -> str:
        form = text.lower()
        if form in self.closed:
            return self.closed[form]
        if tag == "PROPN":
            return text
        return self._noun_lemma(text) if tag == "NOUN" else form

    def _noun_lemma(self, form: str) -> str:
        """By the table; a compound by its longest known end ("UN-Sicherheitsrats": UN-Sicherheitsrat)."""
        if known := self.nouns.get(form) or self.nouns.get(form.lower()):
            return known
        for start in range(2, len(form) - 3) if self.nouns_upper else ():
            end = form[start:]
            known = self.nouns.get(end if end[0].isupper() else end.capitalize())
            if known:
                return form[:start] + (known if end[0].isupper() else known.lower())
        return form if self.nouns_upper else form.lower()

    def _reunite(self, particle: Token) -> None:
        verb = particle.head
        part = particle.lower_
        if self.particle_before:
            if not verb.lemma_.startswith(part):
                verb.lemma_ = part + verb.lemma_
        else:
            verb.lemma_ = f"{verb.lemma_} {part}"


def is_participle_as_adjective(token: Token) -> bool:
    """Whether an adjective is one for the tagger alone, and the participle of a passive or perfect."""
    return any(child.dep_ in AUXILIARY for child in token.children)


def wanted_codes(token: Token, table: LemmaTable) -> str:
    """The readings a context allows, likeliest first: after "zu", under an auxiliary, as a modifier, else finite."""
    auxiliaries = [child for child in token.children if child.dep_ in AUXILIARY]
    if any(child.lower_ in table.infinitive_marks and child.dep_ in {"mark", "aux"} for child in token.children):
        return "ZIPG"
    if auxiliaries:
        return "PIZGRTkKJ"
    if token.dep_ in {"acl", "amod"} and not any(child.dep_.startswith("nsubj") for child in token.children):
        return "PGZIRTkKJ"
    return "RTkKJIZPG"


def load_lemmas(folder: Path, facts: dict[str, Any]) -> LemmaTable:
    """The tables of a pack folder; raises OSError, KeyError or ValueError where they are damaged."""
    verbs: dict[str, dict[str, str]] = {}
    for form, lemma, codes in _rows(folder / "verb_forms.tsv"):
        verbs.setdefault(form, {})[lemma] = codes
    rules = facts["lemmas"]
    return LemmaTable(
        verbs=verbs,
        nouns=dict(_rows(folder / "noun_forms.tsv")),
        closed=rules["closed"],
        codes=rules["codes"],
        endings=tuple((ending, replacement) for ending, replacement in rules["endings"]),
        prefixes=tuple(sorted(rules["prefixes"], key=len, reverse=True)),
        infix=rules["infix"],
        participle=tuple(rules["participle"]),
        particle_before=rules["particle"] == "before",
        infinitive_marks=frozenset(rules["infinitive_marks"]),
        first_person=frozenset(rules["first_person"]),
        nouns_upper=rules["nouns_upper"],
    )


def _rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
