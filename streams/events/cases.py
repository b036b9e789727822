"""What a parser that reads no case gets wrong in German: which argument is the subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from streams.events.frames import Frame
from streams.events.tokens import Token

if TYPE_CHECKING:
    from streams.events.sentence import Sentence


def cases(sentence: Sentence, frame: Frame) -> None:
    """What a parser that reads no case gets wrong: two subjects, or an object where the subject stands behind."""
    token = frame.head
    own = [c for c in sentence.children[token.i] if c.dep_ in {"nsubj", "nsubj:pass"}]
    infinitive = sentence.lexicon.any_of("infinitive_mark")
    if any(c.dep_ == "mark" and c.lower_ in infinitive for c in sentence.children[token.i]):
        frame.obj += frame.subj  # an infinitive has no subject of its own
        frame.subj = []
        return
    if len(own) > 1 and not frame.passive:
        extra = sentence.members(own[1])
        frame.subj = [t for t in frame.subj if t not in extra]
        if frame.obj:
            frame.iobj += extra
        else:
            frame.obj += extra
    for subject in frame.subj if len(frame.subj) == 1 and frame.obj and not frame.passive else ():
        if plural(sentence, subject) and any(
            c.lower_ in sentence.lexicon.any_of("singular_auxiliary") for c in sentence.children[token.i]
        ):
            frame.subj, frame.obj = frame.obj, [subject]  # "Tadschikische Grenzposten hat Kirgistan angegriffen."
        elif bare_dative(sentence, subject) and frame.obj[0].i > token.i > subject.i:
            frame.iobj, frame.subj, frame.obj = [*frame.iobj, subject], frame.obj, []
    if frame.subj or frame.passive or token.dep_ in {"xcomp", "acl", "amod", "advcl", "conj"}:
        return
    if len(frame.iobj) > 1 and not frame.subj:
        masculine = [t for t in frame.iobj if nominative_der(sentence, t) and t.i > token.i]
        frame.subj, frame.iobj = masculine, [t for t in frame.iobj if t not in masculine]
    dets = {t.i: {c.lower_ for c in sentence.children[t.i]} for t in frame.obj}
    nominative = [
        t
        for t in frame.obj
        if dets[t.i] & sentence.lexicon.any_of("nominative") and not ("der" in dets[t.i] and feminine(sentence, t))
    ]
    if not nominative and len(frame.obj) > 1:  # the one that is not accusative, or else the one that can act
        other = [t for t in frame.obj if not dets[t.i] & sentence.lexicon.any_of("accusative")]
        acting = [t for t in other if t.pos_ == "PROPN" or sentence.lookup(t, sentence.lexicon.roles)]
        nominative = other if len(other) == 1 else acting[:1]
    finite = min((c.i for c in sentence.children[token.i] if c.dep_.startswith("aux")), default=token.i)
    behind = [t for t in nominative or frame.obj if t.i > finite or (nominative and len(frame.obj) > 1)]
    if behind and (len(frame.obj) > 1 or frame.iobj or nominative or _reflexive(sentence, token)):
        subject = behind[-1]
        frame.subj = sentence.members(subject)
        frame.obj = [t for t in frame.obj if t not in frame.subj]


def _reflexive(sentence: Sentence, verb: Token) -> bool:
    words = sentence.lexicon.any_of("reflexive")
    return any(c.lower_ in words for c in sentence.children[verb.i])


def feminine(sentence: Sentence, noun: Token) -> bool:
    """ "der Türkei", "der Armee": with "der" no subject; told by the ending."""
    return noun.lower_.endswith(tuple(sentence.lexicon.any_of("feminine")))


def nominative_der(sentence: Sentence, noun: Token) -> bool:
    return any(c.lower_ == "der" for c in sentence.children[noun.i]) and not feminine(sentence, noun)


def plural(sentence: Sentence, noun: Token) -> bool:
    """A plural without an article: "tadschikische Grenzposten", whose singular would not end so."""
    kids = sentence.children[noun.i]
    bare = not any(c.dep_.startswith("det") for c in kids) and not any(c.dep_ == "conj" for c in kids)
    return (
        bare and noun.lower_.endswith(("en", "er")) and any(c.dep_ == "amod" and c.lower_.endswith("e") for c in kids)
    )


def bare_dative(sentence: Sentence, noun: Token) -> bool:
    """ "Exilierten Aktivisten drohte ...": without an article the adjective shows the case."""
    kids = sentence.children[noun.i]
    return (
        noun.pos_ == "NOUN"
        and noun.lower_.endswith("n")
        and not any(c.dep_.startswith(("det", "nummod")) for c in kids)
        and any(c.dep_ == "amod" and c.lower_.endswith("en") for c in kids)
    )
