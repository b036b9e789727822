import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from streams.view.marks import Mark, marked, marked_paragraphs, paragraphs, visible

TEXTS = st.text(st.sampled_from("ab<>&\"'\n é中"), min_size=1, max_size=40)


@st.composite
def marked_texts(draw):
    text = draw(TEXTS)
    ends = st.integers(-3, len(text) + 3)
    return text, [Mark(draw(ends), draw(ends), f"m{n}") for n in range(draw(st.integers(0, 6)))]


def classes_by_character(html: str) -> list[set[str]]:
    found, stack = [], []
    for tag, class_, closing, _ in re.findall(r'(<mark class="(\w+)">)|(</mark>)|(&[#\w]+;|.)', html, re.DOTALL):
        if tag:
            stack.append(class_)
        elif closing:
            stack.pop()
        else:
            found.append(set(stack))
    assert not stack
    return found


@given(marked_texts())
def test_the_text_between_marks_is_the_text_itself(case):
    text, marks = case
    assert unescape(re.sub(r"<[^>]*>", "", marked(text, 0, len(text), marks))) == text


@given(marked_texts())
def test_every_character_carries_exactly_the_marks_that_cover_it(case):
    text, marks = case
    expected = [{m.classes for m in marks if m.start <= n < m.end} for n in range(len(text))]
    assert classes_by_character(marked(text, 0, len(text), marks)) == expected


@given(TEXTS)
def test_paragraphs_hold_all_that_is_not_white_space(text):
    kept = "".join(text[start:end] for start, end in paragraphs(text, 0, len(text)))
    assert kept.replace("\n", "").replace(" ", "") == text.replace("\n", "").replace(" ", "")


@given(marked_texts())
def test_paragraphs_carry_the_marks_of_the_whole_text(case):
    text, marks = case
    for first, last, html in marked_paragraphs(text, 0, len(text), marks):
        assert classes_by_character(html) == classes_by_character(marked(text, first, last, marks))


def test_nested_marks_stay_nested():
    html = marked("US-Regierung", 0, 12, [Mark(0, 12, "name"), Mark(0, 2, "part")])
    assert html == '<mark class="name"><mark class="part">US</mark>-Regierung</mark>'


def test_crossing_marks_are_cut_where_the_outer_ends():
    html = marked("abcdef", 0, 6, [Mark(0, 4, "x"), Mark(2, 6, "y")])
    assert html == '<mark class="x">ab<mark class="y">cd</mark></mark><mark class="y">ef</mark>'


def test_a_mark_that_is_cut_keeps_its_id_once():
    html = marked("abcdef", 0, 6, [Mark(0, 4, "x"), Mark(2, 6, "y", id="evidence-0")])
    assert html.count('id="evidence-0"') == 1


def test_markup_in_text_and_titles_is_escaped():
    html = marked('<b>"x"</b>', 0, 10, [Mark(0, 3, "e", '" onclick="x')])
    assert html.startswith('<mark class="e" title="&#34; onclick=&#34;x">&lt;b&gt;</mark>')


def test_direction_overrides_become_visible_and_keep_the_offsets():
    assert visible("a\u202eb\u202dc\x00") == "a�b�c�"
