"""Where the server stands: what the host name says, what the address says, and what to do when they disagree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from gwanmun.knowledge.regions import Cloud, region_of
from gwanmun.recipient.mmdb import Located
from gwanmun.recipient.name import Address, is_public
from gwanmun.recipient.network import REGISTRY, Range
from gwanmun.recipient.service import Match
from gwanmun.transfer import Fact

NAMED = 0.9
"""Confidence in a region that the operator itself wrote into the host name."""

ANYCAST = "anycast or CDN: servers in many countries answer, so the address gives no server country"
PRIVATE = "private address"


@dataclass(frozen=True, slots=True)
class Placed:
    """The server's country, None when nothing says it, and what a reader must know beside it."""

    country: Fact | None = None
    notes: tuple[str, ...] = ()


def by_name(host: str, match: Match | None, clouds: Mapping[str, Cloud]) -> Placed:
    """What the host name itself states: a place listed for the service, else a region code of its cloud."""
    if not match:
        return Placed()
    for place in match.service.places:
        if fnmatchcase(host, place.match):
            note = f"host name {host}: {place.note}" if place.note else ""
            stated = f"host name matches {place.match}; {match.service.source}"
            fact = Fact(place.country, stated, match.service.date, min(NAMED, match.service.confidence))
            return Placed(fact if place.country else None, (note,) if note else ())
    return _by_region(match, clouds)


def _by_region(match: Match, clouds: Mapping[str, Cloud]) -> Placed:
    cloud = clouds.get(match.service.regions)
    code = region_of(match.labels, match.suffix, cloud) if cloud else ""
    if not cloud or not code:
        return Placed()
    fact = Fact(cloud.countries[code], f"host name states the region {code}; {cloud.source}", cloud.date, NAMED)
    return Placed(fact)


def everywhere(match: Match | None, located: Located, published: Range | None) -> bool:
    """Whether the same service or address answers from many countries at once."""
    spread = match is not None and (match.service.anycast or match.service.category == "cdn")
    return spread or located.anycast or (published is not None and published.anycast)


def by_address(address: Address | None, located: Located, published: Range | None, registrant: Fact | None) -> Placed:
    """What a unicast address says: the user's database first, then the provider's range, then the registry."""
    if address is None:
        return Placed()
    if not is_public(address):
        return Placed(notes=(PRIVATE if address.is_private else "not a public address",))
    asked = [located.country, _region(published), _delegated(registrant)]
    return _settle([fact for fact in asked if fact])


def _region(published: Range | None) -> Fact | None:
    if not published or not published.country:
        return None
    return Fact(published.country, f"{published.source}, {published.region}", published.date, published.confidence)


def _delegated(registrant: Fact | None) -> Fact | None:
    """The registry's country stands in for the server's where nothing better is known: low confidence, and said so."""
    source = f"{registrant.source}: country of the registrant, not of the server" if registrant else ""
    return replace(registrant, source=source, confidence=REGISTRY) if registrant else None


def _settle(facts: Sequence[Fact]) -> Placed:
    """The first answer stands, each that says otherwise is shown beside it; a mere registrant contradicts nobody."""
    if not facts:
        return Placed()
    others = [fact for fact in facts[1:] if fact.value != facts[0].value and fact.confidence > REGISTRY]
    return Placed(facts[0], tuple(disagreement(facts[0], other) for other in others))


def agree(name: Placed, address: Placed) -> Placed:
    """Join both kinds of evidence: the more confident country is the value, the other one is said."""
    notes = name.notes + address.notes
    if not name.country or not address.country:
        return Placed(name.country or address.country, notes)
    first, second = sorted((name.country, address.country), key=lambda fact: -fact.confidence)
    if first.value == second.value:
        return Placed(first, notes)
    return Placed(first, (*notes, disagreement(first, second)))


def disagreement(kept: Fact, other: Fact) -> str:
    return (
        f"server country: {kept.value} ({kept.confidence:.2f}, {kept.source}, {kept.date}) against "
        f"{other.value} ({other.confidence:.2f}, {other.source}, {other.date})"
    )
