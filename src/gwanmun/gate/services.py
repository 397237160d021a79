"""What the connections of one gate share: the ruling in force, certificates, addresses, origins, sink of records."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from gwanmun.gate.addresses import Addresses
from gwanmun.gate.contexts import Contexts
from gwanmun.gate.ids import Ids
from gwanmun.gate.ports import Address, Ruling, Sink
from gwanmun.gate.refusal import Refusals
from gwanmun.gate.refusers import Refusers
from gwanmun.gate.route import Place
from gwanmun.gate.settings import GateSettings
from gwanmun.gate.upstream import Upstreams
from gwanmun.transfer import Endpoint, Exchange, Judgement, Origin, Outcome, Provenance, Record

Found = tuple[Address, ...]


@dataclass(slots=True)
class Services:
    """`ruling` is replaced as a whole when the policy changes; an exchange keeps the one it was judged by."""

    settings: GateSettings
    ruling: Ruling
    sink: Sink
    contexts: Contexts
    refusals: Refusals
    addresses: Addresses
    upstreams: Upstreams
    refusers: Refusers
    provenance: Provenance
    ids: Ids
    tasks: set[asyncio.Task[None]]

    def locate(self, place: Place, then: Callable[[Found], None]) -> None:
        """Give the addresses of a place to `then`: at once when they are known."""
        known = self.addresses.known(place.host, place.port)
        if known is not None:
            then(known)
            return
        task = asyncio.get_running_loop().create_task(self._look_up(place, then))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _look_up(self, place: Place, then: Callable[[Found], None]) -> None:
        then(await self.addresses.look_up(place.host, place.port))

    def judge_name(self, place: Place, found: Found, origin: Origin, opaque: str) -> Judgement:
        """Judge a connection of which no more than the peer's name is readable."""
        at = time.time()
        exchange = Exchange(
            self.ids.new(at), at, origin, endpoint(place, found), self.provenance, seen="name", opaque=opaque
        )
        return self.ruling.judge(exchange)

    def record(self, judgement: Judgement, outcome: Outcome) -> None:
        self.sink(Record(judgement, outcome))

    def swap(self, ruling: Ruling) -> None:
        self.ruling = ruling


@lru_cache(maxsize=4096)
def endpoint(place: Place, found: Found) -> Endpoint:
    """The endpoint of a place; its address is None when the name has none that is known."""
    return Endpoint(place.name, place.port, place.scheme, found[0][0] if found else None, place.sni)


def as_http(place: Place) -> Place:
    """The same place, spoken to without TLS."""
    return replace(place, scheme="http")
