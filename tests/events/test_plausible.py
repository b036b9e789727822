"""Sentences of sport, economy and daily life that tell nothing political, each beside one that does."""

import pytest


def facts(events) -> list[tuple[str, str | None, str | None]]:
    return [(e.category, e.actor and e.actor.text, e.recipient and e.recipient.text) for e in events]


def categories(code, text: str) -> list[str]:
    return [event.category for event in code(text)]


@pytest.mark.parametrize(
    ("daily", "political", "category"),
    [
        pytest.param(
            "Italiens Geldhäuser weisen Kredite im Volumen von 200 Milliarden Euro aus.",
            "Italien weist zwei russische Diplomaten aus.",
            "SANCTION",
            id="figures and diplomats",
        ),
        pytest.param(
            "Die deutsche Regierung hat eine Entscheidung über die Schweiz getroffen.",
            "Der deutsche Außenminister hat den Präsidenten der Schweiz getroffen.",
            "CONSULT",
            id="decisions and presidents",
        ),
        pytest.param(
            "Im Gespräch spricht Außenminister Nikola Poposki über die Wege aus der Krise.",
            "Im Gespräch spricht Außenminister Nikola Poposki mit der Regierung in Athen.",
            "CONSULT",
            id="title and name",
        ),
        pytest.param(
            "Die Besucher aus China kamen im Sommer nach Frankreich.",
            "Der Besuch des chinesischen Präsidenten in Frankreich begann im Sommer.",
            "CONSULT",
            id="visitors and visits",
        ),
        pytest.param(
            "Die Zustellung innerhalb von drei Stunden bietet Konkurrent Cyberport seit August an.",
            "Die österreichische Regierung bot der Ukraine im August Hilfe an.",
            "AGREE",
            id="delivery and position",
        ),
        pytest.param(
            "Österreichs Autofahrer führen täglich Telefonate.",
            "Österreichs Kanzler führte ein Telefonat mit dem Präsidenten der Ukraine.",
            "CONSULT",
            id="drivers and chancellors",
        ),
        pytest.param(
            "Hat Russland die Ukraine angegriffen?", "Russland hat die Ukraine angegriffen.", "ASSAULT", id="question"
        ),
    ],
)
def test_what_is_no_politics_is_no_event(code, daily: str, political: str, category: str):
    assert (categories(code, daily), category in categories(code, political)) == ([], True)


def test_an_unknown_person_keeps_what_he_does(code):
    """The authority behind the verb is no subject, though nothing is known of who stands before it."""
    events = facts(code("HDP-Chef Selahattin Demirtas hatte den türkischen Behörden Willkür vorgeworfen."))
    assert ("ACCUSE", "türkischen Behörden") not in [(category, actor) for category, actor, _ in events]


def test_a_person_sentenced_is_convicted_and_a_state_is_condemned(code):
    person = categories(code, "Der türkische Journalist ist am Montag wegen eines Artikels verurteilt worden.")
    state = categories(code, "Die EU hat Russland am Montag verurteilt.")
    assert (person, state) == (["SANCTION"], ["ACCUSE"])


def test_the_town_of_an_attack_does_not_attack(code):
    actors = [actor for _, actor, _ in facts(code("Nach den Anschlägen von Paris begannen die Fahnder die Suche."))]
    assert "Paris" not in actors


def test_one_sentence_about_sport_does_not_silence_an_article_and_four_do(code):
    told = "Der russische Minister hat den Präsidenten der Ukraine getroffen."
    sport = "Der Trainer sah ein gutes Spiel der Mannschaft in der Ukraine. "
    once, often = categories(code, sport + told), categories(code, sport * 4 + told)
    assert (once, often) == (["CONSULT"], [])
