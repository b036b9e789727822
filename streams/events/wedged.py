"""A verb between two noun phrases that the parser took for part of one: "President Bush mobilized troops"."""

from collections.abc import Callable

from streams.events.lexicon import Lexicon
from streams.events.tokens import Doc, Token

NOMINAL = frozenset({"NOUN", "PROPN"})
INNER = frozenset({"compound", "amod", "flat", "nmod:desc", "nummod", "nmod:poss", "det", "nmod"})
BEFORE = frozenset({"DET", "ADJ", "NUM", "PRON", "ADV"})
TAKEN = ("nsubj", "obj", "iobj", "obl", "case", "aux", "cop")
PLACED = frozenset({"in", "of", "from"})
REACH = 6


def verb_lemma(token: Token, lexicon: Lexicon) -> str | None:
    """The verb that a form in -ed or -s may be, if the lexicon knows it."""
    if token.pos_ == "VERB" and (lemma := token.lemma_.lower()) in lexicon.verbs:
        return lemma
    return lexicon.verb_forms.get(token.lower_)


def as_verb(token: Token, lemma: str, form: str = "VerbForm=Fin") -> None:
    token.pos_, token.lemma_, token.morph = "VERB", lemma, form


def between(token: Token, lexicon: Lexicon) -> Callable[[Doc], None] | None:
    """What makes a verb of a form that stands between a noun and a noun phrase, where no verb has the noun for its
    subject and nothing else joins the two."""
    doc = token.doc
    if not 0 < token.i < len(doc) - 1 or token.dep_.startswith(TAKEN) or token.pos_ in {"ADP", "AUX", "PUNCT", "PART"}:
        return None
    if not (lemma := verb_lemma(token, lexicon)) or not _finite(token, lemma):
        return None
    subject, target = _left(token, lexicon.words["weekdays"]), _right(token)
    if subject is None or target is None:
        return None
    return lambda copy: _join(copy, token.i, subject.i, target.i, lemma)


def authority(token: Token, lexicon: Lexicon) -> Callable[[Doc], None] | None:
    """ "A Delhi court issued": what makes a noun of the authority before a verb that was itself taken for one."""
    if token.pos_ != "VERB" or token.lower_ != token.lemma_.lower() or token.lower_ not in lexicon.roles:
        return None
    kids = token.children
    names = [c for c in kids if c.i < token.i and c.dep_ in {"nsubj", "compound", "amod", "obl", "det"}]
    led = any(c.pos_ == "DET" for name in names for c in (name, *name.children))
    if not led or not token.i or token.doc[token.i - 1].pos_ not in {"PROPN", "ADJ", "NOUN"}:
        return None
    if any(c.dep_.startswith(("aux", "mark", "cop")) for c in kids):
        return None
    verb = (
        token.head if token.dep_.startswith("nsubj") else next((c for c in kids if c.i > token.i and _clause(c)), None)
    )
    return None if verb is None or verb.pos_ != "VERB" else lambda copy: _lead(copy, token.i, verb.i)


def _clause(token: Token) -> bool:
    return token.pos_ == "VERB" and token.dep_ in {"ccomp", "xcomp", "parataxis", "advcl", "conj", "acl"}


def _lead(doc: Doc, noun: int, verb: int) -> None:
    """The noun becomes the subject of the verb, names before it its parts."""
    token, above = doc[noun], doc[verb]
    if above.head is token:
        above.head, above.dep_ = (above, "ROOT") if token.head is token else (token.head, token.dep_)
        for child in token.children:
            if child.i > noun:
                child.head = above
    for child in token.children:
        if child.dep_ == "nsubj" and child.i < noun:
            child.dep_ = "compound"
            for inner in child.children:
                inner.head = token if inner.dep_ == "det" else inner.head
    token.pos_, token.dep_, token.head, token.morph = "NOUN", "nsubj", above, ""


def _finite(token: Token, lemma: str) -> bool:
    """May the form be a finite verb there? Not "the data sharing agreement", "the Appeals Court", "US trade talks"."""
    if token.pos_ == "VERB" and token.dep_ not in {"amod", "compound", "nmod", "flat"}:
        return False
    if lemma == token.lower_ or token.lower_.endswith("ing"):
        return False
    if token.text[0].isupper() and any(t.is_lower for t in token.doc if len(t) > REACH):
        return False  # no headline
    first = token.doc[token.i + 1]
    return not token.lower_.endswith("s") or first.pos_ in {"DET", "PROPN", "PRON"} or first.text[:1].isupper()


def _left(token: Token, weekdays: frozenset[str]) -> Token | None:
    """The head of the noun phrase that ends before the token, if no other verb has it for an argument; "on Tuesday"
    and adverbs may stand between."""
    doc, last = token.doc, token.i - 1
    while last > 0 and (doc[last].lower_ in weekdays or (doc[last].dep_ == "advmod" and doc[last].pos_ == "ADV")):
        last -= 1 + (doc[last].lower_ in weekdays and doc[last - 1].pos_ == "ADP")
    head = doc[max(last, 0)]
    if head.pos_ not in NOMINAL and not (head.text[0].isupper() and head.i and doc[head.i - 1].pos_ == "PROPN"):
        return None
    if head.pos_ not in NOMINAL:
        head = doc[head.i - 1]  # the end of a name, taken for an adjective
    head = _top(head, token)
    if head.dep_ == "nmod" and _case(head) in PLACED and head.head.pos_ in NOMINAL and head.head.i < head.i:
        head = _top(head.head, token)  # "Police in Tbilisi"
    claimed = head.dep_.startswith(TAKEN) and head.head.i != token.i and head.head.pos_ in {"VERB", "AUX"}
    return None if _case(head) or claimed else head


def _top(head: Token, token: Token) -> Token:
    for _ in range(REACH):
        if (head.dep_ not in INNER and head.dep_ != "fixed") or head.head.i >= token.i or head.head.pos_ not in NOMINAL:
            break
        if token.i - head.head.i > REACH or any(t.pos_ in {"ADP", "VERB", "PUNCT"} for t in _span(head)):
            break
        head = head.head
    while head.dep_ == "conj" and head.head.i < head.i and head.head.pos_ in NOMINAL:
        head = head.head
    return head


def _case(token: Token) -> str | None:
    return next((c.lower_ for c in token.children if c.dep_ == "case" and c.i < token.i), None)


def _span(token: Token) -> list[Token]:
    first, last = sorted((token.i, token.head.i))
    return list(token.doc[first + 1 : last])


def _right(token: Token) -> Token | None:
    """The head of the noun phrase that begins behind the token."""
    head = next((t for t in token.doc[token.i + 1 : token.i + REACH] if t.pos_ not in BEFORE), token)
    while head.pos_ in NOMINAL and head.dep_ in INNER and token.i < head.i < head.head.i <= head.i + REACH:
        head = head.head
    return head if head.pos_ in NOMINAL and head.i > token.i and not head.dep_.startswith("nsubj") else None


def _join(doc: Doc, verb: int, subject: int, target: int, lemma: str) -> None:
    token, parts = doc[verb], {verb, subject, target}
    outer = next((doc[i] for i in (verb, target, subject) if not parts & {t.i for t in doc[i].ancestors}), None)
    outer = outer if outer is not None and outer.head.i != outer.i else None
    above, dep = (outer.head, outer.dep_) if outer is not None else (token, "ROOT")
    token.head, token.dep_ = above, dep if dep in {"ROOT", "ccomp", "conj", "acl:relcl"} else "parataxis"
    for index, name in ((subject, "nsubj"), (target, "obj")):
        doc[index].head, doc[index].dep_ = token, name
    for child in [*doc[target].children]:
        if child.i < verb:
            child.head = doc[subject] if child.i < subject else token
    for child in [*doc[subject].children]:
        if child.i > verb and child.i not in parts:
            child.head = token
    as_verb(token, lemma)
