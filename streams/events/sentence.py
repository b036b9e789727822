"""A parsed sentence as the coder sees it: which lexicon words a token is, and the frame of each predicate.

A frame has its arguments undone of passive, control, coordination and relative clauses, so that patterns are written in
the active and in no order.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from spacy.tokens import Token

from streams.events.lexicon import Lexicon
from streams.events.patterns import plain
from streams.language.analysis import Parsed

CLAUSES = frozenset({"xcomp", "ccomp", "advcl", "parataxis", "acl", "csubj"})
SUBJECTS = frozenset({"nsubj", "nsubj:pass", "nsubj:outer", "csubj", "expl:subj"})
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET", "X"})
AUXILIARIES = frozenset({"aux", "aux:pass", "cop"})
ENDINGS = ("n", "s", "e", "en", "es", "er", "ns", "nen", "em")  # of nouns and adjectives that a table of lemmas missed
STRAY = frozenset({"advmod", "dep", "discourse", "vocative", "obl:unmarked"})  # what a subject is taken for
DASHES = frozenset("-–—")
UMLAUTS = str.maketrans("äöü", "aou")
DEPTH = 4  # of noun phrases inside noun phrases


@dataclass(slots=True)
class Frame:
    head: Token
    lemma: str
    subj: list[Token] = field(default_factory=list)
    obj: list[Token] = field(default_factory=list)
    iobj: list[Token] = field(default_factory=list)
    pred: list[Token] = field(default_factory=list)
    prep: dict[str, list[Token]] = field(default_factory=dict)
    clauses: list[Token] = field(default_factory=list)
    adv: list[Token] = field(default_factory=list)
    passive: bool = False
    bare_participle: bool = False  # a headline's: "two held in Minsk"

    def slot(self, name: str) -> list[Token]:
        match name:
            case "subj":
                return self.subj
            case "obj":
                return self.obj
            case "iobj":
                return self.iobj
            case "pred":
                return self.pred
            case "adv":
                return self.adv
        return self.prep.get(name, [])


class Sentence:
    """Caches what is asked of a sentence's tokens; lives as long as the sentence is coded."""

    def __init__(self, parsed: Parsed, lexicon: Lexicon) -> None:
        self.parsed = parsed
        self.doc = parsed.doc
        self.lexicon = lexicon
        self.heads = [self._content(token) for token in self.doc]
        self.children: list[list[Token]] = [[] for _ in self.doc]
        for token, head in zip(self.doc, self.heads, strict=True):
            if head.i != token.i:
                self.children[head.i].append(token)
        self.temporal = {*lexicon.lists["weekdays"], *lexicon.lists["months"]}
        self.dateline = self._dateline()
        self.split: frozenset[int] = frozenset()
        """Tokens that hang on a name but are parties of their own: set by the coder, which knows the names."""
        self._keys: dict[int, tuple[str, ...]] = {}
        self._frames: dict[int, Frame] = {}

    def _dateline(self) -> int:
        """Where the sentence begins behind "Asmara - "."""
        for token in self.doc[:6]:
            if (
                token.i
                and token.text in DASHES
                and all(t.pos_ in {"PROPN", "NUM", "PUNCT", "NOUN", "X"} for t in self.doc[: token.i])
            ):
                return token.i + 1
        return 0

    def up(self, token: Token) -> Token:
        """The token's head; what hangs on an auxiliary hangs on its verb."""
        return self.heads[token.i]

    def _content(self, token: Token) -> Token:
        head = token.head
        while head.dep_ in AUXILIARIES and head.head.i != head.i and token.dep_ not in {"fixed", "conj", "punct"}:
            if head.head.i == token.i:
                return token
            head = head.head
        return head

    # ------------------------------------------------------------------ words
    def keys(self, token: Token) -> tuple[str, ...]:
        """The lower-case forms under which a noun may stand in the lexicon, the longest first."""
        if (known := self._keys.get(token.i)) is None:
            known = self._keys[token.i] = tuple(dict.fromkeys(self._forms(token)))
        return known

    def _forms(self, token: Token) -> Iterator[str]:
        word, lemma = token.lower_, token.lemma_.lower()
        bases = [word, lemma]
        if self.lexicon.compounds:
            bases = [
                word,
                *(word[: -len(end)] for end in ENDINGS if word.endswith(end) and len(word) > len(end) + 3),
                lemma,
            ]
            bases += [base.translate(UMLAUTS) for base in bases[1:] if not base.isascii()]
            if "-" in word:
                bases += [base.rpartition("-")[2] for base in bases]
        else:
            left = ""
            for child in reversed([c for c in self.children[token.i] if c.i < token.i]):
                if child.dep_ in {"compound", "amod", "nmod", "punct"} or child.pos_ == "ADJ":
                    left = f"{child.lower_} {left}".strip() if child.text not in "-'\"“”" else left
                    yield plain(f"{left} {lemma}")
                    if child.lemma_.lower() != child.lower_:
                        yield plain(f"{child.lemma_.lower()} {lemma}")
            for child in self.children[token.i]:
                if child.dep_.startswith("nmod") and child.i > token.i and self.case(child) == "of":
                    yield f"{lemma} of {child.lemma_.lower()}"
                    yield f"{lemma} of {child.lower_}"
                elif child.dep_ == "compound:prt":
                    yield f"{lemma} {child.lower_}"
        yield from bases
        if not self.lexicon.compounds:
            yield from (word[:-1] for _ in (1,) if word.endswith("s"))
            yield from (f"{word[:-2]}an" for _ in (1,) if word.endswith("men"))
            yield from (f"{word[:-3]}y" for _ in (1,) if word.endswith("ies"))
        if not self.lexicon.compounds and "-" in word:
            yield plain(word)
            tail = word.rpartition("-")[2]
            yield from (tail, tail.removesuffix("s"))

    def in_words(self, token: Token, words: Iterable[str]) -> bool:
        """Is the noun one of these? German: also where its last part is."""
        if any(key in words for key in self.keys(token)):
            return True
        return self.lexicon.compounds and self._tail(token, words) is not None

    def lookup(self, token: Token, table):
        """The value of the first key, else in German of the longest last part, that the table has; None else."""
        for key in self.keys(token):
            if key in table:
                return table[key]
        if self.lexicon.compounds and (tail := self._tail(token, table)) is not None:
            return table[tail]
        return None

    def _tail(self, token: Token, table) -> str | None:
        for key in self.keys(token):
            for cut in range(2, len(key) - 3):
                if key[cut:] in table:
                    return key[cut:]
        return None

    # ------------------------------------------------------------------ noun phrases
    def case(self, token: Token) -> str | None:
        """The preposition of a phrase: "in", "in_front_of"; None for none."""
        names = [c for c in self.children[token.i] if c.dep_ == "case" and c.text not in {"'s", "’s", "'", "’"}]
        before = [c for c in names if c.i < token.i] or names
        if not before:
            return None
        first = before[0]
        rest = [c.lower_ for c in (*before[1:], *(c for c in self.children[first.i] if c.dep_ == "fixed"))]
        lemma = first.lemma_.lower()
        return "_".join([lemma, *rest]) if rest and not self.lexicon.compounds else lemma

    def members(self, token: Token) -> list[Token]:
        """The phrase's head and what is coordinated with it, each without its relative pronoun."""
        found = [self.antecedent(token)]
        skipped = token.i < self.dateline or (
            token.lower_ in self.lexicon.any_of("subordinators") and token.pos_ in {"NOUN", "PROPN"}
        )
        if skipped:
            found = [
                c
                for c in self.children[token.i]
                if c.i >= self.dateline and c.pos_ in {"NOUN", "PROPN"} and self.case(c) is None
            ]
        queue = [token, *found] if skipped else list(found)
        while queue and len(found) < 12:
            for child in self.children[queue.pop().i]:
                if child.dep_ == "conj" and child.pos_ in NOMINAL and child not in found:
                    found.append(child)
                    queue.append(child)
        return sorted(found, key=lambda t: t.i)

    def antecedent(self, token: Token) -> Token:
        """What a relative pronoun stands for; any other token is itself."""
        if token.pos_ not in {"PRON", "DET", "SCONJ"} or token.lower_ not in self.lexicon.any_of("relative"):
            return token
        verb = self.up(token)
        for _ in range(6):
            if verb.dep_ in {"acl", "acl:relcl"}:
                return self.up(verb) if self.up(verb).i < token.i else token
            if self.up(verb).i == verb.i:
                break
            verb = self.up(verb)
        return token

    def nested(self, token: Token, slot: str, depth: int = 0) -> list[Token]:
        """Tokens of a slot inside a noun phrase and the phrases in it; `of`: genitive, possessor, "von"/"of"."""
        found: list[Token] = []
        deeper: list[Token] = []
        for child in self.children[token.i]:
            if child.dep_ == "acl" and slot != "of":  # "sanctions imposed on Iran"
                found += [
                    c for c in self.children[child.i] if c.dep_.startswith(("obl", "nmod")) and self.case(c) == slot
                ]
                continue
            if not child.dep_.startswith(("nmod", "obl", "compound", "appos", "flat")):
                continue
            case = self.case(child)
            if child.dep_.startswith(("nmod", "obl")):
                owned = case is None or case in self.lexicon.any_of("possessive")
                if case == slot or (slot == "of" and owned):
                    found.append(child)
                else:
                    deeper.append(child)
            elif (
                slot == "of"
                and case is None
                and child.i == token.i + 1
                and child.pos_ == "PROPN"
                and self.lexicon.compounds
                and (token.pos_ == "NOUN" or self.in_words(token, self.lexicon.nouns))
            ):
                found.append(child)  # a genitive that the parser took for an apposition: "der Angriff Ruandas"
        if not found and depth < DEPTH and slot != "of":
            for child in deeper:
                found += self.nested(child, slot, depth + 1)
        return found

    # ------------------------------------------------------------------ predicates
    def is_predicate(self, token: Token) -> bool:
        if token.dep_ == "amod" and not self.lexicon.compounds:
            return False  # "the rebel-held town"
        if token.pos_ == "NOUN" and not self.lexicon.compounds:
            return any(
                c.dep_ in {"aux", "aux:pass"} for c in self.children[token.i]
            )  # "could attack", taken for a noun
        return token.pos_ in {"VERB", "AUX"} or (token.pos_ == "ADJ" and bool(self._verbal(token)))

    def _verbal(self, token: Token) -> bool:
        return any(
            c.dep_ in {"aux", "aux:pass", "cop", "obj", "nsubj", "nsubj:pass", "obl:agent"}
            for c in self.children[token.i]
        )

    def frame(self, token: Token) -> Frame:
        if (known := self._frames.get(token.i)) is None:
            self._frames[token.i] = known = Frame(
                token, self._verb_lemma(token)
            )  # set first: broken parses may be circular
            self._fill(known)
        return known

    def _stray(self, child: Token, verb: Token) -> bool:
        """A name before the verb that can only be its subject, whatever the parser calls it."""
        if child.pos_ != "PROPN" or child.i > verb.i:
            return False
        if child.dep_ == "obl":  # "In 1990 Iraq invaded ...": the preposition belongs to the year
            return any(
                c.dep_ == "nummod" and c.i == child.i - 1 and c.text.isdigit() and len(c.text) == 4
                for c in self.children[child.i]
            )
        return child.dep_ in STRAY and self.case(child) is None

    def _verb_lemma(self, token: Token) -> str:  # noqa: PLR0911 - one case a line
        """The lemma, or for a form that was taken for an adjective or is in no table the verb that it looks like."""
        lemma = token.lemma_.lower()
        if not self.lexicon.compounds:
            after = self.doc[token.i + 1] if token.i + 1 < len(self.doc) else token
            if (
                after.pos_ in {"ADP", "ADV", "PART"}
                and " " not in lemma
                and (joined := f"{lemma} {after.lower_}") in self.lexicon.verbs
            ):
                return joined
            for child in self.children[token.i]:  # "turned the offer down"
                if (
                    child.i > token.i
                    and child.dep_ in {"advmod", "compound:prt"}
                    and f"{lemma} {child.lower_}" in self.lexicon.verbs
                ):
                    return f"{lemma} {child.lower_}"
            return lemma
        if lemma in self.lexicon.verbs:
            return lemma
        for child in self.children[token.i]:
            if (
                child.dep_ == "compound:prt"
                and lemma.startswith(child.lower_)
                and lemma[len(child.lower_) :] in self.lexicon.verbs
            ):
                return lemma[len(child.lower_) :]
        for ending in ("ten", "te", "t", "en"):
            if lemma.endswith(ending) and (verb := lemma[: -len(ending)] + "en") in self.lexicon.verbs:
                return verb
        return lemma[2:] if lemma.startswith("ge") and lemma[2:] in self.lexicon.verbs else lemma

    def _fill(self, frame: Frame) -> None:  # noqa: PLR0912 - one case a line
        token = frame.head
        kids = self.children[token.i]
        copula = next((c for c in kids if c.dep_ == "cop"), None)
        if token.pos_ == "VERB" and "VerbForm=Part" in str(token.morph):
            copula = None  # "ist zurückgetreten"
        if copula is not None:
            frame.lemma = copula.lemma_.lower()
            frame.pred.append(token)
        elif token.dep_ in {"aux", "aux:pass", "cop"}:
            return
        infinitive = "VerbForm=Inf" in str(token.morph) and self.lexicon.compounds
        frame.passive = not infinitive and any(c.dep_ in {"aux:pass", "nsubj:pass"} for c in kids)
        if frame.passive and self.lexicon.compounds:
            told = {c.lemma_.lower() for c in kids if c.dep_.startswith("aux")}
            subject = any(c.dep_ == "nsubj" for c in kids) and not any(c.dep_ == "nsubj:pass" for c in kids)
            active = told & self.lexicon.any_of("active_auxiliary") and not told & self.lexicon.any_of(
                "passive_auxiliary"
            )
            perfect = subject and told == self.lexicon.any_of("motion_auxiliary")  # "sind eingedrungen"
            frame.passive = not (active or perfect)
        reflexive = self.lexicon.any_of("reflexive")
        for child in kids:
            if child.pos_ != "PRON" or child.lower_ not in reflexive:
                self._place(frame, child)
                self._place_split(frame, child)
        if self.lexicon.compounds:
            self._cases(frame)
        self._share(frame)
        if not frame.subj and not frame.passive:
            self._inherit(frame)
        participle = "VerbForm=Part" in str(token.morph)
        auxiliary = any(c.dep_ in {"aux", "aux:pass", "cop"} for c in kids)
        if (
            token.dep_ == "acl"
            and not frame.subj
            and not frame.passive
            and (frame.obj or frame.clauses)
            and self.up(token).pos_ in NOMINAL
        ):
            frame.subj = self.members(
                self.up(token)
            )  # "the army, threatening ..."; also a main verb read as a modifier
        if not frame.subj and not frame.passive:
            frame.subj = [c for c in kids if self._stray(c, token)]
        if token.dep_ in {"acl", "amod"} and participle and not frame.obj and "Tense=Pres" not in str(token.morph):
            frame.subj, frame.obj, frame.passive = self._agents(frame), [self.up(token)], True
        elif participle and not auxiliary and frame.subj and not frame.obj and token.dep_ in {"ROOT", "parataxis"}:
            frame.bare_participle = True
        elif frame.passive:
            frame.subj = self._agents(frame)
        elif (
            (
                self.lexicon.compounds
                and not frame.subj
                and frame.obj
                and token.i
                and self.doc[token.i - 1].text in ',“"«'
            )
            and "VerbForm=Fin" in str(token.morph)
            and frame.obj[0].i > token.i
        ):
            frame.subj, frame.obj = frame.obj, []  # ", warnte Teheran."

    def _place_split(self, frame: Frame, child: Token) -> None:
        """What the parser joined to the noun before it: a party ("könnte Armenien Frankreich bitten") is an object,
        or a dative beside one; a noun of the lexicon ("hat der Armee Treibstoff geliefert") is the object."""
        if not child.dep_.startswith(("nsubj", "obj", "iobj", "obl")) or child.i < self.dateline:
            return
        queue = [child]
        while queue:
            token = queue.pop()
            for inner in self.children[token.i]:
                adjacent = self.doc[inner.i - 1].text not in {",", "("} and inner.i > token.i
                if inner.i in self.split:
                    (frame.iobj if frame.obj and token not in frame.obj else frame.obj).append(inner)
                elif (
                    adjacent
                    and self.lexicon.compounds
                    and inner.dep_ in {"appos", "flat"}
                    and self.in_words(inner, self.lexicon.vocabulary)
                ):
                    if token in frame.obj:
                        frame.obj.remove(token)
                        frame.iobj.append(token)
                    frame.obj.append(inner)
                else:
                    continue
                queue.append(inner)

    def _cases(self, frame: Frame) -> None:
        """What a parser that reads no case gets wrong: two subjects, or an object where the subject stands behind."""
        token = frame.head
        own = [c for c in self.children[token.i] if c.dep_ in {"nsubj", "nsubj:pass"}]
        if any(c.lower_ in self.lexicon.any_of("infinitive_mark") and c.dep_ == "mark" for c in self.children[token.i]):
            frame.obj += frame.subj  # an infinitive has no subject of its own
            frame.subj = []
            return
        if len(own) > 1 and not frame.passive:
            extra = self.members(own[1])
            frame.subj = [t for t in frame.subj if t not in extra]
            if frame.obj:
                frame.iobj += extra
            else:
                frame.obj += extra
        for subject in frame.subj if len(frame.subj) == 1 and frame.obj and not frame.passive else ():
            if self._plural(subject) and any(
                c.lower_ in self.lexicon.any_of("singular_auxiliary") for c in self.children[token.i]
            ):
                frame.subj, frame.obj = frame.obj, [subject]  # "Tadschikische Grenzposten hat Kirgistan angegriffen."
            elif self._bare_dative(subject) and frame.obj[0].i > token.i > subject.i:
                frame.iobj, frame.subj, frame.obj = [*frame.iobj, subject], frame.obj, []
        if frame.subj or frame.passive or token.dep_ in {"xcomp", "acl", "amod", "advcl", "conj"}:
            return
        if len(frame.iobj) > 1 and not frame.subj:
            masculine = [t for t in frame.iobj if any(c.lower_ == "der" for c in self.children[t.i]) and t.i > token.i]
            frame.subj, frame.iobj = masculine, [t for t in frame.iobj if t not in masculine]
        dets = {t.i: {c.lower_ for c in self.children[t.i]} for t in frame.obj}
        nominative = [t for t in frame.obj if dets[t.i] & self.lexicon.any_of("nominative")]
        if not nominative and len(frame.obj) > 1:  # the one that is not accusative, or else the one that can act
            other = [t for t in frame.obj if not dets[t.i] & self.lexicon.any_of("accusative")]
            acting = [t for t in other if t.pos_ == "PROPN" or self.lookup(t, self.lexicon.roles)]
            nominative = other if len(other) == 1 else acting[:1]
        finite = min((c.i for c in self.children[token.i] if c.dep_.startswith("aux")), default=token.i)
        behind = [t for t in nominative or frame.obj if t.i > finite or (nominative and len(frame.obj) > 1)]
        reflexive = any(c.lower_ in self.lexicon.any_of("reflexive") for c in self.children[token.i])
        if behind and (reflexive or len(frame.obj) > 1 or frame.iobj or nominative):
            subject = behind[-1]
            frame.subj = self.members(subject)
            frame.obj = [t for t in frame.obj if t not in frame.subj]

    def _plural(self, noun: Token) -> bool:
        """A plural without an article: "tadschikische Grenzposten", whose singular would not end so."""
        kids = self.children[noun.i]
        bare = not any(c.dep_.startswith("det") for c in kids) and not any(c.dep_ == "conj" for c in kids)
        return (
            bare
            and noun.lower_.endswith(("en", "er"))
            and any(c.dep_ == "amod" and c.lower_.endswith("e") for c in kids)
        )

    def _bare_dative(self, noun: Token) -> bool:
        """ "Exilierten Aktivisten drohte ...": without an article the adjective shows the case."""
        kids = self.children[noun.i]
        return (
            noun.pos_ == "NOUN"
            and noun.lower_.endswith("n")
            and not any(c.dep_.startswith(("det", "nummod")) for c in kids)
            and any(c.dep_ == "amod" and c.lower_.endswith("en") for c in kids)
        )

    def _agents(self, frame: Frame) -> list[Token]:
        agents = [c for c in self.children[frame.head.i] if c.dep_ == "obl:agent"]
        for name in self.lexicon.any_of("agent"):
            agents += [t for t in frame.prep.get(name, []) if t not in agents]
        if not agents:  # "in der Nacht von Israel": the agent hangs on the time
            loose = self.lexicon.any_of("times") | self.lexicon.any_of("reports")
            times = [t for tokens in frame.prep.values() for t in tokens if any(key in loose for key in self.keys(t))]
            agents = [c for t in times for c in self.children[t.i] if self.case(c) in self.lexicon.any_of("agent")]
        follows = self.lexicon.any_of("aus_follows")
        last = len(self.doc) - 1
        timely = self.lexicon.any_of("times")
        return [
            t
            for t in agents
            if self.doc[min(t.i + 1, last)].lower_ not in follows and not any(key in timely for key in self.keys(t))
        ]

    def _place(self, frame: Frame, child: Token) -> None:  # noqa: PLR0912 - one case a line
        dep = child.dep_
        if dep in SUBJECTS:
            if frame.passive and dep != "csubj":
                frame.obj += self.members(child)
            elif dep != "csubj":
                frame.subj += self.members(child)
        elif dep == "obj" and self.case(child) is None:
            frame.obj += self.members(child)
        elif dep in {"iobj", "obl:arg"} and self.case(child) is None:
            frame.iobj += self.members(child)
        elif dep.startswith(("obl", "nmod", "obj")) and child.lower_ in self.temporal:
            return
        elif dep.startswith(("obl", "nmod", "obj")):
            case = self.case(child)
            if (
                case is not None
                and frame.lemma.endswith(f" {case}")
                and self.doc[frame.head.i + 1].lower_ == case
                and dep.startswith("obl")
            ) and any(c.i == frame.head.i + 1 for c in self.children[child.i]):
                frame.obj += self.members(child)  # "took in refugees"
            if case is None:
                if child.pos_ in {"NOUN", "PROPN", "PRON"} and dep not in {
                    "obl:tmod",
                    "obl:unmarked",
                    "nmod:poss",
                    "obl:agent",
                }:
                    frame.iobj += self.members(child)
            else:
                for member in self.members(child):
                    frame.prep.setdefault(self.case(member) or case, []).append(member)
        elif dep in CLAUSES or dep.startswith(("advcl", "ccomp", "xcomp")):
            if dep == "xcomp" and child.pos_ in {"ADJ", "NOUN", "PROPN"} and not self._verbal(child):
                frame.pred.append(child)
            case = self.case(child)
            if dep == "xcomp" and case is not None and child.pos_ in {"NOUN", "PROPN"}:
                frame.prep.setdefault(case, []).append(child)
            frame.clauses.append(child)
        elif dep in {"advmod", "compound:prt", "mark", "obl:tmod", "discourse"}:
            frame.adv.append(child)
            if (case := self.case(child)) is not None:
                frame.prep.setdefault(case, []).append(child)
            elif child.pos_ == "ADJ":
                frame.pred.append(child)

    def _share(self, frame: Frame) -> None:
        """A verb coordinated with another shares its subject, and the object that stands behind or before both."""
        token = frame.head
        if token.dep_ == "conj" and (self.up(token).pos_ in {"VERB", "AUX"} or self._verbal(self.up(token))):
            first = self.frame(self.up(token))
            own = any(c.dep_ in SUBJECTS for c in self.children[token.i])
            if not own:
                passive = (
                    frame.passive
                    or (
                        first.passive
                        and not any(c.dep_ in {"aux", "obj"} for c in self.children[token.i])
                        and (
                            "VerbForm=Part" in str(token.morph)
                            or ("Tense=Pres" in str(token.morph) and self.lexicon.compounds)
                        )
                    )
                    or any(c.dep_ == "obl:agent" for c in self.children[token.i])
                )
                if passive and first.passive:
                    frame.passive = True
                    frame.obj += [t for t in first.obj if t not in frame.obj]
                    for name in self.lexicon.any_of("agent"):
                        if name in first.prep:
                            frame.prep.setdefault(name, first.prep[name])
                elif passive:
                    frame.obj += first.subj
                else:
                    frame.subj += [t for t in first.subj if t not in frame.obj]
            if not frame.obj and not frame.clauses and not frame.passive:
                frame.obj += [t for t in first.obj if t.i > token.i]
        for child in self.children[token.i]:
            if (
                child.dep_ == "conj"
                and child.pos_ == "VERB"
                and not frame.obj
                and not frame.passive
                and child.i > token.i
            ):
                frame.obj += [
                    t for c in self.children[child.i] if c.dep_ == "obj" for t in self.members(c) if t.i > child.i
                ]

    def _inherit(self, frame: Frame) -> None:
        """The subject of an infinitive, participle or embedded clause, from the verb or noun above."""
        token, above = frame.head, self.up(frame.head)
        infinitive = any(
            c.dep_ == "mark" and c.lower_ in self.lexicon.any_of("infinitive_mark") for c in self.children[token.i]
        )
        if above.i == token.i or (not infinitive and any(c.dep_ in SUBJECTS for c in self.children[token.i])):
            return
        dep = token.dep_
        if dep.startswith(("xcomp", "advcl", "ccomp", "parataxis")) or (dep == "acl" and above.pos_ == "VERB"):
            if "Mood=" in str(token.morph) and dep.startswith(("ccomp", "parataxis", "advcl")):
                return
            upper = self.frame(above)
            controlled = upper.obj or upper.iobj
            if (
                dep.startswith("xcomp")
                and controlled
                and above.lemma_.lower() not in self.lexicon.any_of("subject_control")
            ):
                frame.subj = [t for t in controlled if t.i != token.i]
            elif dep.startswith("xcomp") or not controlled:
                frame.subj = list(upper.subj) or ([] if not upper.passive else list(upper.obj))
            else:
                frame.subj = list(upper.subj)
        elif dep in {"acl", "acl:relcl", "amod"}:
            if "VerbForm=Inf" in str(token.morph):
                holder = self.up(above) if above.dep_ in {"obj", "obl", "nsubj:pass", "nsubj"} else None
                frame.subj = list(self.frame(holder).subj) if holder is not None and holder.pos_ == "VERB" else []
                if not frame.subj:  # "Sweden's plan to send"
                    frame.subj = [
                        c
                        for c in self.children[above.i]
                        if c.dep_ in {"nmod:poss", "compound", "nsubj"} and c.pos_ == "PROPN"
                    ]
            elif (
                (dep != "acl:relcl" and "VerbForm=Part" not in str(token.morph))
                or "Tense=Pres" in str(token.morph)
                or "VerbForm=Ger" in str(token.morph)
            ):
                frame.subj = [above]
