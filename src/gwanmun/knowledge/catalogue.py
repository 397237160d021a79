"""Checks services and entities against each other: what `gwanmun knowledge lint` says about them, one line a fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from fnmatch import fnmatchcase
from functools import cache
from typing import get_args

from publicsuffixlist import PublicSuffixList

from gwanmun.knowledge.entities import Entity, line
from gwanmun.knowledge.regions import Cloud
from gwanmun.knowledge.services import Role, Service
from gwanmun.knowledge.vocabulary import CATEGORIES, COUNTRIES

Services = Mapping[str, Service]
Entities = Mapping[str, Entity]


def faults(services: Services, entities: Entities, clouds: Mapping[str, Cloud]) -> Iterator[str]:
    """Every fault, named by the file it stands in; nothing when the catalogue is sound."""
    for entity in entities.values():
        for fault in (*_dated(entity), *_seated(entity, entities)):
            yield f"entities/{entity.id}.toml: {fault}"
    counted = Counter(host for service in services.values() for host in service.hosts)
    for service in services.values():
        for fault in (*_dated(service), *_operated(service, entities), *_hosted(service, counted), *_placed(service)):
            yield f"services/{service.id}.toml: {fault}"
        if service.regions and service.regions not in clouds:
            yield f"services/{service.id}.toml: no cloud {service.regions!r} in networks/regions.toml"


def _dated(row: Service | Entity) -> Iterator[str]:
    names = dict(row.names)
    if not (names.get("ko") and names.get("en")):
        yield "names in ko and en are needed"
    if not row.source.strip():
        yield "a source is needed"
    if not _is_date(row.date):
        yield f"date {row.date!r} is not YYYY-MM-DD"
    if not 0 < row.confidence <= 1:
        yield f"confidence {row.confidence} is not above 0 and up to 1"


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _seated(entity: Entity, entities: Entities) -> Iterator[str]:
    for code in (entity.country, entity.incorporated, entity.head_office):
        if code and code not in COUNTRIES:
            yield f"{code!r} is no ISO 3166-1 alpha-2 country"
    if entity.parent and entity.parent not in entities:
        yield f"no entity {entity.parent!r}"
    if any(above.parent == entity.id for above in line(entity, entities)) or entity.parent == entity.id:
        yield "is its own parent"


def _operated(service: Service, entities: Entities) -> Iterator[str]:
    if service.operator not in entities and not (service.local and not service.operator):
        yield f"no entity {service.operator!r}"
    if service.category not in CATEGORIES:
        yield f"no category {service.category!r}"
    if service.role not in get_args(Role):
        yield f"no role {service.role!r}"


def _hosted(service: Service, counted: Mapping[str, int]) -> Iterator[str]:
    for host in service.hosts:
        if host != host.lower().strip(".") or not host.isascii() or "." not in host:
            yield f"{host!r} is not a lower-case host name of two labels or more"
        if counted[host] > 1:
            yield f"{host!r} is listed more than once"
        if _suffix(True).publicsuffix(host) == host:
            yield f"{host!r} is a public suffix: it belongs to nobody"
        elif service.role == "infrastructure" and not service.tenant and _suffix(False).publicsuffix(host) == host:
            yield f"{host!r} is let to customers (public suffix list): mark the service `tenant = true`"


def _placed(service: Service) -> Iterator[str]:
    for place in service.places:
        if place.country and place.country not in COUNTRIES:
            yield f"{place.country!r} is no ISO 3166-1 alpha-2 country"
        if not any(_reaches(place.match, host) for host in service.hosts):
            yield f"the pattern {place.match!r} fits none of its hosts"


def _reaches(pattern: str, host: str) -> bool:
    """Whether some name under `host` can fit the pattern: the pattern ends like the host, or leaves its end open."""
    return pattern.endswith((host, "*")) or fnmatchcase(host, pattern)


@cache
def _suffix(icann: bool) -> PublicSuffixList:
    return PublicSuffixList(accept_unknown=False, only_icann=icann)
