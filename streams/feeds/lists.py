"""Lists of feeds: OPML, as feed readers export it, or plain text with an address a line."""

from pathlib import Path

from streams.errors import FeedError
from streams.feeds.encoding import decode_text

WEB = ("http://", "https://")
LIST_SUFFIXES = (".opml", ".urls")


def listed_feeds(path: Path) -> list[str]:
    """The addresses in a list, each once. Raises `FeedError` where it cannot be read or has none."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FeedError(f"{path}: cannot be read ({error.strerror})") from error
    urls = _opml(data, str(path)) if b"<opml" in data[:4096].lower() else _lines(data, str(path))
    if not urls:
        raise FeedError(f"{path}: no feed is named in it")
    return list(dict.fromkeys(urls))


def _opml(data: bytes, name: str) -> list[str]:
    """OPML 2.0: an outline with an `xmlUrl` is a feed, whatever the outlines around it."""
    from streams.feeds.xml_tree import elements

    outlines = elements(data, frozenset({"{*}outline"}), name)
    urls = (outline.get("xmlUrl") or outline.get("xmlurl") or "" for outline in outlines)
    return [url.strip() for url in urls if url.strip().startswith(WEB)]


def _lines(data: bytes, name: str) -> list[str]:
    """Lines of an address each; what follows white space or a `#` is a remark."""
    urls = []
    for number, line in enumerate(decode_text(data).splitlines(), 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        if not words[0].startswith(WEB):
            raise FeedError(f"{name}:{number}: {words[0]!r} is not an address of the web (http or https)")
        urls.append(words[0])
    return urls
