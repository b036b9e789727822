"""How the arguments of a predicate are read from its dependents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from streams.events.cases import cases
from streams.events.frames import SUBJECTS, Frame
from streams.events.phrases import NOMINAL
from streams.events.sharing import inherit, share
from streams.events.tokens import Token
from streams.events.words import AUXILIARIES

if TYPE_CHECKING:
    from streams.events.sentence import Sentence

NO_ARGUMENTS = frozenset({"aux", "aux:pass", "cop", "case", "det", "cc", "conj", "punct"})
PASSIVE = frozenset({"aux:pass", "nsubj:pass"})
CLAUSES = frozenset({"xcomp", "ccomp", "advcl", "parataxis", "acl", "csubj"})
STRAY = frozenset({"advmod", "dep", "discourse", "vocative", "obl:unmarked"})  # what a subject is taken for


def fill(sentence: Sentence, frame: Frame) -> None:  # noqa: PLR0912 - one case a line
    token = frame.head
    kids = sentence.children[token.i]
    if sentence.copula(token) is not None:
        frame.pred.append(token)
    elif token.dep_ in {"aux", "aux:pass", "cop"}:
        return
    infinitive = "VerbForm=Inf" in str(token.morph) and sentence.lexicon.compounds
    deps = {c.dep_ for c in kids}
    frame.passive = not infinitive and not deps.isdisjoint(PASSIVE)
    if frame.passive and sentence.lexicon.compounds:
        told = {c.lemma_.lower() for c in kids if c.dep_.startswith("aux")}
        subject = "nsubj" in deps and "nsubj:pass" not in deps
        active = told & sentence.lexicon.any_of("active_auxiliary") and not told & sentence.lexicon.any_of(
            "passive_auxiliary"
        )
        perfect = subject and told == sentence.lexicon.any_of("motion_auxiliary")  # "sind eingedrungen"
        frame.passive = not (active or perfect)
    reflexive = sentence.lexicon.any_of("reflexive")
    splits = sentence.lexicon.compounds or sentence.split
    for child in kids:
        if child.dep_ not in NO_ARGUMENTS and (child.pos_ != "PRON" or child.lower_ not in reflexive):
            place(sentence, frame, child)
            if splits:
                place_split(sentence, frame, child)
    if sentence.lexicon.compounds:
        cases(sentence, frame)
    share(sentence, frame)
    if not frame.subj and not frame.passive:
        inherit(sentence, frame)
    participle = "VerbForm=Part" in str(token.morph)
    auxiliary = not deps.isdisjoint(AUXILIARIES)
    if (
        token.dep_ == "acl"
        and not frame.subj
        and not frame.passive
        and (frame.obj or frame.clauses or _intransitive(sentence, frame))
        and sentence.up(token).lower_ not in sentence.temporal
        and sentence.up(token).pos_ in NOMINAL
    ):
        frame.subj = sentence.members(
            sentence.up(token)
        )  # "the army, threatening ..."; also a main verb read as a modifier
    if token.dep_ == "acl:relcl" and frame.subj and not (frame.obj or frame.passive or sentence.lexicon.compounds):
        marks = [c for c in kids if c.dep_ == "mark" and c.lower_ in sentence.lexicon.any_of("relative")]
        frame.obj = [sentence.up(token)] if marks else []  # "the posts that Kyrgyzstan attacked"
    if not frame.subj and not frame.passive:
        frame.subj = [c for c in kids if stray(sentence, c, token)]
    active = bool(frame.subj) and token.dep_ == "acl" and _intransitive(sentence, frame)
    if token.dep_ in {"acl", "amod"} and participle and not (frame.obj or active) and "Tense=Pres" not in token.morph:
        frame.subj, frame.obj, frame.passive = agents(sentence, frame), [sentence.up(token)], True
    elif participle and not auxiliary and frame.subj and not frame.obj and token.dep_ in {"ROOT", "parataxis"}:
        frame.bare_participle = True
    elif frame.passive:
        frame.subj = agents(sentence, frame)
    elif (
        (
            sentence.lexicon.compounds
            and not frame.subj
            and frame.obj
            and token.i
            and sentence.doc[token.i - 1].text in ',“"«'
        )
        and "VerbForm=Fin" in str(token.morph)
        and frame.obj[0].i > token.i
    ):
        frame.subj, frame.obj = frame.obj, []  # ", warnte Teheran."


def place(sentence: Sentence, frame: Frame, child: Token) -> None:  # noqa: PLR0912 - one case a line
    dep = child.dep_
    if dep in SUBJECTS:
        if child.lower_ in sentence.temporal and not sentence.lexicon.compounds:
            return  # "The court on Friday quashed"
        if frame.passive and dep != "csubj":
            frame.obj += sentence.members(child)
        elif dep != "csubj":
            frame.subj += sentence.members(child)
    elif dep == "obj" and sentence.case(child) is None:
        frame.obj += sentence.members(child)
    elif dep in {"iobj", "obl:arg"} and sentence.case(child) is None:
        frame.iobj += sentence.members(child)
    elif dep.startswith(("obl", "nmod", "obj")) and child.lower_ in sentence.temporal:
        return
    elif dep.startswith(("obl", "nmod", "obj")):
        case = sentence.case(child)
        if (
            case is not None
            and frame.lemma.endswith(f" {case}")
            and dep.startswith("obl")
            and any(c.i == frame.head.i + 1 and c.lower_ == case for c in sentence.children[child.i])
        ):
            frame.obj += sentence.members(child)  # "took in refugees"
        if case is None:
            if child.pos_ in {"NOUN", "PROPN", "PRON"} and dep not in {
                "obl:tmod",
                "obl:unmarked",
                "nmod:poss",
                "obl:agent",
            }:
                bare = dep == "obl" and child.i > frame.head.i and not frame.obj and not sentence.lexicon.compounds
                (frame.obj if bare else frame.iobj).extend(sentence.members(child))  # "took in a thousand refugees"
        else:
            for member in sentence.members(child):
                frame.prep.setdefault(sentence.case(member) or case, []).append(member)
    elif dep in CLAUSES or dep.startswith(("advcl", "ccomp", "xcomp")):
        if dep == "xcomp" and child.pos_ in {"ADJ", "NOUN", "PROPN"} and not sentence.verbal(child):
            frame.pred.append(child)
        case = sentence.case(child)
        if dep == "xcomp" and case is not None and child.pos_ in {"NOUN", "PROPN"}:
            frame.prep.setdefault(case, []).append(child)
        frame.clauses.append(child)
    elif dep in {"advmod", "compound:prt", "mark", "obl:tmod", "discourse"}:
        frame.adv.append(child)
        if (case := sentence.case(child)) is not None:
            frame.prep.setdefault(case, []).append(child)
        elif child.pos_ == "ADJ":
            frame.pred.append(child)


def place_split(sentence: Sentence, frame: Frame, child: Token) -> None:
    """What the parser joined to the noun before it: a party ("könnte Armenien Frankreich bitten") is an object,
    or a dative beside one; a noun of the lexicon ("hat der Armee Treibstoff geliefert") is the object."""
    if not child.dep_.startswith(("nsubj", "obj", "iobj", "obl")) or child.i < sentence.dateline:
        return
    queue = [child]
    while queue:
        token = queue.pop()
        for inner in sentence.children[token.i]:
            adjacent = sentence.doc[inner.i - 1].text not in {",", "("} and inner.i > token.i
            if inner.i in sentence.split:
                (frame.iobj if frame.obj and token not in frame.obj else frame.obj).append(inner)
            elif (
                adjacent
                and sentence.lexicon.compounds
                and inner.dep_ in {"appos", "flat"}
                and sentence.in_words(inner, sentence.lexicon.vocabulary)
            ):
                if token in frame.obj:
                    frame.obj.remove(token)
                    frame.iobj.append(token)
                frame.obj.append(inner)
            else:
                continue
            queue.append(inner)


def agents(sentence: Sentence, frame: Frame) -> list[Token]:
    agents = [c for c in sentence.children[frame.head.i] if c.dep_ == "obl:agent"]
    for name in sentence.lexicon.agent:
        agents += [t for t in frame.prep.get(name, []) if t not in agents]
    if not agents:  # "in der Nacht von Israel": the agent hangs on the time
        loose = sentence.lexicon.any_of("times") | sentence.lexicon.any_of("reports")
        times = [t for tokens in frame.prep.values() for t in tokens if sentence.in_whole(t, loose)]
        agents = [
            c for t in times for c in sentence.children[t.i] if sentence.case(c) in sentence.lexicon.any_of("agent")
        ]
    follows = sentence.lexicon.any_of("aus_follows")
    last = len(sentence.doc) - 1
    timely = sentence.lexicon.any_of("times")
    return [
        t for t in agents if sentence.doc[min(t.i + 1, last)].lower_ not in follows and not sentence.in_whole(t, timely)
    ]


def stray(sentence: Sentence, child: Token, verb: Token) -> bool:
    """A name before the verb that can only be its subject, whatever the parser calls it."""
    if child.pos_ != "PROPN" or child.i > verb.i:
        return False
    if child.dep_ == "obl":  # "In 1990 Iraq invaded ...": the preposition belongs to the year
        return any(
            c.dep_ == "nummod" and c.i == child.i - 1 and c.text.isdigit() and len(c.text) == 4
            for c in sentence.children[child.i]
        )
    return child.dep_ in STRAY and sentence.case(child) is None


def _intransitive(sentence: Sentence, frame: Frame) -> bool:
    """Does nobody suffer the verb, so that it cannot be a passive participle: "the minister resigned"?"""
    above = sentence.up(frame.head)
    if "ROOT" not in {above.dep_, sentence.up(above).dep_} or sentence.lexicon.compounds:
        return False
    return any(
        p.recipient is not None and "obj" not in p.recipient and not p.slots and (not p.recipient or frame.prep)
        for p in sentence.lexicon.verbs.get(frame.lemma, ())
    )
