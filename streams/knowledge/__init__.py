"""Who and where: names in a text linked to countries, places, bodies and people."""

from streams.knowledge.base import Thing
from streams.knowledge.counting import countries_of, groups_of, regions_of
from streams.knowledge.knowledge import Knowledge, load_knowledge
from streams.knowledge.linker import NamedSpan

__all__ = ["Knowledge", "NamedSpan", "Thing", "countries_of", "groups_of", "load_knowledge", "regions_of"]
