"""What a small parser gets wrong in plain news sentences: a finite verb that it takes for part of a noun phrase.

"Switzerland has imposed sanctions on Belarus" is read with "imposed" as a modifier of "sanctions"; the verb is put back
where a subject stands before it and the lexicon knows it.
"""

from collections.abc import Callable

from spacy.tokens import Doc, Token

from streams.events.lexicon import Lexicon
from streams.language.analysis import Parsed

NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
MODIFIER = frozenset({"amod", "compound"})
Change = Callable[[Doc], None]
"""What puts a copy of the sentence right."""


def mended(parsed: Parsed, lexicon: Lexicon) -> Parsed:
    """The sentence, or a copy of it with its verb put back, or with the noun of a headline read as one."""
    if lexicon.compounds:
        return parsed
    for token in parsed.doc:
        for rule in (_modifier, _governor, _infinitive, _event_noun):
            if change := rule(token, lexicon):
                doc = parsed.doc.copy()
                change(doc)
                return Parsed(parsed.number, doc, parsed.offsets)
    return parsed


def _modifier(token: Token, lexicon: Lexicon) -> Change | None:
    """ "has imposed sanctions", "The army violated ceasefire", the verb read as a modifier of its object."""
    if token.dep_ not in MODIFIER or not token.i or not (lemma := verb_lemma(token, lexicon)):
        return None
    if (subject := _subject(token)) is None:
        return None
    return lambda doc: _put_back(doc, token.i, subject.i, lemma)


def _governor(token: Token, lexicon: Lexicon) -> Change | None:
    """ "Algeria accuses Morocco", the verb tagged as a noun though it has subject and object."""
    if token.pos_ not in NOMINAL or not (lemma := verb_lemma(token, lexicon)):
        return None
    subject = next((c for c in token.children if c.dep_.startswith("nsubj") and c.i < token.i), None)
    after = [c for c in token.children if c.i > token.i and c.dep_ in {"obj", "ccomp", "xcomp", "obl", "appos"}]
    plain = not any(c.dep_ in {"det", "amod", "case", "nmod:poss", "cop"} for c in token.children)
    if subject is None and plain and token.dep_ == "ROOT" and token.lower_.endswith("s"):  # "Sweden plans to send"
        before = token.doc[token.i - 1] if token.i else token
        following = token.doc[token.i + 1].lower_ if token.i + 1 < len(token.doc) else ""
        if before.dep_ == "compound" and before.head.i == token.i and before.pos_ == "PROPN" and following == "to":
            subject, after = before, [token]
    if subject is None or not after or not plain:
        return None
    return lambda doc: _retag(doc, token.i, subject.i, lemma)


def _infinitive(token: Token, lexicon: Lexicon) -> Change | None:
    """ "to bomb positions", the infinitive read as part of its object."""
    if token.dep_ not in MODIFIER or token.pos_ not in NOMINAL or token.lower_ not in lexicon.verbs or not token.i:
        return None
    mark = token.doc[token.i - 1]
    if mark.pos_ != "PART" or mark.lower_ != "to":
        return None
    return lambda doc: _complete(doc, token.i, mark.i)


def _event_noun(token: Token, lexicon: Lexicon) -> Change | None:
    """ "US strike on airbase", "Fighting between A and B": the noun of a headline read as a verb."""
    if token.pos_ != "VERB" or token.dep_ != "ROOT" or token.lower_ not in lexicon.nouns:
        return None
    if any(c.dep_.startswith(("nsubj", "aux", "obj", "mark")) or c.pos_ == "PRON" for c in token.children):
        return None
    if token.i and not any(c.dep_ in {"compound", "amod", "nmod:poss", "det"} for c in token.children):
        return None
    return lambda doc: _name(doc, token.i)


def verb_lemma(token: Token, lexicon: Lexicon) -> str | None:
    """The verb that a form in -ed or -s may be, if the lexicon knows it."""
    word = token.lower_
    stems = [token.lemma_.lower()] if token.pos_ == "VERB" else []
    if (lemma := lexicon.irregular.get(word)) in lexicon.verbs:
        stems.append(lemma)
    for ending, replacements in (("ed", ("", "e")), ("es", ("", "e")), ("s", ("",)), ("d", ("",)), ("ing", ("", "e"))):
        if word.endswith(ending):
            stems += [word[: -len(ending)] + replacement for replacement in replacements]
    return next((stem for stem in stems if stem in lexicon.verbs), None)


def _subject(verb: Token) -> Token | None:
    """The name before the verb, auxiliaries aside, that hangs on the same noun."""
    noun = verb.head
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
    token.pos_, token.lemma_ = "VERB", lemma
    token.set_morph("VerbForm=Fin")


def _retag(doc: Doc, index: int, subject: int, lemma: str) -> None:
    token = doc[index]
    token.pos_, token.lemma_ = "VERB", lemma
    token.set_morph("VerbForm=Fin")
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
    token.pos_, token.lemma_ = "VERB", token.lower_
    token.set_morph("VerbForm=Inf")
    noun.head, noun.dep_ = token, "obj"
    doc[mark].head, doc[mark].dep_ = token, "mark"


def _name(doc: Doc, index: int) -> None:
    token = doc[index]
    token.pos_ = "NOUN"
    token.lemma_ = token.lower_
    for child in token.children:
        if child.dep_ == "obl":
            child.dep_ = "nmod"
