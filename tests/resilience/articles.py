"""What flows: short articles in German and English, some in several versions, some broken."""

import json
import lzma
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SHARED = Path(os.environ.get("LAGEBILD_SHARED") or Path(__file__).parents[2].parent / "shared")
GNAD = SHARED / "data" / "wire" / "gnad_de.jsonl.xz"
"""German newspaper articles, where they lie beside the checkout."""
BODY_CHARACTERS = 600

Value = dict[str, Any] | bytes | None

SENTENCES = {
    "de": (
        "Das russische Außenministerium hat die Vorwürfe der Ukraine am {n}. Tag zurückgewiesen.",
        "In Berlin berieten Vertreter Deutschlands und Frankreichs über neue Sanktionen.",
        "Die NATO kündigte an, ihre Truppen an der Grenze zu Belarus zu verstärken.",
        "Nordkorea habe Soldaten entsandt, teilte der Geheimdienst in Seoul mit.",
        "Der Kreml-Sprecher äußerte sich in Moskau nicht zu dem Bericht mit der Nummer {n}.",
    ),
    "en": (
        "The Iranian foreign ministry rejected the accusations on day {n} of the talks.",
        "Officials from Japan and South Korea met in Washington to discuss the sanctions.",
        "NATO said it would send additional troops to Poland and the Baltic states.",
        "The Kremlin declined to comment on report number {n} from Kyiv.",
    ),
}
BROKEN: tuple[Value, ...] = (b"{", b"\xff\xfe", None, {"id": "empty", "title": "", "body": " "})


def generated(count: int, seed: int) -> Iterator[Value]:
    """One in 50 is broken, one in ten a later version of an article before it."""
    chance = random.Random(seed)
    versions: dict[int, int] = {}
    for number in range(count):
        if chance.random() < 0.02:
            yield chance.choice(BROKEN)
            continue
        story = chance.randrange(number + 1) if chance.random() < 0.1 else number
        versions[story] = versions.get(story, 0) + 1
        language = chance.choice(("de", "de", "en"))
        yield {
            "id": f"made:{story}",
            "version": versions[story],
            "language": language,
            "title": f"Meldung {story}",
            "body": " ".join(s.format(n=number) for s in chance.sample(SENTENCES[language], 2)),
        }


def newspaper() -> Iterator[Value]:
    """The German newspaper articles, shortened, where they are there."""
    with lzma.open(GNAD, "rt", encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            yield {**article, "body": article["body"][:BODY_CHARACTERS]}
