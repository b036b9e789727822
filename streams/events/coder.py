"""The coder: parsed sentences and linked entities in, PLOVER events out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from spacy.tokens import Token

from streams.events.building import Draft, merge
from streams.events.claims import Claim, Finder
from streams.events.dating import date_of, place_of
from streams.events.lexicon import Lexicon, load_lexicon
from streams.events.lexicon import languages as available
from streams.events.mending import mended
from streams.events.modality import Modality, Status, is_historical
from streams.events.parties import Parties, Party
from streams.events.scheme import Scheme, load_scheme
from streams.events.sentence import Sentence
from streams.knowledge import Knowledge
from streams.language.analysis import Parsed
from streams.records import Entity, Event

PHYSICAL = frozenset({"ASSAULT", "COERCE", "RETREAT", "MOBILIZE"})
"""What these categories do to a capital they do to a town, not to a government."""
SUFFERED = frozenset({"ASSAULT", "COERCE", "SANCTION", "RETREAT", "AID", "ACCUSE", "PROTEST", "THREATEN"})
"""Told without an actor, in the passive; speech acts and meetings are not."""
TALK = frozenset({"CONSULT", "AGREE", "COOPERATE", "SUPPORT"})
PAIRS = 6  # events of one claim at most
HEAD_DEPS = ("nsubj", "obj", "iobj", "obl", "nmod", "conj", "appos", "ROOT")


class Coder:
    """Immutable; one serves all articles of its languages."""

    def __init__(self, lexicons: Mapping[str, Lexicon], scheme: Scheme) -> None:
        self.lexicons, self.scheme = lexicons, scheme

    def code(
        self,
        article_id: str,
        version: int,
        text: str,
        language: str,
        entities: Sequence[Entity],
        parsed: Iterable[Parsed],
        published_at: datetime | None,
        knowledge: Knowledge,
    ) -> list[Event]:
        """The events of an article by the place of their triggers; none for a language without a lexicon."""
        lexicon = self.lexicons.get(language.partition("-")[0].lower())
        if lexicon is None:
            return []
        drafts: list[Draft] = []
        before: tuple[int, list[Party]] = (-2, [])
        for found in sorted(parsed, key=lambda sentence: sentence.number):
            if not len(found.doc):
                continue
            one = mended(found, lexicon)
            sentence = Sentence(one, lexicon)
            start, end = one.span(one.doc)
            near = [entity for entity in entities if entity.start < end and entity.end > start]
            parties = Parties(sentence, near, knowledge, published_at, text)
            sentence.split = parties.joined()
            parties.resolver = Pronouns(parties, before[1] if before[0] == one.number - 1 else []).resolve
            if not blocked(sentence):
                drafts += self._drafts(sentence, parties, near, published_at)
            before = (one.number, mentioned(parties))
        return merge(drafts, article_id, version, text, self.scheme, published_at)

    def _drafts(
        self, sentence: Sentence, parties: Parties, entities: Sequence[Entity], at: datetime | None
    ) -> list[Draft]:
        finder = Finder(sentence, parties, self.scheme)
        claims = [*finder.claims(), *finder.obligations()]
        if not claims:
            return []
        modality = Modality(sentence)
        found: list[Draft] = []
        for claim in claims:
            found += self._claim_drafts(claim, finder, modality, entities, at)
        return distinct(found)

    def _claim_drafts(
        self, claim: Claim, finder: Finder, modality: Modality, entities: Sequence[Entity], at: datetime | None
    ) -> list[Draft]:
        sentence, parties = finder.sentence, finder.parties
        status = modality.status(claim.chain)
        reporter = claim.reporter
        if reporter is None and status.reporter is not None and claim.trigger.i != status.reporter.i:
            reporter = next(iter(speakers(sentence, parties, status.reporter)), None)
        apply_flags(claim, status)
        if reporter is not None and not claim.actors and finder.by_speaker(claim.trigger):
            claim.actors, status.reported = [reporter], False
        if "obligation" in claim.flags and not (status.obliged and reporter is not None):
            return []
        if figurative(claim, sentence):
            if claim.category != "ASSAULT" or not sentence_has(sentence, "words_not_weapons"):
                return []
            claim.category, claim.mode = "ACCUSE", "disapprove"
        elif claim.category == "ASSAULT" and claim.mode is None:
            claim.mode = weapon(claim, sentence)
        trigger = claim.trigger
        if status.obliged and not status.negated:
            if reporter is None or claim.category in {"REQUEST", "REJECT", "ACCUSE"}:
                return []
            claim = replace(
                claim,
                category="REQUEST",
                mode=self.scheme.ask(claim.meaning),
                actors=[reporter],
                recipients=claim.actors or claim.recipients,
                mutual=False,
            )
            status, reporter = Status(), None
        elif self._warned(claim, status, sentence) and status.reporter is not None:
            claim = replace(
                claim,
                category="THREATEN",
                mode=self.scheme.threat(claim.meaning),
                actors=[reporter] if reporter else claim.actors,
                mutual=False,
            )
            trigger = status.reporter
            status, reporter = Status(hypothetical=status.conditional or status.hypothetical), None
        label, category, mode = self.modality(
            claim, status, is_historical(sentence, trigger, finder._nominal(trigger), at.year if at else None)
        )
        place = place_of(entities, claim, sentence, parties)
        drafts = []
        for first, second, mutual in pairs(claim):
            if first is not None and not first.named and first.sector is None and not first.place and category in TALK:
                continue  # a name that nothing is known of, a firm or a singer, promises and meets no state
            actor, recipient = localised(first, second, category, place)
            if not acceptable(actor, recipient, category, self.scheme.categories[category].recipient):
                continue
            drafts.append(
                Draft(
                    category=category,
                    mode=mode,
                    modality=label,
                    reported=status.reported,
                    reporter=reporter if status.reported else None,
                    reciprocal=mutual,
                    actor=actor,
                    recipient=recipient,
                    trigger=sentence.parsed.span(trigger),
                    lemma=sentence.frame(trigger).lemma if sentence.is_predicate(trigger) else trigger.lemma_,
                    sentence=sentence.parsed.span(sentence.doc),
                    contexts=contexts(sentence),
                    place=place,
                    date=date_of(sentence, trigger, at),
                    strength=claim.strength
                    * (0.9 if label != "asserted" else 1.0)
                    * (1.0 if actor and recipient else 0.9),
                    rule=claim.rule,
                )
            )
        return drafts

    def _warned(self, claim: Claim, status: Status, sentence: Sentence) -> bool:
        """ "X will attack if ..., warned Y": a threat by who warns."""
        if status.reporter is None or not (status.future or status.conditional or status.hypothetical):
            return False
        hostile = self.scheme.categories[claim.category].future == "THREATEN"
        names = {p.name for p in sentence.lexicon.verbs.get(sentence.frame(status.reporter).lemma, ())}
        return hostile and bool(names & {"operators.threaten", "threaten.menace"})

    def modality(  # noqa: PLR0911 - one return a row of the table, by precedence
        self, claim: Claim, status: Status, historical: bool
    ) -> tuple[str, str, str | None]:
        """Modality by precedence, and the category and mode that it makes of the deed."""
        row = self.scheme.categories[claim.category]
        conditional_threat = (
            status.conditional
            and row.future == "THREATEN"
            and not status.negated
            and (status.future or status.hypothetical)
        )
        if conditional_threat:
            return "hypothetical", "THREATEN", self.scheme.threat(claim.meaning)
        if claim.category == "THREATEN" and status.conditional and not status.negated:
            return "hypothetical", claim.category, claim.mode
        if status.negated:
            return "negated", claim.category, claim.mode
        if status.hypothetical or (status.conditional and status.future):
            return "hypothetical", claim.category, claim.mode
        if status.future:
            if row.future == "THREATEN":
                return "future", "THREATEN", self.scheme.threat(claim.meaning)
            return "future", row.future or claim.category, None if row.future else claim.mode
        return ("historical" if historical else "asserted"), claim.category, claim.mode


class Pronouns:
    """A pronoun, or "the country", stands for the one party that is left; for nobody where there are two."""

    def __init__(self, parties: Parties, before: list[Party]) -> None:
        self.parties, self.before = parties, before
        self.busy = False

    def resolve(self, token: Token) -> Party | None:
        words = self.parties.lexicon.any_of
        people = token.lower_ in words("pronouns_singular") | words("pronouns_plural")
        country = self.parties.sentence.in_words(token, words("country")) and token.pos_ == "NOUN"
        if self.busy or not (people or country):
            return None
        self.busy = True
        here = [p for p in mentioned(self.parties) if p.head < token.i and not self._beside(p, token)]
        self.busy = False
        for candidates in (here, self.before):
            fitting = [
                p
                for p in candidates
                if p.named and p.resolved_from is None and (not country or (p.country and p.sector in {"GOV", None}))
            ]
            if len({(p.country, p.group) for p in fitting}) > 1:
                return None
            if fitting:
                start, end = self.parties.sentence.parsed.span(token)
                one = fitting[-1]
                return replace(
                    one,
                    start=start,
                    end=end,
                    text=self.parties.source[start:end],
                    head=token.i,
                    resolved_from=(one.start, one.end),
                )
        return None

    def _beside(self, party: Party, token: Token) -> bool:
        """Is the party another argument of the pronoun's own verb?"""
        up = self.parties.sentence.up
        return up(self.parties.sentence.doc[party.head]).i == up(token).i


def mentioned(parties: Parties) -> list[Party]:
    """The parties of a sentence in order, none inside another."""
    found: list[Party] = []
    for token in parties.sentence.doc:
        if token.pos_ in {"NOUN", "PROPN"} and token.dep_.startswith(HEAD_DEPS):
            found += [party for party in parties.of(token) if party.named]
    return [
        p
        for p in found
        if not any(
            q is not p and q.start <= p.start and p.end <= q.end and (q.end - q.start) > (p.end - p.start)
            for q in found
        )
    ]


def speakers(sentence: Sentence, parties: Parties, saying: Token) -> list[Party]:
    return [party for token in sentence.frame(saying).subj for party in parties.of(token) or parties.inside(token)]


def apply_flags(claim: Claim, status: Status) -> None:
    status.negated |= "negated" in claim.flags
    status.future |= "future" in claim.flags
    status.hypothetical |= "hypothetical" in claim.flags
    status.reported |= "reported" in claim.flags
    if "embedded" in claim.flags:  # a verb over a noun that it does not make: "will not change the attack on ..."
        status.negated = status.future = status.obliged = False


def pairs(claim: Claim) -> list[tuple[Party | None, Party | None, bool]]:
    """One event a pair; the sides of a mutual deed that stand together are paired with each other."""
    actors, recipients = claim.actors, [r for r in claim.recipients if not any(r.same(a) for a in claim.actors)]
    if claim.mutual:
        if len(actors) > 1 and not recipients:
            return [(a, b, True) for i, a in enumerate(actors) for b in actors[i + 1 :]][:PAIRS]
        if len(recipients) > 1 and not actors:
            return [(a, b, True) for i, a in enumerate(recipients) for b in recipients[i + 1 :]][:PAIRS]
    mutual = claim.mutual and claim.category != "ASSAULT"  # who fights somebody need not be fought by him
    return [(a, r, mutual and a is not None and r is not None) for a in actors or [None] for r in recipients or [None]][
        :PAIRS
    ]


def localised(
    actor: Party | None, recipient: Party | None, category: str, place: Entity | None
) -> tuple[Party | None, Party | None]:
    """A party without a name takes the country of the place or of its counterpart; a capital that is hit is a town."""
    where = place.country if place else None
    if actor is not None and not actor.named and actor.sector != "IGO":
        actor = replace(actor, country=where or (recipient.country if recipient else None))
    if recipient is not None and not recipient.named and recipient.sector != "IGO":
        recipient = replace(recipient, country=where or (actor.country if actor else None))
    if (
        recipient is not None
        and recipient.sector == "GOV"
        and category in PHYSICAL
        and (recipient.id or "").startswith("geonames:")
    ):
        recipient = replace(recipient, sector=None)
    if recipient is not None and recipient.loose and category in PHYSICAL:
        recipient = replace(recipient, sector=None)
    return actor, recipient


def acceptable(actor: Party | None, recipient: Party | None, category: str, required: bool) -> bool:
    """Is it a political event: a country or body in it, somebody who acts or is hurt, and not one alone?"""
    if not any(p is not None and p.named for p in (actor, recipient)) or (recipient is None and required):
        return False
    if actor is None:
        return recipient is not None and category in SUFFERED
    if actor.place and not actor.sector and not actor.person:
        return False
    if recipient is not None and category in TALK:
        if (actor.id and actor.id == recipient.id) or (actor.group and actor.group == recipient.group):
            return False
        return not (actor.sector == recipient.sector == "CVL")
    return True


def distinct(drafts: list[Draft]) -> list[Draft]:
    """The strongest of those that tell the same category of the same parties in one sentence."""
    kept: list[Draft] = []
    for draft in sorted(drafts, key=lambda d: (d.actor is None or d.recipient is None, -d.strength)):
        if not any(draft.repeats(other) for other in kept):
            kept.append(draft)
    return sorted(kept, key=lambda d: d.trigger)


def blocked(sentence: Sentence) -> bool:
    """Sport speaks of countries and attacks too."""
    return any(
        sentence.in_words(t, sentence.lexicon.block("sports")) for t in sentence.doc if t.pos_ in {"NOUN", "PROPN", "X"}
    )


def sentence_has(sentence: Sentence, key: str) -> bool:
    block = sentence.lexicon.block(key)
    return any(k in block for t in sentence.doc if t.pos_ not in {"PUNCT", "DET"} for k in sentence.keys(t))


def figurative(claim: Claim, sentence: Sentence) -> bool:
    """Storms and shares attack nobody, nor do words in parliament."""
    subjects = sentence.frame(claim.trigger).subj if sentence.is_predicate(claim.trigger) else []
    if any(sentence.in_words(t, sentence.lexicon.block("unreal_agents")) for t in subjects):
        return True
    if claim.category == "ASSAULT":
        if sentence_has(sentence, "markets"):
            return True
        if claim.meaning is None or claim.meaning.name != "assault.attack":
            return False
        return claim.mode is None and sentence_has(sentence, "words_not_weapons") and weapon(claim, sentence) is None
    return False


def weapon(claim: Claim, sentence: Sentence) -> str | None:
    """The mode that a weapon beside the trigger, or the first part of its compound, tells."""
    table = sentence.lexicon.instruments
    word = claim.trigger.lower_
    if (
        sentence.lexicon.compounds
        and claim.trigger.pos_ == "NOUN"
        and (
            found := next(
                (
                    table[w]
                    for w in sorted(table, key=len, reverse=True)
                    if word.startswith(w) and len(word) > len(w) + 3
                ),
                None,
            )
        )
    ):
        return found
    frame = sentence.frame(claim.trigger)
    near = [*frame.subj, *(t for tokens in frame.prep.values() for t in tokens), *sentence.children[claim.trigger.i]]
    near += [c for token in claim.chain[1:] for c in sentence.children[token.i]]
    for token in near:
        if token.pos_ in {"NOUN", "PROPN"} and (mode := sentence.lookup(token, table)):
            return mode
    return None


def contexts(sentence: Sentence) -> list[str]:
    forms = {t.lower_ for t in sentence.doc if t.is_alpha or "-" in t.text} | {t.lemma_.lower() for t in sentence.doc}
    return [
        name
        for name, whole, prefixes in sentence.lexicon.contexts
        if forms & whole or (prefixes and any(f.startswith(prefixes) for f in forms))
    ]


def load_coder(languages: Iterable[str]) -> Coder:
    """Raises `ConfigurationError` where a lexicon or the scheme is damaged; a language without one is left out."""
    known = available()
    return Coder({code: load_lexicon(code) for code in languages if code in known}, load_scheme())
