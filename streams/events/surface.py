"""Parties by surface order where the parse does not join them to the verb: who acts before it, who suffers behind."""

from collections.abc import Sequence

from streams.events.naming import Party
from streams.events.old_parties import Parties
from streams.events.tokens import Token

FAR = 18
"""Tokens between a trigger and a party that is taken by order alone."""


def after(parties: Parties, token: Token, taken: Sequence[Party]) -> list[Party]:
    """The first party behind the trigger, before a verb with a subject of its own begins another clause."""
    sentence = parties.sentence
    for other in sentence.doc[token.i + 1 : token.i + FAR]:
        if _begins_clause(parties, other, token) or other.text in {";", ":"}:
            return []
        if other.pos_ == "VERB" and other.dep_ in {"conj", "advcl", "parataxis"} and not _purpose(parties, other):
            return []
        if other.dep_ == "mark" and other.lower_ not in parties.lexicon.any_of("complement"):
            return []
        if other.pos_ in {"PRON", "DET"} or not (found := parties.of(other)) or other.lower_ in sentence.temporal:
            continue
        fresh = [p for p in found if not any(p.same(q) for q in taken)]
        if fresh:
            return fresh[:1] if len(found) == 1 else fresh
    return []


def before(parties: Parties, token: Token, taken: Sequence[Party]) -> list[Party]:
    """The last party before the trigger that stands in no prepositional phrase, and behind no other verb."""
    sentence = parties.sentence
    for index in range(token.i - 1, max(sentence.dateline, token.i - FAR) - 1, -1):
        other = sentence.doc[index]
        if other.pos_ == "VERB" and any(c.dep_.startswith("nsubj") for c in sentence.children[index]):
            return []
        if other.pos_ not in {"NOUN", "PROPN"} or other.dep_ in {"nmod:poss", "compound", "amod"}:
            continue
        if other.dep_ in {"flat", "appos"} and not _opens(parties, other, token):
            continue
        first = other
        while first.dep_ == "conj" and sentence.up(first).pos_ in {"NOUN", "PROPN"}:
            first = sentence.up(first)
        loose = sentence.case(other) in {None, *parties.lexicon.any_of("clause_openers")}
        found = [p for m in sentence.members(first) for p in parties.of(m) if not any(p.same(q) for q in taken)]
        if found and loose and other.lower_ not in sentence.temporal:
            return found
    return []


def _opens(parties: Parties, name: Token, verb: Token) -> bool:
    """ "In Kuala Lumpur, Erdogan reiterated": is the name alone between a comma and the verb?"""
    starts = {party.start for party in parties.of(name)}
    commas = [t.i for t in parties.sentence.doc[: name.i] if t.text == ","]
    return name.i == verb.i - 1 and bool(commas) and parties.sentence.parsed.offsets[commas[-1] + 1] in starts


def behind(parties: Parties, token: Token, slots: Sequence[str], taken: Sequence[Party]) -> list[Party]:
    """The parties behind one of the prepositions in the trigger's clause, whatever the parser hung it on."""
    sentence = parties.sentence
    between = parties.lexicon.any_of("between")
    for mark in sentence.doc[token.i + 1 : token.i + 2 * FAR]:
        if mark.text in {";", ":"} or (mark.pos_ == "VERB" and mark.dep_ in {"conj", "parataxis"}):
            return []
        if mark.pos_ != "ADP" or mark.lower_ not in slots:
            continue
        found: list[Party] = []
        for other in sentence.doc[mark.i + 1 : mark.i + 7]:
            joins = mark.lower_ in between and other.pos_ in {"CCONJ", "PUNCT"}
            if other.pos_ in {"VERB", "AUX", "ADP", "CCONJ", "PUNCT"} and not joins:
                break
            if other.lower_ not in sentence.temporal and other.pos_ in {"NOUN", "PROPN"}:
                fresh = [p for p in parties.of(other) if not any(p.same(q) for q in (*taken, *found))]
                found += fresh
        if found:
            return found if mark.lower_ in between else found[-1:]
    return []


def _purpose(parties: Parties, verb: Token) -> bool:
    """ "to help ...": no clause of its own."""
    return any(c.dep_ == "mark" and c.pos_ == "PART" for c in parties.sentence.children[verb.i])


def _begins_clause(parties: Parties, other: Token, trigger: Token) -> bool:
    """Is it an argument of another verb that follows?"""
    verb = parties.sentence.up(other)
    argument = parties.lexicon.compounds or other.dep_.startswith("nsubj")
    return argument and verb.i != trigger.i and verb.i > other.i and verb.pos_ in {"VERB", "AUX"}
