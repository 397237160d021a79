"""Matched service -> the party behind it: operator, ultimate parent, countries, names, and what to say with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gwanmun.knowledge.entities import Entity, ultimate
from gwanmun.knowledge.services import Service
from gwanmun.recipient.name import is_local_name
from gwanmun.recipient.service import Match
from gwanmun.transfer import Fact, Recipient

UNKNOWN_TENANT = "unknown tenant of "
"""How a note begins that says: this company holds the data, for a customer of its own who is not known."""

OWN = frozenset(
    {"www", "api", "docs", "help", "status", "blog", "developer", "developers", "login", "account", "accounts"}
)
"""Labels that a vendor keeps for its own pages, so no customer stands behind them."""

SHARED = "shared by many sites and apps: a contact does not tell which of them"
LOCAL = "leads to the user's own machine or network: not a transfer"


def identify(host: str, ip: str | None, match: Match | None, entities: Mapping[str, Entity]) -> Recipient:
    """The recipient as far as its name tells; without a known suffix only the name itself."""
    if match is None:
        return Recipient(host or None, ip, notes=(LOCAL,) if host and is_local_name(host) else ())
    service = match.service
    operator = entities.get(service.operator)
    parent = ultimate(operator, entities) if operator else None
    return Recipient(
        host=host,
        ip=ip,
        service=Fact(service.id, service.source, service.date, service.confidence),
        category=service.category,
        operator=_operated(service) if operator else None,
        operator_country=_seat(operator),
        parent=Fact(parent.id, parent.source, parent.date, parent.confidence) if parent else None,
        parent_country=_seat(parent),
        names=tuple(_names(service, operator, parent)),
        notes=tuple(_notes(match, operator, parent)),
    )


def _operated(service: Service) -> Fact:
    return Fact(service.operator, service.source, service.date, service.confidence)


def _seat(entity: Entity | None) -> Fact | None:
    return Fact(entity.country, entity.source, entity.date, entity.confidence) if entity else None


def _names(service: Service, operator: Entity | None, parent: Entity | None) -> Iterator[tuple[str, str]]:
    """The service's names by language, then `operator.ko`, `parent.en` … for those who read about the company."""
    yield from service.names
    for part, entity in (("operator", operator), ("parent", parent)):
        for lang, text in entity.names if entity else ():
            yield f"{part}.{lang}", text


def _notes(match: Match, operator: Entity | None, parent: Entity | None) -> Iterator[str]:
    service = match.service
    if service.local:
        yield LOCAL
    if service.tenant and match.labels and match.labels not in OWN:
        yield UNKNOWN_TENANT + dict(service.names)["en"]
    elif service.shared:
        yield SHARED
    yield from service.notes
    for entity in (operator, parent):
        if entity and entity.incorporated:
            yield f"{dict(entity.names)['en']}: seat in {entity.country}, incorporated in {entity.incorporated}"
        yield from entity.notes if entity else ()
