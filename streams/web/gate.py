"""How many connections may be open, and for how long: nobody outside can take them all.

The rule where one more comes than may be open, in all or from its address: the one that has waited longest for a whole
request goes; where every one is being answered, the new one is let in for `/health` alone. So whoever sends a request
at once is heard, whatever others leave half-sent.
"""

import asyncio
import ipaddress
import resource
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Protocol

from streams.settings import Settings
from streams.web.tally import Tally

HEALTH_ROOM = 16
"""Connections that are let in beyond the bound, for `/health` alone."""
OTHER_DESCRIPTORS = 256
"""Open files that the server leaves to the rest of its process: connections to Kafka, pipes, logs."""
FEWEST = 32
ENDLESS = "/stream"
"""Its answers have no end; `streams.view.stream` bounds each write."""
SWEEP_S = 1.0

CROWDED = "%d connections were closed unanswered: more came than may be open"
SLOW = "%d connections were closed: no whole request came in time"
UNREAD = "%d connections were closed: they did not take their answer in time"


@dataclass(frozen=True)
class Limits:
    """Connections in all and from one address; seconds for a whole request, and for taking its answer."""

    connections: int
    per_address: int
    request_s: float = 10.0
    answer_s: float = 60.0


def limits_of(settings: Settings) -> Limits:
    """As the settings say, and below what the process may open: each connection may be sent a file, too."""
    most = settings.web_connections
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY:
        most = min(most, max((soft - OTHER_DESCRIPTORS) // 2, FEWEST))
    return Limits(most, min(most, settings.web_connections_per_address))


class Visitor(Protocol):
    """A connection as the gate sees it; the gate sets `for_health`. `path`: of the request that is being answered."""

    address: str
    path: str | None
    answered: bool
    for_health: bool

    def abort(self) -> None:
        """Ends it at once: an orderly end would wait for what is not taken."""


@dataclass
class _Source:
    """What comes from one address; `waiting` is in order of the wait."""

    open: int = 0
    waiting: "OrderedDict[Visitor, None]" = field(default_factory=OrderedDict)


class Gate:
    """Knows every open connection of a server."""

    def __init__(self, limits: Limits) -> None:
        self.tally = Tally()
        self._limits = limits
        self._since: dict[Visitor, float] = {}
        """Every open connection -> since when it waits for a request, or is being answered."""
        self._waiting: OrderedDict[Visitor, None] = OrderedDict()
        self._sources: dict[str, _Source] = {}
        self._for_health = 0

    def arrived(self, visitor: Visitor) -> None:
        """Lets it in, at the cost of another one or for health alone where too many are there, or closes it."""
        source = self._sources.get(visitor.address, _Source())
        crowd = source.waiting if source.open >= self._limits.per_address else self._waiting
        if source.open >= self._limits.per_address or len(self._since) >= self._limits.connections:
            if crowd:
                self._close(next(iter(crowd)), CROWDED)
            elif self._for_health < HEALTH_ROOM:
                visitor.for_health = True
                self._for_health += 1
            else:
                self.tally.count(CROWDED)
                return visitor.abort()
        self._sources.setdefault(visitor.address, _Source()).open += 1
        self._since[visitor] = 0.0
        self.waits(visitor)

    def left(self, visitor: Visitor) -> None:
        if self._since.pop(visitor, None) is None:
            return
        self._for_health -= visitor.for_health
        source = self._sources[visitor.address]
        source.open -= 1
        source.waiting.pop(visitor, None)
        self._waiting.pop(visitor, None)
        if not source.open:
            del self._sources[visitor.address]

    def began(self, visitor: Visitor) -> None:
        """A whole request has come, and its answer begins."""
        if visitor in self._since:
            self._since[visitor] = time.monotonic()
            self._waiting.pop(visitor, None)
            self._sources[visitor.address].waiting.pop(visitor, None)

    def waits(self, visitor: Visitor) -> None:
        """For a request, from now on and behind those that already do."""
        if visitor in self._since:
            self._since[visitor] = time.monotonic()
            self._waiting[visitor] = self._sources[visitor.address].waiting[visitor] = None

    async def sweep(self) -> None:
        """Closes those that take too long; runs until cancelled."""
        while True:
            await asyncio.sleep(SWEEP_S)
            now = time.monotonic()
            for visitor, since in list(self._since.items()):
                if visitor.path is None and now - since > self._limits.request_s:
                    self._close(visitor, None if visitor.answered else SLOW)  # idle after an answer is no trouble
                elif visitor.path not in (None, ENDLESS) and now - since > self._limits.answer_s:
                    self._close(visitor, UNREAD)
            self.tally.flush()

    def _close(self, visitor: Visitor, kind: str | None) -> None:
        self.left(visitor)
        if kind is not None:
            self.tally.count(kind)
        visitor.abort()


def source_of(peer: object) -> str:
    """Who counts as one address: an IPv4 address, or the /64 of an IPv6 address, which one subscriber has whole."""
    if not isinstance(peer, tuple):
        return ""
    address = ipaddress.ip_address(peer[0].partition("%")[0])
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or ipaddress.IPv6Network((address, 64), strict=False))
