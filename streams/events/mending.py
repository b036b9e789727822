"""What a small parser gets wrong in plain news sentences: a finite verb that it takes for part of a noun phrase.

"Switzerland has imposed sanctions on Belarus" is read with "imposed" as a modifier of "sanctions"; the verb is put back
where a subject stands before it and the lexicon knows it.
"""

from collections.abc import Callable

from streams.events.lexicon import Lexicon
from streams.events.tokens import Doc, Parse, Token
from streams.events.wedged import as_verb, authority, between, verb_lemma

NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
MODIFIER = frozenset({"amod", "compound"})
Change = Callable[[Doc], None]
"""What puts a copy of the sentence right."""


def mended(parsed: Parse, lexicon: Lexicon) -> Parse:
    """The sentence, or a copy of it with its verb put back, or with the noun of a headline read as one."""
    if lexicon.compounds:
        return parsed
    doc = parsed.doc
    for index in _verb_forms(doc, lexicon):
        for rule in (_modifier, _governor, _infinitive, _gerund, _event_noun, _second_part, authority, between):
            if change := rule(doc[index], lexicon):
                copy = doc.copy()
                change(copy)
                if _is_tree(copy):
                    doc = copy
                    break
    return parsed if doc is parsed.doc else Parse(parsed.number, doc, parsed.offsets, parsed.text)


def _verb_forms(doc: Doc, lexicon: Lexicon) -> list[int]:
    """Where a verb stands, or a form of one that the lexicon knows: no rule changes any other word."""
    forms, verbs = lexicon.verb_forms, lexicon.verbs
    return [t.i for t in doc if t.pos_ == "VERB" or t.lower_ in forms or t.lower_ in verbs]


def _is_tree(doc: Doc) -> bool:
    """Does every token lead to a root? Heads that were moved may have made a circle of a broken parse."""
    rooted = {t.i for t in doc if t.head.i == t.i}
    for token in doc:
        path = [token.i]
        while path[-1] not in rooted:
            above = doc[path[-1]].head.i
            if above in path:
                return False
            path.append(above)
        rooted.update(path)
    return True


def _modifier(token: Token, lexicon: Lexicon) -> Change | None:
    """ "has imposed sanctions", "The army violated ceasefire", the verb read as a modifier of its object."""
    if token.dep_ not in MODIFIER or not token.i or not (lemma := verb_lemma(token, lexicon)):
        return None
    if (subject := _subject(token)) is None:
        return None
    return lambda doc: _put_back(doc, token.i, subject.i, lemma)


def _governor(token: Token, lexicon: Lexicon) -> Change | None:
    """ "Algeria accuses Morocco", the verb tagged as a noun though it has subject and object."""
    if token.pos_ not in NOMINAL or not (lemma := verb_lemma(token, lexicon) or _plain(token, lexicon)):
        return None
    subject = next((c for c in token.children if c.dep_.startswith("nsubj") and c.i < token.i), None)
    after = [c for c in token.children if c.i > token.i and c.dep_ in {"obj", "ccomp", "xcomp", "obl", "appos"}]
    plain = not any(c.dep_ in {"det", "amod", "case", "nmod:poss", "cop"} for c in token.children)
    if subject is None and plain and token.dep_ == "ROOT" and token.lower_.endswith("s"):  # "Sweden plans to send"
        before = token.doc[token.i - 1] if token.i else token
        following = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else None
        if (
            before.dep_ == "compound"
            and before.head.i == token.i
            and before.pos_ == "PROPN"
            and following is not None
            and (following.lower_ == "to" or (lemma not in lexicon.vocabulary and following.pos_ == "ADP"))
        ):
            subject, after = before, [token]
    if subject is None or not after or not plain:
        return None
    return lambda doc: _retag(doc, token.i, subject.i, lemma)


def _plain(token: Token, lexicon: Lexicon) -> str | None:
    """ "Forces arrest a man": the form without an ending."""
    sides = {c.dep_ for c in token.children}
    return token.lower_ if token.lower_ in lexicon.verbs and {"nsubj", "obj"} <= sides else None


def _infinitive(token: Token, lexicon: Lexicon) -> Change | None:
    """ "to bomb positions", the infinitive read as part of its object."""
    if token.dep_ not in MODIFIER or token.pos_ not in NOMINAL or token.lower_ not in lexicon.verbs or not token.i:
        return None
    mark = token.doc[token.i - 1]
    if mark.lower_ != "to" or (mark.pos_ != "PART" and not _wants(token.head.head, token, lexicon)):
        return None
    return lambda doc: _complete(doc, token.i, mark.i)


def _wants(above: Token, token: Token, lexicon: Lexicon) -> bool:
    """Does an infinitive belong behind the verb above: "is planning to bomb", not "agreed to trade talks"?"""
    operators = any(pattern.operator for pattern in lexicon.verbs.get(above.lemma_.lower(), ()))
    return operators and not any(pattern.alone for pattern in lexicon.nouns.get(token.lower_, ()))


def _gerund(token: Token, lexicon: Lexicon) -> Change | None:
    """ "admitted shelling the village", the gerund with an object read as a noun."""
    if token.pos_ != "NOUN" or not token.lower_.endswith("ing") or not (lemma := verb_lemma(token, lexicon)):
        return None
    if not any(c.dep_ == "obj" and c.i > token.i for c in token.children):
        return None
    return lambda doc: as_verb(doc[token.i], lemma, "VerbForm=Ger")


def _event_noun(token: Token, lexicon: Lexicon) -> Change | None:
    """ "US strike on airbase", "Fighting between A and B": the noun of a headline read as a verb."""
    if token.pos_ != "VERB" or token.dep_ not in {"ROOT", "nsubj"} or token.lower_ not in lexicon.nouns:
        return None
    if any(c.dep_.startswith(("nsubj", "aux", "obj", "mark")) or c.pos_ == "PRON" for c in token.children):
        return None
    if token.i and not any(c.dep_ in {"compound", "amod", "nmod:poss", "det"} for c in token.children):
        return None
    return lambda doc: _name(doc, token.i)


def _second_part(token: Token, lexicon: Lexicon) -> Change | None:
    """ "issued an arrest warrant", the last part of a noun read as a verb."""
    if token.pos_ != "VERB" or not token.i or token.dep_ not in {"xcomp", "acl", "dep", "advcl", "parataxis", "conj"}:
        return None
    first = token.doc[token.i - 1]
    if first.pos_ != "NOUN" or f"{first.lower_} {token.lower_}" not in lexicon.vocabulary:
        return None
    if any(c.dep_.startswith(("nsubj", "aux", "mark")) or c.i < token.i for c in token.children):
        return None
    return lambda doc: _compound(doc, token.i)


def _subject(verb: Token) -> Token | None:
    """The name before the verb, auxiliaries aside, that hangs on the same noun."""
    noun = verb.head
    while noun.dep_ in {"nmod:desc", "compound"} and noun.head.i > noun.i:  # "is probing former president Zuma"
        noun = noun.head
    if noun.i < verb.i or noun.pos_ not in NOMINAL:
        return None
    own = next((c for c in verb.children if c.dep_.startswith("nsubj") and c.i < verb.i), None)
    if own is not None:
        return own
    left = verb.i - 1
    while left > 0 and (
        verb.doc[left].pos_ == "AUX" or verb.doc[left].lower_ in {"has", "have", "had", "not", "also", "again"}
    ):
        left -= 1
    before = verb.doc[left]
    if before.pos_ not in NOMINAL or (any(c.dep_ == "cop" for c in noun.children) and not verb.lower_.endswith("ing")):
        return None
    for token in (before, *before.ancestors):
        named = token.pos_ == "PROPN" or (token.dep_ == "compound" and noun.dep_ == "ROOT" and verb.dep_ == "amod")
        if token.head.i == noun.i and token.i < verb.i and (token.dep_.startswith("nsubj") or named):
            return token
        if (
            token.head.i == noun.head.i
            and token.dep_.startswith("nsubj")
            and noun.head.lower_ in {"has", "have", "had"}
        ):
            return token
    return None


def _put_back(doc: Doc, verb: int, subject: int, lemma: str) -> None:
    """The verb takes the noun's place, the noun becomes its object."""
    token = doc[verb]
    noun = token.head
    above, dep = noun.head, noun.dep_
    if above.i != noun.i and above.lower_ in {"has", "have", "had"} and above.i < verb:
        moved = [c for c in above.children if c.i != noun.i]
        token.head, token.dep_ = (above.head if above.head.i != above.i else token), above.dep_
        for child in moved:
            child.head = token
        above.head, above.dep_ = token, "aux"
    else:
        token.head, token.dep_ = (above if above.i != noun.i else token), dep
    for child in list(noun.children):
        if child.i < verb or child.dep_ in {"aux", "aux:pass", "punct", "obl"}:
            child.head = token
    for child in token.children:
        if child.dep_ == "cop":
            child.dep_ = "aux"
    noun.head, noun.dep_ = token, "obj"
    doc[subject].head, doc[subject].dep_ = token, "nsubj"
    as_verb(token, lemma)


def _retag(doc: Doc, index: int, subject: int, lemma: str) -> None:
    token = doc[index]
    as_verb(token, lemma)
    doc[subject].dep_ = "nsubj"
    for child in token.children:
        if child.i > index and child.dep_ == "acl":
            child.dep_ = "xcomp"
        elif child.i > index and child.dep_ == "appos":
            child.dep_ = "obj"


def _complete(doc: Doc, index: int, mark: int) -> None:
    """The infinitive takes the place of the noun it was read into, as the complement of the verb above."""
    token = doc[index]
    noun = token.head
    above = noun.head
    token.head, token.dep_ = (above, "xcomp") if above.i != noun.i else (token, "ROOT")
    as_verb(token, token.lower_, "VerbForm=Inf")
    noun.head, noun.dep_ = token, "obj"
    for child in noun.children:
        if child.dep_ == "case" and child.i < index:
            child.head = token
    doc[mark].head, doc[mark].dep_, doc[mark].pos_ = token, "mark", "PART"


def _name(doc: Doc, index: int) -> None:
    token = doc[index]
    token.pos_ = "NOUN"
    token.lemma_ = token.lower_
    for child in token.children:
        if child.dep_ == "obl":
            child.dep_ = "nmod"


def _compound(doc: Doc, index: int) -> None:
    """The token takes the place of the noun before it, which becomes its first part."""
    token, first = doc[index], doc[index - 1]
    token.head, token.dep_ = (first.head, first.dep_) if first.head.i not in {first.i, index} else (token, "ROOT")
    token.pos_, token.lemma_ = "NOUN", token.lower_
    for child in [*first.children]:
        child.head = token
    first.head, first.dep_ = token, "compound"
    for child in token.children:
        if child.i > index and child.dep_ in {"obl", "advmod"}:
            child.dep_ = "nmod"
