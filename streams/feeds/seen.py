"""What a followed feed has given already, kept across restarts."""

import contextlib
import os
from hashlib import blake2b
from pathlib import Path

import msgspec

from streams.errors import ConfigurationError
from streams.feeds.items import Item, Outcome
from streams.settings import Settings

FORGET_AFTER_S = 30 * 86_400
"""An item is forgotten so long after the feed has last shown it."""


class Known(msgspec.Struct):
    """An item as it was last sent: a hash of its content, its version, and when (epoch) the feed last showed it."""

    content: str
    version: int
    shown: int


class Seen(msgspec.Struct):
    """One feed: its validators for conditional requests (RFC 9110, section 13) and its items by id."""

    url: str
    etag: str = ""
    modified: str = ""
    items: dict[str, Known] = {}

    def validators(self) -> dict[str, str]:
        headers = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in headers.items() if value}


def changes(outcomes: list[Outcome], seen: Seen, now: float) -> list[Outcome]:
    """Of what a feed shows, what is to be sent: new items, and changed ones with a higher version; and its refusals.

    `seen` is brought up to date. An item whose text and address are known under another id is not new: some sites
    make up ids for every request.
    """
    by_content = {known.content: known for known in seen.items.values()}
    wanted: list[Outcome] = []
    for outcome in outcomes:
        if not isinstance(outcome, Item):
            wanted.append(outcome)
            continue
        content = fingerprint(outcome)
        known = seen.items.get(outcome.key) or by_content.get(content)
        version = outcome.record.version if outcome.record else 1
        if known is None:
            wanted.append(outcome)
        elif known.content == content:
            version = known.version
        else:
            version = max(version, known.version + 1)
            wanted.append(versioned(outcome, version))
        seen.items[outcome.key] = Known(content, version, int(now))
    for key in [key for key, known in seen.items.items() if known.shown < now - FORGET_AFTER_S]:
        del seen.items[key]
    return wanted


def fingerprint(item: Item) -> str:
    """A hash of what a reader of the article would notice: not its date, which some sites set anew every time."""
    article = item.record
    if article is None:
        content = item.value
    else:
        content = msgspec.json.encode(
            (article.title, article.body, article.url, article.status, article.embargoed_until, article.urgency)
        )
    return blake2b(content, digest_size=12).hexdigest()


def versioned(item: Item, version: int) -> Item:
    """The item with this version; as it is where it is no article."""
    if item.record is None:
        return item
    article = msgspec.structs.replace(item.record, version=version)
    return Item(item.key, msgspec.json.encode(article), article, item.note)


def state_file(settings: Settings, url: str) -> Path:
    """One file a feed and installation: another cluster has seen nothing yet."""
    installation = f"{settings.brokers}|{settings.topic_prefix}|{url}".encode()
    return settings.data_folder / "follow" / f"{blake2b(installation, digest_size=12).hexdigest()}.json"


def load(path: Path, url: str) -> Seen:
    """What was kept, or nothing for a feed that is new or whose file is damaged: its items are sent once more."""
    with contextlib.suppress(FileNotFoundError, msgspec.DecodeError):
        return msgspec.json.decode(path.read_bytes(), type=Seen)
    return Seen(url)


def save(path: Path, seen: Seen) -> None:
    """Whole or not at all. Raises `ConfigurationError` where the folder cannot be written."""
    fresh = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_bytes(msgspec.json.encode(seen))
        fresh.replace(path)
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be written ({error.strerror}); see LAGEBILD_DATA") from error
