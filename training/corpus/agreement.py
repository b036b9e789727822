"""Agreement of two annotations of the same texts, compared by the code points of triggers and sides."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from training.corpus.passage import Event, Extent, Passage

Trigger = tuple[Extent, ...]
Side = tuple[str, Extent]
"""What the party is in the deed, and where it stands."""


@dataclass(slots=True)
class Deed:
    """Lines of one trigger with one category are one deed with more sides, as the reader learns it."""

    trigger: Trigger
    category: str
    modes: set[str | None] = field(default_factory=set)
    modalities: set[str] = field(default_factory=set)
    reported: bool = False
    sides: set[Side] = field(default_factory=set)


@dataclass(slots=True)
class Overlap:
    """Things of the first, of the second, and of both."""

    first: int = 0
    second: int = 0
    both: int = 0

    @property
    def f1(self) -> float | None:
        """None where neither has any."""
        total = self.first + self.second
        return 2 * self.both / total if total else None


@dataclass(slots=True)
class Agreement:
    """`pairs` are deeds whose triggers share a code point; all but `exact` and `touching` is counted on them."""

    passages: int = 0
    exact: Overlap = field(default_factory=Overlap)
    touching: Overlap = field(default_factory=Overlap)
    sides: dict[str, Overlap] = field(default_factory=dict)
    touching_sides: Overlap = field(default_factory=Overlap)
    pairs: list[tuple[Deed, Deed]] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)

    def share(self, name: str) -> float | None:
        """Of the pairs, those alike in the field `name`; None without a pair."""
        alike = sum(getattr(a, name) == getattr(b, name) for a, b in self.pairs)
        return alike / len(self.pairs) if self.pairs else None

    @property
    def kappa(self) -> float | None:
        return kappa([(a.category, b.category) for a, b in self.pairs])


def kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Cohen's: agreement beyond what both would reach by chance with the frequencies of their own labels
    (Cohen 1960). None without a pair; 1 where both only know one and the same label."""
    if not pairs:
        return None
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    observed = sum(a == b for a, b in pairs) / len(pairs)
    chance = sum(first[label] * second[label] for label in first) / len(pairs) ** 2
    return 1.0 if chance == 1 else (observed - chance) / (1 - chance)


def unlike_texts(first: Mapping[str, Passage], second: Mapping[str, Passage]) -> list[str]:
    """Why passages cannot be compared: a line each."""
    lines = [f"{id_}: only in the first" for id_ in first if id_ not in second]
    lines += [f"{id_}: only in the second" for id_ in second if id_ not in first]
    return lines + [f"{id_}: the texts differ" for id_ in first if id_ in second and not _alike(first, second, id_)]


def _alike(first: Mapping[str, Passage], second: Mapping[str, Passage], id_: str) -> bool:
    return id_ in second and first[id_].text == second[id_].text


def compare(first: Mapping[str, Passage], second: Mapping[str, Passage]) -> Agreement:
    """Of the passages, by id, that both have with the same text."""
    agreement = Agreement()
    for id_ in first:
        if _alike(first, second, id_):
            agreement.passages += 1
            _add(agreement, first[id_], second[id_])
    return agreement


def _add(agreement: Agreement, a: Passage, b: Passage) -> None:
    deeds, others = deeds_of(a), deeds_of(b)
    triggers, their = list(dict.fromkeys(d.trigger for d in deeds)), list(dict.fromkeys(d.trigger for d in others))
    matched = match(triggers, their)
    _count(agreement.exact, len(triggers), len(their), len(set(triggers) & set(their)))
    _count(agreement.touching, len(triggers), len(their), len(matched))
    alone = [("first", t) for t in triggers if t not in matched]
    alone += [("second", t) for t in their if t not in matched.values()]
    agreement.differences += [f"{a.id}: only the {who} has {_words(a, trigger)}" for who, trigger in alone]
    for trigger, other in matched.items():
        told, retold = ([d for d in those if d.trigger == t] for those, t in ((deeds, trigger), (others, other)))
        for pair in _same_category_first(told, retold):
            agreement.pairs.append(pair)
            _add_sides(agreement, *pair)
            agreement.differences += _unlike(a, *pair)


def deeds_of(passage: Passage) -> list[Deed]:
    deeds: dict[tuple[Trigger, str], Deed] = {}
    extents = {span.n: (span.start, span.end) for span in passage.spans}
    for event in passage.events:
        deed = deeds.setdefault((event.triggers, event.category), Deed(event.triggers, event.category))
        deed.modes.add(event.mode)
        deed.modalities.add(event.modality)
        deed.reported |= event.reported
        deed.sides |= {(role, extents[n]) for role, n in _sides(event)}
    return list(deeds.values())


def _sides(event: Event) -> Iterator[tuple[str, int]]:
    """The two sides of a mutual deed may stand in either order, so they are parties alike."""
    yield from (("party" if event.reciprocal else "actor", n) for n in event.actors)
    yield from (("party" if event.reciprocal else "recipient", n) for n in event.recipients)
    rest = (("speaker", event.speaker), ("place", event.place), ("date", event.date))
    yield from ((role, n) for role, n in rest if n is not None)


def match(first: Iterable[Trigger], second: Iterable[Trigger]) -> dict[Trigger, Trigger]:
    """One to one: those that are the same, then those that share a code point, in the order of the text."""
    first, free = list(first), list(second)
    matched = {trigger: trigger for trigger in first if trigger in free}
    free = [trigger for trigger in free if trigger not in matched]
    for trigger in sorted(first):
        other = next((one for one in sorted(free) if _touch(trigger, one)), None)
        if trigger not in matched and other:
            matched[trigger] = other
            free.remove(other)
    return matched


def _touch(a: Trigger, b: Trigger) -> bool:
    return any(start < end_b and start_b < end for start, end in a for start_b, end_b in b)


def _same_category_first(told: list[Deed], retold: list[Deed]) -> Iterator[tuple[Deed, Deed]]:
    rest = {deed.category: deed for deed in retold}
    unlike = []
    for deed in told:
        if deed.category in rest:
            yield deed, rest.pop(deed.category)
        else:
            unlike.append(deed)
    yield from zip(unlike, rest.values(), strict=False)


def _add_sides(agreement: Agreement, a: Deed, b: Deed) -> None:
    for role in sorted({role for role, _ in a.sides | b.sides}):
        mine, theirs = ({side for side in deed.sides if side[0] == role} for deed in (a, b))
        _count(agreement.sides.setdefault(role, Overlap()), len(mine), len(theirs), len(mine & theirs))
        touching = match([(extent,) for _, extent in mine], [(extent,) for _, extent in theirs])
        _count(agreement.touching_sides, len(mine), len(theirs), len(touching))


def _count(overlap: Overlap, first: int, second: int, both: int) -> None:
    overlap.first += first
    overlap.second += second
    overlap.both += both


def _unlike(passage: Passage, a: Deed, b: Deed) -> Iterator[str]:
    where = f"{passage.id}: {_words(passage, a.trigger)}"
    if a.category != b.category:
        yield f"{where}: {a.category} or {b.category}"
    elif a.modes != b.modes:
        yield f"{where}: {a.category} {_listed(a.modes)} or {_listed(b.modes)}"
    if a.modalities != b.modalities:
        yield f"{where}: {_listed(a.modalities)} or {_listed(b.modalities)}"
    if a.reported != b.reported:
        yield f"{where}: reported for the {'first' if a.reported else 'second'} only"
    for who, only in (("first", a.sides - b.sides), ("second", b.sides - a.sides)):
        yield from (
            f'{where}: {role} "{passage.text[start:end]}" for the {who} only' for role, (start, end) in sorted(only)
        )


def _words(passage: Passage, trigger: Trigger) -> str:
    return '"' + " ... ".join(passage.text[start:end] for start, end in trigger) + '"'


def _listed(labels: Iterable[str | None]) -> str:
    return "+".join(sorted(label or "no mode" for label in labels))


def table(agreement: Agreement) -> Iterator[str]:
    """Markdown, as README.md shows it."""
    sides = Overlap()
    for overlap in agreement.sides.values():
        _count(sides, overlap.first, overlap.second, overlap.both)
    counted = [
        ("triggers, the same span", agreement.exact),
        ("triggers that overlap", agreement.touching),
        ("sides given the trigger, the same span and role", sides),
        *((f"- {role}", overlap) for role, overlap in sorted(agreement.sides.items())),
        ("sides given the trigger, spans that overlap", agreement.touching_sides),
    ]
    yield f"{agreement.passages} passages, {len(agreement.pairs)} deeds whose triggers overlap"
    yield ""
    yield "| compared | first | second | both | F1 |"
    yield "|---|---:|---:|---:|---:|"
    for name, overlap in counted:
        yield f"| {name} | {overlap.first} | {overlap.second} | {overlap.both} | {_percent(overlap.f1)} |"
    yield ""
    yield "| given the trigger | agreement |"
    yield "|---|---:|"
    for name, attribute in (("category", "category"), ("mode", "modes"), ("modality", "modalities")):
        yield f"| {name} | {_percent(agreement.share(attribute))} |"
    yield f"| reported or not | {_percent(agreement.share('reported'))} |"
    value = agreement.kappa
    yield f"| Cohen's kappa of the category | {'-' if value is None else f'{value:.2f}'} |"


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"
