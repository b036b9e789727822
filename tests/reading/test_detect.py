"""The wire's own tag first, else a guess among the supported languages, else `und`."""

import pytest

from streams.reading.detect import LanguageDetector

GERMAN = "Die Regierung in Berlin hat am Mittwoch über die Lage im Nahen Osten beraten und zur Ruhe aufgerufen."
UKRAINIAN = "Президент України прибув із візитом до Варшави, де проведе переговори з польським прем'єром."


@pytest.fixture(scope="module")
def detector() -> LanguageDetector:
    return LanguageDetector()


def test_the_wires_own_tag_wins(detector: LanguageDetector) -> None:
    language = detector.detect("Putin in Peking", "en-GB")
    assert (language.code, language.confidence, language.given) == ("en", 1.0, "en-GB")


@pytest.mark.parametrize("given", ["en-US", "fr", "eng", "ru"])
def test_a_text_that_clearly_is_another_languages_overrules_the_tag(detector: LanguageDetector, given: str) -> None:
    language = detector.detect(GERMAN, given)
    assert (language.code, language.given) == ("de", given)


@pytest.mark.parametrize("given", ["deu", "ger", "de-AT", "DE"])
def test_codes_of_three_letters_are_those_of_two(detector: LanguageDetector, given: str) -> None:
    assert detector.detect(GERMAN, given).code == "de"


def test_a_tag_that_the_detection_does_not_know_stands(detector: LanguageDetector) -> None:
    assert detector.detect(GERMAN, "lb").code == "lb"


def test_a_plain_short_text_is_told(detector: LanguageDetector) -> None:
    assert detector.detect("USA verhängen neue Sanktionen gegen Iran", None).code == "de"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Japan warns North Korea", "en"),
        ("Paris strikes Bamako again", "en"),
        ("Iran droht Katar erneut", "de"),
        ("Moskau greift Odessa an", "de"),
        ("Israël frappe Damas", "fr"),
        ("Rusia bombardea Odesa", "es"),
        ("Merkel Macron Davos", "und"),
        ("Ankara warns, Berlin droht", "und"),
    ],
)
def test_a_headline_of_a_few_words_is_told_by_those_that_one_language_alone_has(detector, text, code) -> None:
    assert detector.detect(text, None).code == code


def test_no_plain_word_is_in_two_languages(detector: LanguageDetector) -> None:
    words = [word for listed in detector._facts["plain"].values() for word in listed]
    assert len(words) == len(set(words))


@pytest.mark.parametrize(("text", "code"), [(GERMAN, "de"), (UKRAINIAN, "uk")])
def test_without_a_tag_the_text_decides(detector: LanguageDetector, text: str, code: str) -> None:
    language = detector.detect(text, None)
    assert (language.code, language.given) == (code, None)
    assert language.confidence > 0.9


@pytest.mark.parametrize("given", ["German language", "", "und", "mul", "zxx", "x" * 40])
def test_what_is_no_tag_is_kept_but_not_believed(detector: LanguageDetector, given: str) -> None:
    language = detector.detect(GERMAN, given)
    assert (language.code, language.given) == ("de", given)


def test_a_short_text_is_undetermined(detector: LanguageDetector) -> None:
    language = detector.detect("Putin in Peking", None)
    assert (language.code, language.confidence) == ("und", 0.0)


def test_old_codes_are_the_codes_of_today(detector: LanguageDetector) -> None:
    assert detector.detect("שלום", "iw-IL").code == "he"
