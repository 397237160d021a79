"""Companies and other bodies that receive data: legal name, country of the seat, parent, each with its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gwanmun.errors import Problem
from gwanmun.knowledge.compiled import rows
from gwanmun.knowledge.files import ROOT

Names = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Entity:
    """A legal entity.

    `country` is the seat: from where the company is run (ISO 3166-1 alpha-2). `head_office` is the country that the
    company gives as its head office, "" when that is the same.
    `incorporated` is the country under whose law it was formed, "" when that is the same: many Chinese groups are
    run from China and incorporated in the Cayman Islands (KY). `parent` is the id of the entity that controls it, ""
    when none is known.
    """

    id: str
    names: Names
    country: str
    source: str
    date: str
    confidence: float
    incorporated: str = ""
    head_office: str = ""
    parent: str = ""
    notes: tuple[str, ...] = ()


def load_entities(root: Path = ROOT) -> dict[str, Entity]:
    """Every entity of the knowledge folder by id; a file that lacks a field becomes a `Problem` that names it."""
    return {name: _entity(name, table) for name, table in rows("entities", root)}


def _entity(name: str, table: Mapping[str, Any]) -> Entity:
    try:
        return Entity(
            id=name,
            names=tuple(table["name"].items()),
            country=table["country"],
            source=table["source"],
            date=table["date"],
            confidence=table["confidence"],
            incorporated=table.get("incorporated", ""),
            head_office=table.get("head_office", ""),
            parent=table.get("parent", ""),
            notes=tuple(table.get("notes", ())),
        )
    except KeyError as missing:
        raise Problem(f"entities/{name}.toml: {missing} is missing", f"add {missing} to that file") from missing


def line(entity: Entity, entities: Mapping[str, Entity]) -> Iterator[Entity]:
    """The entity's parent, that one's parent, and so on to the top; stops at an unknown id or a circle."""
    seen = {entity.id}
    while entity.parent in entities and entity.parent not in seen:
        entity = entities[entity.parent]
        seen.add(entity.id)
        yield entity


def ultimate(entity: Entity, entities: Mapping[str, Entity]) -> Entity | None:
    """The company at the top of the line of parents, or None when the entity stands alone."""
    top = None
    for top in line(entity, entities):  # noqa: B007 - the last one is wanted
        pass
    return top
