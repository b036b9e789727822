"""The coder: parsed sentences and linked entities in, PLOVER events out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from streams.events.acceptance import TALK, acceptable, distinct, localised, pairs, with_itself
from streams.events.building import Draft, merge
from streams.events.claims import Claim
from streams.events.dating import date_of, place_of
from streams.events.finder import Finder
from streams.events.history import History
from streams.events.lexicon import Lexicon, load_lexicon
from streams.events.lexicon import languages as available
from streams.events.mending import mended
from streams.events.modality import Modality, Status
from streams.events.old_parties import Parties, Party, nobody
from streams.events.plausible import plausible
from streams.events.pronouns import Pronouns
from streams.events.scheme import Scheme, load_scheme
from streams.events.sentence import Sentence
from streams.events.tokens import Parse, Token
from streams.events.wording import asked, blocked, contexts, figurative, sentence_has, sporting, weapon
from streams.knowledge import Knowledge
from streams.language.analysis import Parsed
from streams.records import Entity, Event


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
        ordered = sorted((found for found in parsed if len(found.doc)), key=lambda found: found.number)
        sentences = [Sentence(mended(Parse.of(found), lexicon), lexicon) for found in ordered]
        drafts = self._told(sentences, text, entities, published_at, knowledge)
        for sentence in sentences:
            sentence.doc.release()
        return merge(drafts, article_id, version, text, self.scheme, published_at)

    def _told(
        self,
        sentences: Sequence[Sentence],
        text: str,
        entities: Sequence[Entity],
        published_at: datetime | None,
        knowledge: Knowledge,
    ) -> list[Draft]:
        sport = [blocked(sentence) for sentence in sentences]
        if sporting(sport):
            return []
        drafts: list[Draft] = []
        read: list[Parties] = []
        for sentence, about_sport in zip(sentences, sport, strict=True):
            one = sentence.parsed
            start, end = one.span(one.doc)
            near = [entity for entity in entities if entity.start < end and entity.end > start]
            parties = Parties(sentence, near, knowledge, published_at, text)
            sentence.split = parties.joined()
            follows = bool(read) and read[-1].sentence.parsed.number == one.number - 1
            parties.resolver = Pronouns(parties, read[-1] if follows else None).resolve
            if not about_sport and not asked(sentence):
                drafts += self._drafts(sentence, parties, near, published_at)
            read.append(parties)
        for parties in read:
            parties.resolver = nobody  # as in `Doc.release`
        return drafts

    def _drafts(
        self, sentence: Sentence, parties: Parties, entities: Sequence[Entity], at: datetime | None
    ) -> list[Draft]:
        finder = Finder(sentence, parties, self.scheme)
        claims = [*finder.claims(), *finder.obligations()]
        if not claims:
            return []
        modality, history = Modality(sentence), History(sentence, at.year if at else None)
        found: list[Draft] = []
        for claim in claims:
            found += self._claim_drafts(claim, finder, modality, history, entities)
        kept = distinct(found)
        if kept:
            told, date = contexts(sentence), date_of(sentence, at)
            for draft in kept:
                draft.contexts, draft.date = told, date
        return kept

    def _claim_drafts(
        self, claim: Claim, finder: Finder, modality: Modality, history: History, entities: Sequence[Entity]
    ) -> list[Draft]:
        sentence, parties = finder.sentence, finder.parties
        status = modality.status(claim.chain)
        reporter = claim.reporter
        if reporter is None and status.reporter is not None and claim.trigger.i != status.reporter.i:
            reporter = next(iter(speakers(sentence, parties, status.reporter)), None)
        apply_flags(claim, status)
        by_word = "by_word" in claim.flags
        if reporter is not None and not claim.actors and (by_word or finder.by_speaker(claim.trigger)):
            claim.actors, status.reported = [reporter], False
        unsaid = not claim.actors and (by_word or finder.by_speaker(claim.trigger))
        if unsaid or ("obligation" in claim.flags and not (status.obliged and reporter is not None)):
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
        label, category, mode = self.modality(claim, status, history.covers(trigger, finder.nominal(trigger)))
        place = place_of(entities, claim, sentence, parties)
        drafts = []
        for first, second, mutual in pairs(claim):
            if first is not None and not first.named and first.sector is None and not first.place and category in TALK:
                continue  # a name that nothing is known of, a firm or a singer, promises and meets no state
            actor, recipient = localised(first, second, category, place)
            required = self.scheme.categories[category].recipient
            if with_itself(first, second, category) or not (
                acceptable(actor, recipient, category, required)
                and plausible(first, second, category, claim.trigger, parties)
            ):
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
                    place=place,
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


def speakers(sentence: Sentence, parties: Parties, saying: Token) -> list[Party]:
    return [party for token in sentence.frame(saying).subj for party in parties.of(token) or parties.inside(token)]


def apply_flags(claim: Claim, status: Status) -> None:
    status.negated |= "negated" in claim.flags
    status.future |= "future" in claim.flags
    status.hypothetical |= "hypothetical" in claim.flags
    status.reported |= "reported" in claim.flags
    if "embedded" in claim.flags:  # a verb over a noun that it does not make: "will not change the attack on ..."
        status.negated = status.future = status.obliged = False


def load_coder(languages: Iterable[str]) -> Coder:
    """Raises `ConfigurationError` where a lexicon or the scheme is damaged; a language without one is left out."""
    known = available()
    return Coder({code: load_lexicon(code) for code in languages if code in known}, load_scheme())
