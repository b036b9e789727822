"""A predicate's arguments, undone of passive, control, coordination and relative clauses."""

from dataclasses import dataclass, field

from streams.events.patterns import CORE
from streams.events.tokens import Token

SUBJECTS = frozenset({"nsubj", "nsubj:pass", "nsubj:outer", "csubj", "expl:subj"})


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
        return getattr(self, name) if name in CORE else self.prep.get(name, [])
