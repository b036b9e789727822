"""Which addresses of the internet may be read: a name in a feed must not lead into one's own network."""

import ipaddress
import socket

from streams.errors import FeedError

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""RFC 6052: the last four bytes are an IPv4 address."""
SITE_LOCAL = ipaddress.ip_network("fec0::/10")
"""RFC 3879: deprecated, and still somebody's own network."""


def is_public(address: IPAddress) -> bool:
    """False for private, loopback, link-local, multicast and reserved addresses, and IPv6 that wraps such an IPv4."""
    if isinstance(address, ipaddress.IPv6Address):
        wrapped = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if address in SITE_LOCAL:
            return False
        if address in NAT64:
            wrapped = ipaddress.IPv4Address(address.packed[-4:])
        if wrapped is not None:
            return is_public(wrapped)
    return address.is_global and not address.is_multicast and not address.is_reserved


def resolve(host: str, port: int, *, private: bool) -> list[tuple[str, int]]:
    """The addresses of a host that may be read. Raises `FeedError` where there is none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FeedError(f"{host}: no such host ({error})") from None
    addresses = list(dict.fromkeys(str(address[0]) for *_, address in found))
    allowed = [a for a in addresses if private or is_public(ipaddress.ip_address(a.partition("%")[0]))]
    if not allowed:
        raise FeedError(
            f"{host}: {addresses[0]} is an address of a private network; --private-addresses allows it if it is yours"
        )
    return [(address, port) for address in allowed]
