"""Endpoint -> Recipient: service, operator, parent and four countries, each with its source. Unknown stays unknown.

How customers of others' infrastructure are told: a host below a cloud's or a SaaS vendor's own domain belongs to that
service and names its operator, because that company does hold the data; the note `unknown tenant of …` says that the
customer behind it is not known. A host under anybody else's domain that merely runs on a cloud's addresses has an
unknown operator: the cloud is then its network, and the same note names it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from gwanmun.knowledge.entities import Entity, load_entities
from gwanmun.knowledge.regions import Cloud, load_regions
from gwanmun.knowledge.services import Service, load_services
from gwanmun.recipient import name, place
from gwanmun.recipient.mmdb import Databases, Located
from gwanmun.recipient.network import Networks, Range
from gwanmun.recipient.party import UNKNOWN_TENANT, identify
from gwanmun.recipient.service import Match, ServiceIndex
from gwanmun.transfer import Fact, Recipient

KEPT = 16_384
"""Recipients kept by (host, address): more names than an office meets in a day, under 50 MB."""

LONGEST = 1024
"""Characters of a host or address that are looked at; a longer text is no name of anything."""


class Directory:
    """Answers who is behind a host and an address. Pure after construction: the same question, the same answer."""

    def __init__(
        self,
        services: Mapping[str, Service],
        entities: Mapping[str, Entity],
        networks: Networks,
        mmdb: Sequence[Path] = (),
        clouds: Mapping[str, Cloud] | None = None,
    ) -> None:
        self.services, self.entities = services, entities
        self._index = ServiceIndex(services.values())
        self._networks, self._databases = networks, Databases(mmdb)
        self._clouds = clouds or {}
        self._kept = lru_cache(KEPT)(self._resolve)

    @classmethod
    def bundled(cls, mmdb: Sequence[Path] = ()) -> Directory:
        """The knowledge that ships with Gwanmun, and the user's own MMDB databases, which are asked first."""
        return cls(load_services(), load_entities(), Networks(), mmdb, load_regions())

    def resolve(self, host: str | None, ip: str | None = None) -> Recipient:
        """Name the recipient behind a host (name, literal, `host:port`), an IP address, or both. Never raises."""
        return self._kept(host[:LONGEST] if host else None, ip[:LONGEST] if ip else None)

    def _resolve(self, host: str | None, ip: str | None) -> Recipient:
        asked = name.hostname(host) if host else ""
        literal = name.address(asked)
        address = literal or (name.address(ip) if ip else None)
        match = None if literal or not asked else self._index.match(asked)
        party = identify(asked, str(address) if address else None, match, self.entities)
        return self._locate(party, match, address)

    def _locate(self, party: Recipient, match: Match | None, address: name.Address | None) -> Recipient:
        """Add to the party what its name and its address say of server and network."""
        located, published, registrant = self._look_up(address)
        stated = place.by_name(party.host or "", match, self._clouds)
        if place.everywhere(match, located, published):
            found = place.Placed(notes=(place.ANYCAST,))
        else:
            found = place.by_address(address, located, published, registrant)
        placed = place.agree(stated, found)
        hosted = (f"{UNKNOWN_TENANT}{published.name}",) if published and published.hosts and not match else ()
        return replace(
            party,
            server_country=placed.country,
            network=located.network or _network(published),
            network_country=located.registered or registrant,
            notes=(*party.notes, *hosted, *placed.notes),
        )

    def _look_up(self, address: name.Address | None) -> tuple[Located, Range | None, Fact | None]:
        if address is None or not name.is_public(address):
            return Located(), None, None
        return self._databases.locate(address), self._networks.published(address), self._networks.registrant(address)


def _network(published: Range | None) -> Fact | None:
    return Fact(published.name, published.source, published.date, published.confidence) if published else None
