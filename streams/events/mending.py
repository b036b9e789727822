"""What a small parser gets wrong in plain news sentences: a finite verb that it takes for part of a noun phrase.

"Switzerland has imposed sanctions on Belarus" is read with "imposed" as a modifier of "sanctions"; the verb is put back
where a subject stands before it and the lexicon knows it.
"""

from spacy.tokens import Doc, Token

from streams.events.lexicon import Lexicon
from streams.language.analysis import Parsed

NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
MODIFIER = frozenset({"amod", "compound"})


def mended(parsed: Parsed, lexicon: Lexicon) -> Parsed:
    """The sentence, or a copy of it with its verb put back."""
    if lexicon.compounds:
        return parsed
    for verb in parsed.doc:
        if (
            verb.dep_ in MODIFIER
            and verb.i
            and (lemma := verb_lemma(verb, lexicon))
            and (subject := _subject(verb)) is not None
        ):
            doc = parsed.doc.copy()
            _put_back(doc, verb.i, subject.i, lemma)
            return Parsed(parsed.number, doc, parsed.offsets)
    return parsed


def _noun_after(verb: Token) -> Token | None:
    """The noun that "held" of "the rebel-held town" modifies, read as its object."""
    return next(
        (c for c in verb.children if c.i > verb.i and c.dep_ == "obj" and c.pos_ in NOMINAL and c.i - verb.i < 4), None
    )


def _modify(doc: Doc, index: int) -> None:
    """The participle behind a hyphen becomes the modifier of its noun, which takes its place."""
    verb = doc[index]
    noun = _noun_after(verb)
    if noun is None or verb.head.i == verb.i:
        return
    above, case = verb.head, any(c.dep_ == "case" for c in verb.children)
    noun.head = above
    noun.dep_ = ("obl" if case else "obj") if above.pos_ in {"VERB", "AUX"} else "nmod"
    for child in list(verb.children):
        if child.dep_ != "punct" and child.i != index - 2:
            child.head = noun
    verb.head, verb.dep_ = noun, "amod"


def verb_lemma(token: Token, lexicon: Lexicon) -> str | None:
    """The verb that a form in -ed or -s may be, if the lexicon knows it."""
    word = token.lower_
    stems = [token.lemma_.lower()] if token.pos_ == "VERB" else []
    for ending, replacements in (("ed", ("", "e")), ("es", ("", "e")), ("s", ("",)), ("d", ("",))):
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
    if before.pos_ not in NOMINAL or any(c.dep_ == "cop" for c in noun.children):
        return None
    for token in (before, *before.ancestors):
        if token.head.i == noun.i and token.i < verb.i and (token.dep_.startswith("nsubj") or token.pos_ == "PROPN"):
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
    noun.head, noun.dep_ = token, "obj"
    doc[subject].head, doc[subject].dep_ = token, "nsubj"
    token.pos_, token.lemma_ = "VERB", lemma
    token.set_morph("VerbForm=Fin")
