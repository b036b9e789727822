"""Who and where: names in a text linked to countries, places, bodies and people."""

from streams.knowledge.base import Office, Thing
from streams.knowledge.context import NamedSpan
from streams.knowledge.counting import countries_of, groups_of, regions_of
from streams.knowledge.knowledge import Knowledge, load_knowledge

__all__ = ["Knowledge", "NamedSpan", "Office", "Thing", "countries_of", "groups_of", "load_knowledge", "regions_of"]
