"""HTML to plain text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.feeds.html_text import element_effects, html_to_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Eins</p><p>Zwei</p>", "Eins\n\nZwei"),
        ("<p>Eins<p>Zwei", "Eins\n\nZwei"),
        ("Eins<br>Zwei<br/><br/>Drei", "Eins\nZwei\n\nDrei"),
        ("<ul><li>Eins<li>Zwei</ul>Drei", "Eins\nZwei\n\nDrei"),
        ("<b>Fett</b> und <a href='x'>Link</a>", "Fett und Link"),
        ("Br&uuml;ssel &amp; Rom &#8211; &#x41;", "Brüssel & Rom – A"),
        ("a&nbsp;b", "a b"),
        ("vor<script>alert('<p>')</script>nach<style>p {}</style>", "vornach"),
        ("vor<!-- weg --> nach", "vor nach"),
        ("Außen&shy;minister &lt;b&gt;", "Außenminister <b>"),
        ("AT&T wächst, 3 < 4", "AT&T wächst, 3 < 4"),
        ("&unknown; bleibt", "&unknown; bleibt"),
        ("  viel \n\t Raum  <b>hier</b> ", "viel Raum hier"),
        ("<html><head><title>Weg</title></head><body>Da</body></html>", "Da"),
        ("Ohne Tags \n zwei\r\n\n\n drei", "Ohne Tags\nzwei\n\ndrei"),
        ("", ""),
        ("<p></p>", ""),
    ],
)
def test_markup_goes_and_paragraphs_stay(html, text):
    assert html_to_text(html) == text


@pytest.mark.parametrize("depth", [300, 20_000])
def test_text_below_many_nested_tags_is_not_lost(depth):
    assert html_to_text("<b>" * depth + "innen" + "</b>" * depth + "<p>danach") == "innen\n\ndanach"


@given(st.text())
def test_any_text_can_be_read(text):
    html_to_text(text)


@given(st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1), min_size=1))
def test_no_word_between_tags_is_lost(words):
    html = "".join(f"<p><b>{word}</b></p>" for word in words)
    assert html_to_text(html).split("\n\n") == words


def test_an_element_has_one_effect():
    effects = element_effects()
    assert set(effects) == {"ignored", "paragraphs", "lines"}
    assert sum(map(len, effects.values())) == len(frozenset().union(*effects.values()))
