"""The id of an article that came without one: the same text always gets the same id."""

from hashlib import blake2b

from streams.records import RawArticle

PREFIX = "lb:"
DIGEST_BYTES = 10
"""80 bits: two of a billion articles collide with a probability below one in a million."""


def derive_id(article: RawArticle) -> str:
    """`lb:` and 20 hex digits of a hash of source, url, title and body (absent and empty are the same)."""
    fields = (article.source or "", article.url or "", article.title, article.body)
    return content_key("\x1f".join(fields).encode("utf-8", "surrogatepass"))


def content_key(value: bytes) -> str:
    """The key of a record that nothing could be read from: of its bytes as they came."""
    return PREFIX + blake2b(value, digest_size=DIGEST_BYTES).hexdigest()
