"""DNS questions: a name that was asked for and never contacted is told once for each client, with a count.

A name that was contacted needs no such word: its connection is told. Memory is bounded: over `KEPT` names the oldest
is told early, and what is contacted after that is told as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from gwanmun.capture.harhead import address
from gwanmun.capture.lines import Apart
from gwanmun.capture.place import Place
from gwanmun.transfer import Endpoint, Exchange, Origin

NO_ADDRESS = "DNS questions that ask for no address"

_ADDRESSES = frozenset({"A", "AAAA", "HTTPS", "SVCB", "CNAME", "ANY", "*", "1", "28", "65", "64", "5", "255"})
"""Types that look for a way to a host (RFC 1035, 3596, 9460), by name or number; "" when the log names none."""

PORT = 53
KEPT = 1 << 16
"""Names of clients that are remembered."""


class Question(NamedTuple):
    """A question for the addresses of `host`; `ip` is the first in the answer: where the name leads, no proof that
    anything went there."""

    place: Place
    at: float
    origin: Origin
    host: str
    ip: str | None = None


def question(place: Place, at: float, origin: Origin, name: str, kind: str, answers: Iterable[str]) -> Question | Apart:
    """A question as a log holds it; `answers` are names and addresses mixed."""
    host = name.strip().rstrip(".").lower()
    if not host or (kind and kind.upper() not in _ADDRESSES):
        return Apart(NO_ADDRESS)
    return Question(place, at, origin, host, next((found for each in answers if (found := address(each))), None))


def looked_up(asked: int) -> str:
    """Why no more is seen of a name that was asked for so often."""
    times = "once" if asked == 1 else f"{asked} times"
    return f"DNS question only, asked {times}: the name was looked up, what was sent to it is not in this capture"


class _Look:
    """One name of one client. `place` is where it was first asked for, None while it was only contacted."""

    __slots__ = ("contacted", "first", "times")

    def __init__(self, first: Question | None, contacted: bool) -> None:
        self.first, self.contacted, self.times = first, contacted, 1 if first else 0


class Lookups:
    """The names of one capture; `spilled` are those that there is no more room for."""

    def __init__(self) -> None:
        self._looks: dict[tuple[str | None, str], _Look] = {}
        self.spilled: list[Exchange] = []

    def asked(self, question: Question) -> None:
        key = (question.origin.address or question.origin.device, question.host)
        look = self._looks.get(key)
        if look is None:
            self._add(key, _Look(question, False))
        elif look.first is None:
            look.first, look.times = question, 1
        else:
            look.times += 1
            if look.first.ip is None and question.ip:
                look.first = look.first._replace(ip=question.ip)

    def again(self, client: str, host: str, ip: str | None, times: int) -> bool:
        """Count a question that was asked before; False when it was not."""
        look = self._looks.get((client, host))
        if look is None or look.first is None:
            return False
        look.times += times
        if ip and look.first.ip is None:
            look.first = look.first._replace(ip=ip)
        return True

    def contacted(self, client: str | None, host: str) -> None:
        """Something went from `client` to `host`."""
        look = self._looks.get((client, host))
        if look is None:
            self._add((client, host), _Look(None, True))
        else:
            look.contacted = True

    def _add(self, key: tuple[str | None, str], look: _Look) -> None:
        self._looks[key] = look
        if len(self._looks) > KEPT:
            self.spilled += _told(self._looks.pop(next(iter(self._looks))))

    def spill(self) -> Iterator[Exchange]:
        """Names that there was no more room for."""
        while self.spilled:
            yield self.spilled.pop(0)

    def end(self) -> Iterator[Exchange]:
        """Names that were never contacted, in the order of their first questions."""
        looks, self._looks = self._looks, {}
        for look in looks.values():
            yield from _told(look)


def _told(look: _Look) -> Iterator[Exchange]:
    if look.first and not look.contacted:
        place, at, origin, host, ip = look.first
        endpoint = Endpoint(host, PORT, "dns", ip, None, "dns")
        yield Exchange(place.id, at, origin, endpoint, place.provenance, seen="name", opaque=looked_up(look.times))
