"""Several texts through the networks at once: eight short texts together take far less time than one by one.

The analysis of a text is a generator. It yields what it asks of a language pack, and is sent the answer; `together`
runs several side by side and asks for all of them at once. A network's answer for one text does not depend on the
others (see `ops`), so that no result changes.
"""

from collections import defaultdict
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import ExitStack
from typing import Any, NamedTuple, TypeVar

from streams.language.analysis import Analysis, Parsed
from streams.language.packs import Pack

T = TypeVar("T")


class AskNames(NamedTuple):
    """Answered with the `Analysis` of the text."""

    pack: Pack
    text: str

    @staticmethod
    def answers(asked: Sequence["AskNames"]) -> list[Analysis]:
        return asked[0].pack.entities_of_all([ask.text for ask in asked])


class AskGrammar(NamedTuple):
    """Answered with a list of `Parsed`."""

    pack: Pack
    analysis: Analysis
    numbers: Sequence[int]

    @staticmethod
    def answers(asked: Sequence["AskGrammar"]) -> list[list[Parsed]]:
        return asked[0].pack.parse_all([(ask.analysis, ask.numbers) for ask in asked])


Ask = AskNames | AskGrammar
Steps = Generator[Ask, Any, T]


def together(analyses: Sequence[Steps[T]], packs: Iterable[Pack]) -> list[T]:
    """The results, in order; Docs of `packs` must not be used after it.

    What a network raises is raised in the analysis that asked. What an analysis raises ends them all.
    """
    results: dict[int, T] = {}
    with ExitStack() as zones:
        for pack in packs:
            zones.enter_context(pack.memory_zone())
        answers: Mapping[int, Any] = dict.fromkeys(range(len(analyses)))
        while answers:
            asked: dict[int, Ask] = {}
            for number, answer in answers.items():
                steps = analyses[number]
                try:
                    asked[number] = steps.throw(answer) if isinstance(answer, Exception) else steps.send(answer)
                except StopIteration as end:
                    results[number] = end.value
            answers = _answers(asked)
    return [results[number] for number in range(len(analyses))]


def _answers(asked: Mapping[int, Ask]) -> dict[int, Any]:
    """What each asked for, or the exception that it got."""
    alike: dict[tuple[type[Ask], str], list[int]] = defaultdict(list)
    for number, ask in asked.items():
        alike[type(ask), ask.pack.code].append(number)
    found: dict[int, Any] = {}
    for (kind, _), numbers in alike.items():
        try:
            found.update(zip(numbers, kind.answers([asked[number] for number in numbers]), strict=True))
        except Exception as error:  # noqa: BLE001 - raised again in the analysis that asked for it
            if len(numbers) == 1:
                found[numbers[0]] = error
            else:  # which one it was shows when each is asked alone
                for number in numbers:
                    found.update(_answers({number: asked[number]}))
    return found
