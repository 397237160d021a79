"""Named service -> the party behind it: operator, ultimate parent, countries, names, and what to say with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gwanmun.knowledge.entities import Entity, ultimate
from gwanmun.knowledge.services import Service
from gwanmun.recipient.named import Named
from gwanmun.transfer import Fact, Recipient

UNKNOWN_TENANT = "unknown tenant of "
"""How a note begins that says: this company holds the data, for a customer of its own who is not known."""

SHARED = "shared by many sites and apps: a contact does not tell which of them"
LOCAL = "leads to the user's own machine or network: not a transfer"


def identify(named: Named, service: Service | None, entities: Mapping[str, Entity]) -> Recipient:
    """The party as far as a name tells, without host and address; nothing but notes when no service is known."""
    if service is None:
        return Recipient(None, None, notes=(LOCAL,) if named.local else ())
    operator = entities.get(service.operator)
    parent = ultimate(operator, entities) if operator else None
    return Recipient(
        host=None,
        ip=None,
        service=Fact(service.id, service.source, service.date, service.confidence),
        category=service.category,
        operator=Fact(service.operator, service.source, service.date, service.confidence) if operator else None,
        operator_country=_seat(operator),
        parent=Fact(parent.id, parent.source, parent.date, parent.confidence) if parent else None,
        parent_country=_seat(parent),
        names=tuple(_names(service, operator, parent)),
        notes=tuple(_notes(named, service, operator, parent)),
    )


def tenant(company: str, region: str) -> str:
    """The note for an unknown customer, with the region it chose where that is named."""
    return f"{UNKNOWN_TENANT}{company}, region {region}" if region else UNKNOWN_TENANT + company


def _seat(entity: Entity | None) -> Fact | None:
    return Fact(entity.country, entity.source, entity.date, entity.confidence) if entity else None


def _names(service: Service, operator: Entity | None, parent: Entity | None) -> Iterator[tuple[str, str]]:
    """The service's names by language, then `operator.ko`, `parent.en` … for those who read about the company."""
    yield from service.names
    for part, entity in (("operator", operator), ("parent", parent)):
        for lang, text in entity.names if entity else ():
            yield f"{part}.{lang}", text


def _notes(named: Named, service: Service, operator: Entity | None, parent: Entity | None) -> Iterator[str]:
    if service.local:
        yield LOCAL
    if named.customer:
        yield tenant(dict(service.names)["en"], named.region)
    elif service.shared:
        yield SHARED
    yield from service.notes
    for entity in (operator, parent):
        if entity:
            yield from _seats(entity)
            yield from entity.notes


def _seats(entity: Entity) -> Iterator[str]:
    """Where a company's countries part: run from one, head office given in another, formed under a third's law."""
    parts = [f"seat in {entity.country}"]
    if entity.head_office:
        parts.append(f"gives its head office as {entity.head_office}")
    if entity.incorporated:
        parts.append(f"incorporated in {entity.incorporated}")
    if len(parts) > 1:
        yield f"{dict(entity.names)['en']}: {', '.join(parts)}"
