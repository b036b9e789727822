"""Countries: their names in all languages, adjectives and demonyms in German and English."""

from streams.knowledge.base import Thing
from training.knowledge import inflect, sources, tables
from training.knowledge.collect import Collection
from training.knowledge.tables import split

RELATED = {"sv": ("da", "no", "nb")}
"""Languages that mostly share another's adjectives."""


def add(collection: Collection) -> None:
    cases = tables.inflections()
    more: dict[str, list[dict[str, str]]] = {}
    for row in tables.rows("names"):
        more.setdefault(row["code"], []).append(row)
    other = {row.pop("code"): row for row in tables.rows("adjectives")}
    endings = tables.toml("adjective_endings")
    inhabitants = sources.inhabitants()
    centres = {row["code"]: (float(row["lat"]), float(row["lon"])) for row in tables.rows("centres")}
    for code, centre in sources.centres().items():
        centres.setdefault(code, centre)
    for row in tables.rows("countries"):
        code = row["code"]
        named = list(sources.country_names(code))
        name = next(n for language, n in named if language == "en")
        lat, lon = centres.get(code, (None, None))
        index = collection.thing(Thing("country", f"iso:{code}", name, code, lat, lon, inhabitants[code]))
        named += [("de", n) for n in split(row["de_more"])] + [("en", n) for n in split(row["en_more"])]
        for extra in more.get(code, []):
            named += [(language, n) for language in extra["languages"].split() for n in split(extra["names"])]
        for language, surface in named:
            for form in inflect.cases(surface, cases[language]) if language in cases else (surface,):
                collection.name(form, index, languages={language})
        _add_adjectives(collection, index, row)
        for language, stems in other.get(code, {}).items():
            for form in inflect.stem_forms(stems, endings.get(language, "").split()):
                collection.name(form, index, "adjective", {language, *RELATED.get(language, ())})


def _add_adjectives(collection: Collection, index: int, row: dict[str, str]) -> None:
    for stem in split(row["de_adjective"]):
        for form in inflect.german_adjective(stem):
            collection.name(form, index, "adjective", {"de"})
    for noun in split(row["de_demonym"]):
        for form in inflect.german_demonym(noun):
            collection.name(form, index, "adjective", {"de"})
    for word in split(row["en_adjective"]):
        collection.name(word, index, "adjective", {"en"})
    for word in split(row["en_demonym"]):
        for form in inflect.english_demonym(word):
            collection.name(form, index, "adjective", {"en"})
