"""Who is let in, and who must go."""

from dataclasses import dataclass

import pytest

from streams.errors import ConfigurationError
from streams.settings import Settings
from streams.web import gate as module
from streams.web.gate import HEALTH_ROOM, OTHER_DESCRIPTORS, Gate, Limits, limits_of, source_of


@dataclass(eq=False)
class Guest:
    address: str = "192.0.2.1"
    path: str | None = None
    answered: bool = False
    for_health: bool = False
    gone: bool = False

    def abort(self) -> None:
        self.gone = True


def arrive(gate: Gate, n: int, address: str = "192.0.2.1", busy: bool = False) -> list[Guest]:
    guests = [Guest(address) for _ in range(n)]
    for guest in guests:
        gate.arrived(guest)
        if busy:
            guest.path = "/"
            gate.began(guest)
    return guests


def gone(guests: list[Guest]) -> list[bool]:
    return [guest.gone for guest in guests]


def test_one_more_than_may_be_open_costs_the_one_that_has_waited_longest() -> None:
    gate = Gate(Limits(3, 3))
    first, second, third = arrive(gate, 3)
    first.path = "/"
    gate.began(first)
    gate.waits(first)  # it has had its answer, and waits for its next request behind the others
    (newcomer,) = arrive(gate, 1)
    assert gone([first, second, third, newcomer]) == [False, True, False, False]


def test_an_address_that_has_its_share_loses_one_of_its_own() -> None:
    gate = Gate(Limits(10, 2))
    other = arrive(gate, 1, "198.51.100.7")
    many = arrive(gate, 5)
    assert gone(other + many) == [False, True, True, True, False, False]


def test_where_all_are_being_answered_the_next_ones_are_for_health_alone() -> None:
    gate = Gate(Limits(2, 2))
    busy = arrive(gate, 2, busy=True)
    late = arrive(gate, HEALTH_ROOM, busy=True)
    beyond = arrive(gate, 1)
    assert gone(busy + late + beyond) == [False] * (2 + HEALTH_ROOM) + [True]
    assert all(guest.for_health for guest in late)
    gate.left(late[0])
    (again,) = arrive(gate, 1)
    assert (again.gone, again.for_health) == (False, True)


def test_who_has_left_makes_room() -> None:
    gate = Gate(Limits(2, 2))
    for _ in range(10):
        (guest,) = arrive(gate, 1, busy=True)
        gate.left(guest)
        gate.left(guest)
    assert not any(guest.for_health for guest in arrive(gate, 2))


@pytest.mark.parametrize(
    ("peer", "source"),
    [
        (("192.0.2.1", 5), "192.0.2.1"),
        (("::ffff:192.0.2.1", 5, 0, 0), "192.0.2.1"),
        (("2001:db8:1:2:3:4:5:6", 5, 0, 0), "2001:db8:1:2::/64"),
        (("2001:db8:1:2::1", 5, 0, 0), "2001:db8:1:2::/64"),
        (("fe80::1%eth0", 5, 0, 2), "fe80::/64"),
        (None, ""),
    ],
)
def test_an_address_is_an_ipv4_address_or_the_network_of_an_ipv6_subscriber(peer: object, source: str) -> None:
    assert source_of(peer) == source


def test_connections_stay_below_what_the_process_may_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.resource, "getrlimit", lambda what: (1024, 4096))
    limits = limits_of(Settings(web_connections=5000, web_connections_per_address=4000))
    assert 2 * limits.connections + OTHER_DESCRIPTORS <= 1024
    assert limits.per_address == limits.connections
    monkeypatch.setattr(module.resource, "getrlimit", lambda what: (module.resource.RLIM_INFINITY,) * 2)
    assert limits_of(Settings()) == Limits(400, 300)


def test_fewer_connections_than_a_server_needs_are_refused() -> None:
    with pytest.raises(ConfigurationError, match="LAGEBILD_WEB_CONNECTIONS"):
        Settings(web_connections=3)
