"""Notepads, credits and editor's notes are told from the article."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.decode import decode
from streams.feeds.aside import beside_the_prose
from streams.feeds.notices import blanked, notes, unpublishable
from tests.feeds.reading import articles

BODY = "Berlin (dpa) - Die Regierung hat am Freitag beraten.\n\nDas teilte sie mit."
NOTEPADS = [
    "* * * *\n\nDie folgenden Informationen sind nicht zur Veröffentlichung bestimmt\n\n## Kontakte\nErika Muster",
    "# Notizblock\n\n- Ansprechpartner: Max Muster, Warschau",
    "---\nNotizblock\n\nMax Muster, <muster@agency.example>",
    "Redaktionelle Hinweise\n\nMax Muster, Warschau",
    "Notes to editors:\nMax Muster, Warschau",
    "Pressekontakt:\nMax Muster, Warschau",
]
CREDITS = [
    "___\n\nAssociated Press writer Max Muster in Warsaw contributed to this report.",
    "(Reporting by Max Muster in Warsaw; Editing by Erika Muster)",
    "Reporting by Max Muster in Warsaw\nEditing by Erika Muster",
    "___\n\nMax Muster reported from Warsaw. Erika Muster contributed to this report.",
    "(Bericht: Max Muster in Warschau, redigiert von Erika Muster)",
]


@pytest.mark.parametrize("tail", NOTEPADS + CREDITS)
def test_notepads_and_credits_never_are_text(tail):
    text = f"Rom und Wien einig\n\n{BODY}\n\n{tail}\n"
    (fed,) = articles(text.encode(), name="a.txt")
    raw = decode(
        json.dumps({"title": "T", "body": f"{BODY}\n\n{tail}"}).encode(), text_limit_bytes=9_000, raw_limit_bytes=9_000
    )
    for article in (fed, raw):
        assert "Muster" not in article.body and article.body.endswith("Das teilte sie mit.")
        assert article.notes[-1] in ("notepad-cut", "credits-cut")


@pytest.mark.parametrize(
    "body",
    [
        "Er sagte: Der Notizblock sei leer.\n\nDas war alles.",
        "Eins.\n\nZwei.",
        "Reporting by candlelight, they worked on.",
        "Die Daten sind nicht zur Veröffentlichung bestimmt, sagte er.",
    ],
)
def test_what_only_sounds_like_it_stays(body):
    assert unpublishable(body) == []


NOTES = [
    "(Berichtigung: Im zweiten Satz wurde klargestellt, dass nicht Israel, sondern Iran die Anlage angriff.)",
    "CORRECTION: An earlier report wrongly said that Turkey had expelled the German ambassador.",
    "CORRECTION ... we wrongly said Turkey had expelled the German ambassador.",
    "Editor's note: This story says that Poland attacked Belarus.",
    "(Korrigierte Fassung: Polen, nicht Ungarn, wies den Botschafter aus)",
    "In einer früheren Fassung hieß es, Polen habe Belarus angegriffen.",
    "Anm. d. Red.: Polen hat Belarus nicht angegriffen.",
    "This story has been corrected to say that Iran attacked.",
    "Поправка: Польша не высылала посла.",
]


@pytest.mark.parametrize("note", NOTES)
def test_an_editors_note_is_a_note_and_the_rest_is_prose(note):
    for text in (f"{note}\n\n{BODY}", f"{BODY}\n\n{note}", f"Eins.\n\n{note}\n\nZwei."):
        ((start, end),) = notes(text)
        assert text[start:end] == note
        assert blanked(text, [(start, end)]).split() == text.replace(note, "").split()


def test_a_note_in_brackets_within_a_paragraph_ends_with_its_bracket():
    text = "Polen (Anm. d. Red.: das Land) hat protestiert."
    assert [text[s:e] for s, e in notes(text)] == ["(Anm. d. Red.: das Land)"]


@pytest.mark.parametrize(
    "text",
    ["Die Korrektur der Preise ist fällig.", "Corrections officers were attacked.", "(Die Zahl stieg.) So war es."],
)
def test_a_text_that_speaks_of_corrections_is_prose(text):
    assert notes(text) == []


@given(
    st.lists(
        st.sampled_from([*NOTES, *NOTEPADS, *CREDITS, BODY, "\n", "* * *", "Warschau, 3. März (AFP) - ", "("])
    ).map("\n\n".join),
    st.integers(0, 40),
)
def test_spans_lie_in_the_text_in_order_and_blanking_keeps_every_offset(text, title_end):
    aside = beside_the_prose(text, min(title_end, len(text)))
    assert all(0 <= start < end <= len(text) for start, end in aside.spans)
    assert all(one[1] <= other[0] for one, other in zip(aside.spans, aside.spans[1:], strict=False))
    prose = blanked(text, aside.spans)
    assert len(prose) == len(text)
    assert all(b in (a, " ") for a, b in zip(text, prose, strict=True))
