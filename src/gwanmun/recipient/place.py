"""Where the server stands: what the host name says, what the address says, and what to do when they disagree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from gwanmun.knowledge.regions import Cloud
from gwanmun.knowledge.services import Service
from gwanmun.recipient import name
from gwanmun.recipient.mmdb import Located
from gwanmun.recipient.named import Named
from gwanmun.recipient.network import REGISTRY, Range
from gwanmun.transfer import Fact

NAMED = 0.9
"""Confidence in a region that the operator itself wrote into the host name."""

BORROWED = 0.6
"""The same when the name is not a cloud's own: whoever wrote a cloud's code there most likely runs there."""

ANYCAST = "anycast or CDN: servers in many countries answer, so the address gives no server country"
PRIVATE = "private address"
NOT_PUBLIC = "not a public address"


NO_ADDRESS, PRIVATE_ROW, NOT_PUBLIC_ROW = -1, -2, -3
"""In place of a row of the network table: nothing was given, or what was given is outside the internet."""

NOWHERE = {PRIVATE_ROW: PRIVATE, NOT_PUBLIC_ROW: NOT_PUBLIC}


class Seen(NamedTuple):
    """What is known of an address: its row, the user's databases, the published range, the registrant's country."""

    row: int
    located: Located = Located()
    published: Range | None = None
    registrant: Fact | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """The server's country, None when nothing says it, and what a reader must know beside it.

    `aside` is a registrant's country that does not stand for the server's, but is shown against a name that says
    otherwise.
    """

    country: Fact | None = None
    notes: tuple[str, ...] = ()
    aside: Fact | None = None


def by_name(named: Named, service: Service | None, cloud: Cloud) -> Placed:
    """What the host name itself states: a place listed for the service, else a region code."""
    if service and named.place >= 0:
        return _listed(named, service)
    if not named.region:
        return Placed()
    sure = NAMED if cloud.id else BORROWED
    source = f"host name states the region {named.region}; {cloud.source}"
    return Placed(Fact(cloud.countries[named.region], source, cloud.date, sure))


def _listed(named: Named, service: Service) -> Placed:
    place = service.places[named.place]
    notes = (f"host name matches {place.match}: {place.note}",) if place.note else ()
    source = f"host name matches {place.match}; {service.source}"
    fact = Fact(place.country, source, service.date, min(NAMED, service.confidence))
    return Placed(fact if place.country else None, notes)


def nowhere(address: str) -> int:
    """The row of an address that no table knows: on the internet and nobody's (0), or one that leads nowhere there."""
    found = name.address(address)
    if found is None or name.is_public(found):
        return 0
    return PRIVATE_ROW if found.is_private else NOT_PUBLIC_ROW


def settle(named: Named, service: Service | None, cloud: Cloud, seen: Seen) -> Placed:
    """What name and address come to together."""
    stated = by_name(named, service, cloud)
    if everywhere(service, seen.located, seen.published):
        return agree(stated, Placed(notes=(ANYCAST,)))
    if seen.row in NOWHERE:
        return agree(stated, Placed(notes=(NOWHERE[seen.row],)))
    return agree(stated, by_address(seen.located, seen.published, seen.registrant))


def everywhere(service: Service | None, located: Located, published: Range | None) -> bool:
    """Whether the same service or address answers from many countries at once."""
    spread = service is not None and (service.anycast or service.category == "cdn")
    return spread or located.anycast or (published is not None and published.anycast)


def by_address(located: Located, published: Range | None, registrant: Fact | None) -> Placed:
    """What a public unicast address says: the user's databases in their order, then the provider's range, then the
    registry, each that says otherwise shown beside the one that is kept. The registry's stands in only where nobody
    publishes the address: a provider that does and names no region has machines in many countries."""
    facts = tuple(measured(located, published, registrant))
    aside = facts[-1] if registrant and published else None
    counted = facts[:-1] if aside else facts
    if not counted:
        return Placed(aside=aside)
    return Placed(counted[0], tuple(_against(counted[0], counted[1:])))


def measured(located: Located, published: Range | None, registrant: Fact | None) -> Iterator[Fact]:
    """Every statement on the server's country that an address gives, the registrant's last."""
    yield from located.countries
    if published and published.country:
        source = f"{published.source}, {published.region}" if published.region else published.source
        yield Fact(published.country, source, published.date, published.confidence)
    if registrant:
        source = f"{registrant.source}: country of the registrant, not of the server"
        yield replace(registrant, source=source, confidence=REGISTRY)


def _against(kept: Fact, others: Sequence[Fact]) -> Iterator[str]:
    """A mere registrant contradicts nobody: that it sits elsewhere is what `network_country` says."""
    for fact in others:
        if fact.value != kept.value and fact.confidence > REGISTRY:
            yield disagreement(kept, fact)


def agree(named: Placed, addressed: Placed) -> Placed:
    """Join both kinds of evidence: the more confident country is the value, the other one is said."""
    notes = named.notes + addressed.notes
    found = addressed.country or addressed.aside
    if not named.country or not found:
        return Placed(named.country or addressed.country, notes)
    first, second = sorted((named.country, found), key=lambda fact: -fact.confidence)
    if first.value == second.value:
        return Placed(first, notes)
    return Placed(first, (*notes, disagreement(first, second)))


def disagreement(kept: Fact, other: Fact) -> str:
    return (
        f"server country: {kept.value} ({kept.confidence:.2f}, {kept.source}, {kept.date}) against "
        f"{other.value} ({other.confidence:.2f}, {other.source}, {other.date})"
    )
