"""Host name -> what it alone decides of the answer: service, place or region it states, customer or not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fnmatch import translate
from typing import NamedTuple

from gwanmun.knowledge.regions import Cloud, agreed, region_of
from gwanmun.knowledge.services import Service
from gwanmun.recipient.name import is_local_name
from gwanmun.recipient.service import ServiceIndex

OWN = frozenset(
    {"www", "api", "docs", "help", "status", "blog", "developer", "developers", "login", "account", "accounts"}
)
"""Labels that a vendor keeps for its own pages, so no customer stands behind them."""


class Named(NamedTuple):
    """Hosts that agree in all of this get the same answer.

    `service` is an id, "" when no suffix is known; `place` the index of the first of its places that fits, -1 for none;
    `region` the cloud region that the name states; `customer`: the labels before the suffix name a customer.
    """

    service: str = ""
    place: int = -1
    region: str = ""
    customer: bool = False
    local: bool = False


NOBODY = Named()


class Names:
    """Reads host names in their one spelling (see `name.hostname`)."""

    def __init__(self, services: Iterable[Service], clouds: Mapping[str, Cloud]) -> None:
        kept = tuple(services)
        self._index, self._clouds, self._agreed = ServiceIndex(kept), clouds, agreed(clouds)
        self._places = {service.id: _places(service) for service in kept}
        self._whole = {service.id: Named(service.id) for service in kept if not _varies(service)}

    def named(self, host: str) -> Named:
        service, suffix = self._index.find(host)
        if service is None:
            return self._unknown(host)
        whole = self._whole.get(service.id)
        if whole is not None and ("-" not in host or not self._stated(host)):
            return whole
        return self._read(host, service, host[: max(len(host) - len(suffix) - 1, 0)], suffix)

    def _unknown(self, host: str) -> Named:
        if is_local_name(host):
            return Named(local=True)
        region = self._stated(host)
        return Named(region=region) if region else NOBODY

    def _read(self, host: str, service: Service, labels: str, suffix: str) -> Named:
        place = _first(self._places[service.id], host)
        customer = service.tenant and bool(labels) and labels not in OWN
        return Named(service.id, place, "" if place >= 0 else self._region(service, host, labels, suffix), customer)

    def _region(self, service: Service, host: str, labels: str, suffix: str) -> str:
        """Of a cloud its own codes; of others a code that means one country wherever it is used, and not where a
        customer chooses the labels."""
        cloud = self._clouds.get(service.regions)
        if cloud:
            return region_of(labels, suffix, cloud) if cloud.pattern.search(host) else ""
        return "" if service.tenant else self._stated(host)

    def _stated(self, host: str) -> str:
        """The last code among the labels, whole or between hyphens."""
        countries, pattern = self._agreed.countries, self._agreed.pattern
        for label in reversed(host.split(".")):
            if label in countries:
                return label
            if "-" in label and (found := pattern.findall(label)):
                return str(max(found, key=len))
        return ""

    def cloud(self, service: Service | None) -> Cloud:
        """Whose region codes a name under this service is read by."""
        return self._clouds.get(service.regions if service else "", self._agreed)


def _varies(service: Service) -> bool:
    return bool(service.places or service.regions or service.tenant)


def _places(service: Service) -> re.Pattern[str] | None:
    """One pattern for all places of a service, each a group, so that the first that fits is found in one go."""
    if not service.places:
        return None
    return re.compile("|".join(f"({translate(place.match)})" for place in service.places))


def _first(places: re.Pattern[str] | None, host: str) -> int:
    match = places.match(host) if places else None
    return (match.lastindex or 0) - 1 if match else -1
