"""Pairs that a sentence seems to tell and that are no two parties of politics: people, firms, titles, owners."""

from streams.events.acceptance import AUTHORITIES, TALK
from streams.events.old_parties import Parties, Party
from streams.events.sentence import Sentence
from streams.events.tokens import Token

PUBLIC = AUTHORITIES | {"IGO", "NGO"}
SPOKEN = frozenset({*TALK, "REQUEST", "REJECT", "ACCUSE", "AID", "CONCEDE", "THREATEN"})
"""What firms, clubs, patients and artists do with each other all day."""


def plausible(actor: Party | None, recipient: Party | None, category: str, trigger: Token, parties: Parties) -> bool:
    """Can these two be the sides of a political deed? `actor` and `recipient` as the sentence names them."""
    sentence = parties.sentence
    if any(p is not None and p.head < sentence.dateline for p in (actor, recipient)):
        return False
    return not (
        _private(actor, recipient, category)
        or _one_person(actor, recipient, sentence)
        or _kin(actor, recipient, sentence)
        or _possessor(actor, trigger, parties)
        or _thing(actor, sentence)
    )


def _private(actor: Party | None, recipient: Party | None, category: str) -> bool:
    """Does no state, authority, body or armed group stand on either side: only people, firms, places of one country?"""
    if category not in SPOKEN or actor is None:
        return False
    if recipient is not None and actor.country and recipient.country and actor.country != recipient.country:
        return False
    return not any(p is not None and (p.sector in PUBLIC or p.group) for p in (actor, recipient))


def _one_person(actor: Party | None, recipient: Party | None, sentence: Sentence) -> bool:
    """ "Außenminister Nikola Poposki": a title without an article and the name behind it are one."""
    if actor is None or recipient is None:
        return False
    title, name = sorted((actor, recipient), key=lambda party: party.start)
    between = sentence.doc[title.head + 1 : name.head + 1]
    bare = not any(c.dep_.startswith("det") for c in sentence.children[title.head])
    titled = title.person and not title.linked and bare and sentence.doc[title.head].pos_ == "NOUN"
    return titled and bool(between) and len(between) <= 3 and all(t.pos_ == "PROPN" for t in between)


def _possessor(actor: Party | None, trigger: Token, parties: Parties) -> bool:
    """ "Österreichs Autofahrer": is the actor only the country whose people, firms or towns act?"""
    if actor is None or not actor.linked or not parties.lexicon.compounds:
        return False
    sentence, name = parties.sentence, parties.sentence.doc[actor.head]
    behind = next((t for t in sentence.doc[name.i + 1 :] if t.pos_ != "ADJ"), None)
    if behind is None or behind.pos_ not in {"NOUN", "PROPN"} or behind.i == trigger.i:
        return False
    return parties.genitive(name) and not sentence.lookup(behind, sentence.lexicon.nouns)


def _thing(actor: Party | None, sentence: Sentence) -> bool:
    """A factory or a district does nothing; German role nouns without a sector that can act are listed."""
    if actor is None or actor.sector or actor.linked or not actor.place or not sentence.lexicon.compounds:
        return False
    head = sentence.doc[actor.head]
    return sentence.lookup(head, sentence.lexicon.roles) == "" and not sentence.in_words(
        head, sentence.lexicon.any_of("acting")
    )


def _kin(actor: Party | None, recipient: Party | None, sentence: Sentence) -> bool:
    """What husbands, wives and children do to each other."""
    words = sentence.lexicon.any_of("kin")
    return (
        actor is not None
        and (actor.sector, recipient.sector if recipient else None) in {("CVL", "CVL"), ("CVL", None)}
        and any(sentence.in_words(sentence.doc[p.head], words) for p in (actor, recipient) if p is not None)
    )
