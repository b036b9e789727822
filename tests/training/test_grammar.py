"""Trees of Universal Dependencies as predicates and their arguments."""

import lzma
from pathlib import Path

import pytest

from training.reader.grammar import sentences

ACTIVE = """# text = Two envoys of Norway met the rebels and praised them.
1 Two two NUM _ _ 2 nummod _ _
2 envoys envoy NOUN _ _ 5 nsubj _ _
3 of of ADP _ _ 4 case _ _
4 Norway Norway PROPN _ _ 2 nmod _ _
5 met meet VERB _ _ 0 root _ _
6 the the DET _ _ 7 det _ _
7 rebels rebel NOUN _ _ 5 obj _ _
8 and and CCONJ _ _ 9 cc _ _
9 praised praise VERB _ _ 5 conj _ _
10 them they PRON _ _ 9 obj _ _
11 . . PUNCT _ _ 5 punct _ _
"""
PASSIVE = """# text = Der von Rebellen entführte Minister wurde zum Arzt gebracht.
1 Der der DET _ _ 5 det _ _
2 von von ADP _ _ 3 case _ _
3 Rebellen Rebell NOUN _ _ 4 obl:agent _ _
4 entführte entführen VERB _ VerbForm=Part 5 acl _ _
5 Minister Minister NOUN _ _ 10 nsubj:pass _ _
6 wurde werden AUX _ _ 10 aux:pass _ _
7-8 zum _ _ _ _ _ _ _ _
7 zu zu ADP _ _ 9 case _ _
8 dem der DET _ _ 9 det _ _
9 Arzt Arzt NOUN _ _ 10 obl _ _
10 gebracht bringen VERB _ _ 0 root _ _
11 . . PUNCT _ _ 10 punct _ _
"""
RELATIVE = """# text = Police freed the man who shot her.
1 Police police NOUN _ _ 2 nsubj _ _
2 freed free VERB _ _ 0 root _ _
3 the the DET _ _ 4 det _ _
4 man man NOUN _ _ 2 obj _ _
5 who who PRON _ PronType=Rel 6 nsubj _ _
6 shot shoot VERB _ _ 4 acl:relcl _ _
7 her she PRON _ _ 6 obj _ _
8 . . PUNCT _ _ 2 punct _ _
"""


def told(tree: str, folder: Path) -> dict[str, set[tuple[str, str]]]:
    path = folder / "tree.conllu.xz"
    path.write_bytes(
        lzma.compress(
            "\n".join("\t".join(row.split()) if row[0] != "#" else row for row in tree.splitlines()).encode() + b"\n\n"
        )
    )
    (sentence,) = sentences(path, "xx")
    text = sentence.text
    return {
        " ".join(text[start:end] for start, end in predicate.parts): {
            (text[start:end], role) for start, end, role in predicate.arguments
        }
        for predicate in sentence.predicates
    }


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (
            ACTIVE,
            {
                "met": {("Two envoys of Norway", "agent"), ("rebels", "patient")},
                "praised": {("Two envoys of Norway", "agent"), ("them", "patient")},
            },
        ),
        (
            PASSIVE,
            {
                "entführte": {("Rebellen", "agent"), ("Minister", "patient")},
                "gebracht": {("Minister", "patient"), ("Arzt", "oblique")},
            },
        ),
        (
            RELATIVE,
            {"freed": {("Police", "agent"), ("man", "patient")}, "shot": {("man", "agent"), ("her", "patient")}},
        ),
    ],
)
def test_arguments_are_those_of_the_predicate(tree: str, expected: dict, tmp_path: Path):
    assert told(tree, tmp_path) == expected


def test_a_sentence_without_an_argument_is_left_out(tmp_path: Path):
    path = tmp_path / "tree.conllu.xz"
    path.write_bytes(lzma.compress(b"# text = Rain.\n1\tRain\train\tNOUN\t_\t_\t0\troot\t_\t_\n\n"))
    assert list(sentences(path, "en")) == []
