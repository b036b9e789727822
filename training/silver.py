"""Silver: free text annotated by the teacher, filtered. Each step leaves a file and is skipped where that is there."""

import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from streams.language.gold import Sentence, guessed_spaces, mend_iob, read_lines
from training import teacher
from training.text import Tokens, ascii_typography, split_sentences

MIN_TOKENS, MAX_TOKENS = 4, 60
ROOT_TAGS = frozenset({"VERB", "AUX", "NOUN", "PROPN", "ADJ", "ADV", "PRON", "NUM"})


def write(path: Path, sentences: Iterable[Sentence]) -> None:
    partial = path.with_suffix(".partial")
    with partial.open("w", encoding="utf-8") as output:
        for sentence in sentences:
            output.write(json.dumps({k: v for k, v in asdict(sentence).items() if v}, ensure_ascii=False) + "\n")
    partial.rename(path)


def read(path: Path) -> list[Sentence]:
    return [Sentence(**json.loads(line)) for line in read_lines(path)]


def free_sentences(lines: Iterable[str], tokenised: bool, language: str) -> Iterator[Sentence]:
    """Sentences of free text, ASCII typography, 4-60 tokens, whole, none with odd white space inside a token."""
    tokens = Tokens(language)
    for line in lines:
        plain = ascii_typography(line.strip())
        if tokenised:
            words = plain.split()
            found = iter([Sentence(words, guessed_spaces(words))])
        else:
            found = split_sentences(*tokens(plain))
        for sentence in found:
            fits = MIN_TOKENS <= len(sentence.words) <= MAX_TOKENS and all(w.split() == [w] for w in sentence.words)
            if fits and (tokenised or _is_whole(sentence.words)):
                yield sentence


def sample(data: Path, pack: dict, wanted: dict[str, int], seed: int) -> list[Sentence]:
    """So many different sentences of each named text, its lines in random order."""
    rng = random.Random(seed)
    chosen: list[Sentence] = []
    for name, count in wanted.items():
        text = pack["text"][name]
        lines = list(dict.fromkeys(read_lines(data / text["file"])))
        rng.shuffle(lines)
        seen: set[tuple[str, ...]] = set()
        for sentence in free_sentences(lines, text["tokenised"], pack["code"]):
            if len(seen) >= count:
                break
            if tuple(sentence.words) not in seen:
                seen.add(tuple(sentence.words))
                sentence.meta = name
                chosen.append(sentence)
    return chosen


def _is_whole(words: Sequence[str]) -> bool:
    return words[0][:1].isupper() and words[-1] in {".", "!", "?"}


def sound_tree(sentence: Sentence) -> bool:
    """One root, of a class that can be one, no loop, no token left without annotation."""
    heads, tags = sentence.heads, sentence.tags
    if heads is None or tags is None or any(h < 0 for h in heads) or "" in tags:
        return False
    roots = [i for i, h in enumerate(heads) if h == i]
    if len(roots) != 1 or tags[roots[0]] not in ROOT_TAGS:
        return False
    for index in range(len(heads)):
        steps, node = 0, index
        while heads[node] != node and steps <= len(heads):
            node, steps = heads[node], steps + 1
        if steps > len(heads):
            return False
    return True


def names(sentence: Sentence) -> list[str]:
    """Surfaces of the annotated names."""
    found: list[list[str]] = []
    for word, tag in zip(sentence.words, sentence.ner or [], strict=True):
        if tag.startswith("B-"):
            found.append([tag[2:], word])
        elif tag.startswith("I-"):
            found[-1].append(word)
    return [" ".join(parts) for parts in found]


def varied(sentences: Sequence[Sentence], cap: int, blank_share: float, seed: int) -> list[Sentence]:
    """Sentences of which a name has been kept less than `cap` times so far, and a share of those without any name."""
    rng = random.Random(seed)
    seen: Counter[str] = Counter()
    kept = []
    for sentence in sentences:
        found = names(sentence)
        if not found:
            if rng.random() < blank_share:
                kept.append(sentence)
        elif min(seen[name] for name in found) < cap:
            seen.update(found)
            kept.append(sentence)
    return kept


def teacher_names(sentences: Sequence[Sentence], pack: dict, work: Path) -> list[list[str]]:
    """IOB2 tags of the teacher's models: all names of the first, of each further one its MISC that touches no other.

    Further models' PER, LOC and ORG are worse than none: on UNER EWT dev the English three-class model has F1 .73
    alone, with the names of the four-class model .69, and a student comes no further than that.
    """
    settings = pack["teacher"]
    jars = teacher.classpath(settings["version"], settings["classifier"])
    first, *others = (
        teacher.entities(sentences, work / f"teacher-ner-{number}", jars, model)
        for number, model in enumerate(settings["entities"])
    )
    for tags in others:
        first = [teacher.united(a, other_names(b)) for a, b in zip(first, tags, strict=True)]
    return first


def other_names(tags: Iterable[str]) -> list[str]:
    """Of IOB2 tags those of MISC."""
    return mend_iob(tag if tag.endswith("-MISC") else "O" for tag in tags)


def build_entities(data: Path, work: Path, pack: dict) -> Path:
    output = work / "silver-entities.jsonl"
    if output.exists():
        return output
    raw = work / "raw-entities.jsonl"
    if not raw.exists():
        write(raw, sample(data, pack, pack["silver"]["entities"], seed=1))
    sentences = read(raw)
    for sentence, tags in zip(sentences, teacher_names(sentences, pack, work), strict=True):
        sentence.ner = tags
    write(output, varied(sentences, pack["silver"]["cap"], pack["silver"]["blank_share"], seed=2))
    return output


def add_other_names(sentences: Sequence[Sentence], pack: dict, work: Path) -> None:
    """Gives gold that knows PER, LOC and ORG only the teacher's MISC, where that touches none of its own names."""
    for sentence, tags in zip(sentences, teacher_names(sentences, pack, work / "gold-misc"), strict=True):
        sentence.ner = teacher.united(sentence.ner or [], other_names(tags))


def build_syntax(data: Path, work: Path, pack: dict) -> Path:
    output = work / "silver-syntax.jsonl"
    if output.exists():
        return output
    settings = pack["teacher"]
    raw = work / "raw-syntax.jsonl"
    if not raw.exists():
        write(raw, sample(data, pack, pack["silver"]["syntax"], seed=3))
    sentences = read(raw)
    jars = teacher.classpath(settings["version"], settings["classifier"])
    files = teacher.parse(sentences, work / "teacher-syntax", jars, settings["properties"])
    parsed = [
        s for path, chunk in zip(files, teacher.chunks(sentences), strict=True) for s in teacher.read_parse(path, chunk)
    ]
    write(output, (sentence for sentence in parsed if sound_tree(sentence)))
    return output
