"""Arguments that a verb shares with the verbs beside and above it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from streams.events.frames import SUBJECTS, Frame
from streams.events.tokens import Token

if TYPE_CHECKING:
    from streams.events.sentence import Sentence


DEPTH = 4


def share(sentence: Sentence, frame: Frame) -> None:
    """A verb coordinated with another shares its subject, and the object that stands behind or before both."""
    token = frame.head
    if token.dep_ == "conj" and (sentence.up(token).pos_ in {"VERB", "AUX"} or sentence.verbal(sentence.up(token))):
        first = sentence.frame(sentence.up(token))
        own = any(c.dep_ in SUBJECTS for c in sentence.children[token.i])
        if not own:
            passive = (
                frame.passive
                or (
                    first.passive
                    and not any(c.dep_ in {"aux", "obj"} for c in sentence.children[token.i])
                    and (
                        "VerbForm=Part" in str(token.morph)
                        or ("Tense=Pres" in str(token.morph) and sentence.lexicon.compounds)
                    )
                )
                or any(c.dep_ == "obl:agent" for c in sentence.children[token.i])
            )
            if passive and first.passive:
                frame.passive = True
                frame.obj += [t for t in first.obj if t not in frame.obj]
                for name in sentence.lexicon.agent:
                    if name in first.prep:
                        frame.prep.setdefault(name, first.prep[name])
            elif passive:
                frame.obj += first.subj
            else:
                frame.subj += [t for t in first.subj if t not in frame.obj]
        if not frame.obj and not frame.clauses and not frame.passive:
            frame.obj += [t for t in first.obj if t.i > token.i]
    for child in sentence.children[token.i]:
        if child.dep_ == "conj" and child.pos_ == "VERB" and not frame.obj and not frame.passive and child.i > token.i:
            frame.obj += [
                t for c in sentence.children[child.i] if c.dep_ == "obj" for t in sentence.members(c) if t.i > child.i
            ]


def inherit(sentence: Sentence, frame: Frame) -> None:
    """The subject of an infinitive, participle or embedded clause, from the verb or noun above."""
    token, above = frame.head, sentence.up(frame.head)
    marks = sentence.lexicon.any_of("infinitive_mark")
    infinitive = any(c.dep_ == "mark" and c.lower_ in marks for c in sentence.children[token.i])
    if above.i == token.i or (not infinitive and any(c.dep_ in SUBJECTS for c in sentence.children[token.i])):
        return
    dep = token.dep_
    if dep.startswith(("xcomp", "advcl", "ccomp", "parataxis")) or (dep == "acl" and above.pos_ == "VERB"):
        if "Mood=" in str(token.morph) and dep.startswith(("ccomp", "parataxis", "advcl")):
            return
        upper = sentence.frame(above)
        controlled = upper.obj or upper.iobj
        if (
            dep.startswith("xcomp")
            and controlled
            and above.lemma_.lower() not in sentence.lexicon.any_of("subject_control")
        ):
            frame.subj = [t for t in controlled if t.i != token.i]
        elif dep.startswith("xcomp") or not controlled:
            frame.subj = list(upper.subj) or ([] if not upper.passive else list(upper.obj))
        else:
            frame.subj = list(upper.subj)
    elif dep in {"acl", "acl:relcl", "amod"}:
        if "VerbForm=Inf" in str(token.morph):
            holder = sentence.up(above) if above.dep_ in {"obj", "obl", "nsubj:pass", "nsubj"} else None
            frame.subj = list(sentence.frame(holder).subj) if holder is not None and holder.pos_ == "VERB" else []
            if not frame.subj:  # "Sweden's plan to send"
                frame.subj = [
                    c
                    for c in sentence.children[above.i]
                    if c.dep_ in {"nmod:poss", "compound", "nsubj"} and c.pos_ == "PROPN"
                ]
        elif (
            (dep != "acl:relcl" and "VerbForm=Part" not in str(token.morph))
            or "Tense=Pres" in str(token.morph)
            or "VerbForm=Ger" in str(token.morph)
        ):
            frame.subj = _author(sentence, above) or [above]


def _author(sentence: Sentence, noun: Token) -> list[Token]:
    """Who speaks in "issued a statement condemning", "a letter to X threatening", "the group's report accusing"."""
    for _ in range(DEPTH):
        if sentence.in_words(noun, sentence.lexicon.any_of("documents")):
            break
        if noun.dep_ != "nmod":
            return []
        noun = sentence.up(noun)
    owners = [c for c in sentence.children[noun.i] if c.dep_ == "nmod:poss" and c.pos_ != "PRON"]
    verb = sentence.up(noun)
    if owners or verb.pos_ != "VERB" or not noun.dep_.startswith(("obj", "obl")):
        return owners
    return list(sentence.frame(verb).subj)
