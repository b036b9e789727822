"""One article, one person: a later surname is the person whose full name came first."""

from collections.abc import Sequence

import msgspec

from streams.records import Entity


def resolve_people(entities: Sequence[Entity]) -> list[Entity]:
    """Unlinked persons of one word take name, id and country of the first full name that ends with it.

    A full name that is in no knowledge base stays without an id but has a `name`, so that its mentions belong together.
    """
    full: dict[str, Entity] = {}
    result = []
    for entity in entities:
        if entity.type != "PER":
            result.append(entity)
            continue
        words = entity.text.split()
        surname = words[-1].removesuffix("'s").removesuffix("’s")
        if len(words) > 1:
            known = msgspec.structs.replace(entity, name=entity.name or " ".join(words))
            full.setdefault(surname, known)
            result.append(known)
        elif entity.name is None and (first := full.get(surname) or full.get(surname.removesuffix("s"))):
            result.append(
                msgspec.structs.replace(
                    entity,
                    id=first.id,
                    name=first.name,
                    country=first.country,
                    confidence=round(first.confidence * 0.9, 3),
                )
            )
        else:
            result.append(entity)
    return result
