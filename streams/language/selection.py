"""Which sentences are worth parsing: those in which somebody may do something to somebody."""

from collections.abc import Callable, Iterable

from spacy.tokens import Doc

from streams.language.analysis import Analysis


def candidate_sentences(
    analysis: Analysis,
    actors: Iterable[tuple[int, int]],
    is_trigger: Callable[[str], bool] | None = None,
    least: int = 2,
) -> list[int]:
    """Numbers of the sentences with at least `least` candidate actors and, if `is_trigger` is given, a word it accepts.

    `actors` are [start, end) offsets into the text, in any order; overlapping ones count once. `is_trigger` gets each
    lower-cased word of a sentence.
    """
    counts = _counts(analysis, actors)
    chosen = [number for number, count in enumerate(counts) if count >= least]
    if is_trigger is None:
        return chosen
    return [number for number in chosen if _has_trigger(analysis.doc, analysis.sentences[number], is_trigger)]


def _counts(analysis: Analysis, actors: Iterable[tuple[int, int]]) -> list[int]:
    bounds = [analysis.sentence_offsets(number) for number in range(len(analysis.sentences))]
    counts = [0] * len(bounds)
    number, covered = 0, -1
    for start, end in sorted(actors):
        while number < len(bounds) and bounds[number][1] <= start:
            number += 1
        if number == len(bounds):
            break
        if start >= covered and start >= bounds[number][0]:
            counts[number] += 1
        covered = max(covered, end)
    return counts


def _has_trigger(doc: Doc, span: tuple[int, int], is_trigger: Callable[[str], bool]) -> bool:
    return any(is_trigger(token.lower_) for token in doc[slice(*span)])
