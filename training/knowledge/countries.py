"""Countries: their names in all languages, adjectives and demonyms in German and English."""

from training.knowledge import inflect, sources, tables
from training.knowledge.collect import Collection
from training.knowledge.tables import split
from streams.knowledge.base import Thing


def add(collection: Collection) -> None:
    cases = tables.inflections()
    more: dict[str, list[dict[str, str]]] = {}
    for row in tables.rows("names"):
        more.setdefault(row["code"], []).append(row)
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
            use = extra["use"]
            for language in extra["languages"].split():
                for surface in split(extra["names"]):
                    if use == "name":
                        named.append((language, surface))
                    else:
                        for form in inflect.stem_forms(surface):
                            collection.name(form, index, "adjective", {language})
        for language, surface in named:
            for form in inflect.cases(surface, cases[language]) if language in cases else (surface,):
                collection.name(form, index, languages={language})
        _add_adjectives(collection, index, row)


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
