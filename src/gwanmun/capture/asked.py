"""DNS messages on the road: their answers name addresses, their questions tell what was looked up.

A question and its answer are one look-up; where the capture holds one of the two only, that one counts.
"""

from __future__ import annotations

from collections.abc import Iterable

from gwanmun.capture.ends import Ends, written
from gwanmun.capture.lookup import Lookups, Question
from gwanmun.capture.naming import Names
from gwanmun.capture.place import Place
from gwanmun.transfer import Exchange, Origin
from gwanmun.wire.dns import AAAA, CNAME, HTTPS, SVCB, A, Answers, question

_ADDRESSES = frozenset({A, AAAA, CNAME, SVCB, HTTPS, 255})


class Asked:
    def __init__(self, sha256: str, names: Names) -> None:
        self._sha256, self._names = sha256, names
        self._waiting: dict[tuple[bytes, bytes], None] = {}
        self._number = 0
        self.lookups = Lookups()

    def query(self, number: int, ends: Ends, at: float, message: bytes) -> None:
        """A message to a resolver; `number` is the packet's."""
        self._count(number, ends, at, message, Answers(()))

    def answer(self, number: int, ends: Ends, at: float, message: bytes) -> None:
        """A message of a resolver."""
        self._count(number, ends.reversed(), at, message, self._names.dns(ends, at, message))

    def _count(self, number: int, ends: Ends, at: float, message: bytes, found: Answers) -> None:
        asked = question(message)
        if asked is None or asked.kind not in _ADDRESSES:
            return
        key = (ends.source, message[:2])
        paired = asked.response and self._waiting.pop(key, False) is None
        if not asked.response:
            self._waiting[key] = None
            if len(self._waiting) > MAX_WAITING:
                del self._waiting[next(iter(self._waiting))]
        client = written(ends.source)
        ip = next((written(each.address) for each in found.addresses if each.name == asked.name), None)
        if not self.lookups.again(client, asked.name, ip, 0 if paired else 1):
            self.lookups.asked(self._question(number, at, ends, asked.name, ip))

    def _question(self, number: int, at: float, ends: Ends, host: str, ip: str | None) -> Question:
        self._number += 1
        place = Place(self._sha256, f"frame {number}", f"{number}.question-{self._number}")
        device = self._names.device(ends)
        origin = Origin(device=device, address=written(ends.source), identified_by="device" if device else "address")
        return Question(place, at, origin, host, ip)

    def contacted(self, exchange: Exchange, others: Iterable[str] = ()) -> None:
        """Something went to the host of this exchange, or to one of the others that its address was given for."""
        for host in (exchange.endpoint.host, *others):
            if host and exchange.endpoint.scheme != "dns":
                self.lookups.contacted(exchange.origin.address, host)


MAX_WAITING = 1 << 12
"""Questions whose answer is waited for."""
