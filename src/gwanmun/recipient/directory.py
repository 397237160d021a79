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
from gwanmun.recipient.evidence import Statement, network, statements
from gwanmun.recipient.mmdb import Databases, Located
from gwanmun.recipient.named import NOBODY, Named, Names
from gwanmun.recipient.network import Networks, Range
from gwanmun.recipient.party import identify, tenant
from gwanmun.recipient.spot import Spot, spot
from gwanmun.recipient.standing import Standing, stand, standing
from gwanmun.transfer import Recipient

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
        self._names = Names(services.values(), clouds or {})
        self._networks, self._databases = networks, Databases(mmdb)
        self._kept = lru_cache(KEPT)(self._resolve)
        self._standing = lru_cache(KEPT)(self._stand)

    @classmethod
    def bundled(cls, mmdb: Sequence[Path] = (), own: Path | None = None) -> Directory:
        """The knowledge that ships with Gwanmun and over it the organisation's own, in the folder `own`; its own MMDB
        databases are asked first."""
        services, entities = load_services(), load_entities()
        if own is not None:
            services, entities = {**services, **load_services(own)}, {**entities, **load_entities(own)}
        return cls(services, entities, Networks(), mmdb, load_regions())

    def resolve(self, host: str | None, ip: str | None = None) -> Recipient:
        """Name the recipient behind a host (name, literal, `host:port`), an IP address, or both. Never raises."""
        return self._kept(host and host[:LONGEST], ip and ip[:LONGEST])

    def whose(self, host: str | None, ip: str | None = None) -> Recipient:
        """The same answer without its host and address: one object for all names that have it in common, which can be
        counted by identity. Nothing is remembered by name."""
        return self._find(host and host[:LONGEST], ip and ip[:LONGEST])[2].shared

    def _resolve(self, host: str | None, ip: str | None) -> Recipient:
        asked, address, found = self._find(host, ip)
        return stand(asked, address, found)

    def forget(self) -> None:
        """Drop the recipients kept by name, as a measurement of look-ups must."""
        self._kept.cache_clear()

    def evidence(self, host: str | None, ip: str | None = None) -> tuple[Statement, ...]:
        """Every statement on server and network that the answer rests on or set aside, by name before by address."""
        _, named, there = self._read(host and host[:LONGEST], ip and ip[:LONGEST])
        service = self.services.get(named.service)
        seen = self._seen(*self._row(there)) if there else place.Seen(place.NO_ADDRESS)
        return tuple(statements(self.resolve(host, ip), named, service, self._names.cloud(service), seen))

    def _find(self, host: str | None, ip: str | None) -> tuple[str | None, str | None, Standing]:
        asked, named, there = self._read(host, ip)
        if there is None:
            return asked or None, None, self._standing(named, place.NO_ADDRESS)
        return asked or None, there.text, self._standing(named, *self._row(there))

    def _read(self, host: str | None, ip: str | None) -> tuple[str, Named, Spot | None]:
        """The name asked for, what it decides, and the address; an address in place of a name is the address."""
        asked = name.hostname(host) if host else ""
        there = spot(asked)
        if there:
            return asked, NOBODY, there
        return asked, self._names.named(asked) if asked else NOBODY, spot(ip.strip()) if ip else None

    def _row(self, there: Spot) -> tuple[int, Located | None]:
        """The address's row of the network table, and what the user's databases say of it."""
        row = self._networks.row(there.version, there.number) or place.nowhere(there.text)
        return row, self._located(there) if self._databases and row >= 0 else None

    def _located(self, there: Spot) -> Located | None:
        found = name.address(there.text)
        return self._databases.locate(found) if found else None

    def _seen(self, row: int, located: Located | None) -> place.Seen:
        registrant, published = self._networks.at(row) if row >= 0 else (None, None)
        return place.Seen(row, located or Located(), published, registrant)

    def _stand(self, named: Named, row: int, located: Located | None = None) -> Standing:
        """Add to the party what its name and its address (a row of the network table) say of server and network."""
        service, seen = self.services.get(named.service), self._seen(row, located)
        party = identify(named, service, self.entities)
        placed = place.settle(named, service, self._names.cloud(service), seen)
        return standing(
            replace(
                party,
                server_country=placed.country,
                network=seen.located.network or network(seen.published),
                network_country=seen.located.registered or seen.registrant,
                notes=(*party.notes, *_hosted(service, seen.published), *placed.notes),
            )
        )


def _hosted(service: Service | None, published: Range | None) -> tuple[str, ...]:
    """An unknown name on addresses that a cloud lets: somebody's, whose is not known."""
    return (tenant(published.name, published.region),) if published and published.hosts and not service else ()
