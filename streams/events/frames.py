"""A predicate's arguments, undone of passive, control, coordination and relative clauses."""

from msgspec import Struct

from streams.events.patterns import CORE
from streams.events.tokens import Token

SUBJECTS = frozenset({"nsubj", "nsubj:pass", "nsubj:outer", "csubj", "expl:subj"})


class Frame(Struct, eq=False):
    head: Token
    lemma: str
    subj: list[Token] = []
    obj: list[Token] = []
    iobj: list[Token] = []
    pred: list[Token] = []
    prep: dict[str, list[Token]] = {}
    clauses: list[Token] = []
    adv: list[Token] = []
    passive: bool = False
    bare_participle: bool = False  # a headline's: "two held in Minsk"

    def slot(self, name: str) -> list[Token]:
        return getattr(self, name) if name in CORE else self.prep.get(name, [])
