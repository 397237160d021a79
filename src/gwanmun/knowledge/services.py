"""Services that data is sent to: the host names that belong to each, who operates it, in what role, with its source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from gwanmun.errors import Problem
from gwanmun.knowledge.compiled import rows
from gwanmun.knowledge.entities import Names
from gwanmun.knowledge.files import ROOT

Role = Literal["first-party", "processor", "infrastructure"]
"""`first-party` decides itself what the data is for; `processor` works for the site or app that embeds it (SDK, support
chat, SaaS); `infrastructure` carries or hosts others' services (cloud, CDN)."""

ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True, slots=True)
class Place:
    """What a host name says of the server's place: `match` is a shell-style pattern over the whole name.

    `country` is "" when the name states a region only (`-eu` is no country), `note` says what is known.
    """

    match: str
    country: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """A service as a user would name it, with the domain suffixes that are its own.

    `operator` is an entity id, "" for a name that leads to the user's own machine (`local`).
    `shared`: used by many sites and apps, so a contact says nothing about which of them.
    `tenant`: the labels before the suffix name a customer, who is not known.
    `anycast`: one address answers from many countries. `regions` names the cloud whose region codes may stand in
    the host. `notes` are said with every contact.
    """

    id: str
    names: Names
    category: str
    operator: str
    role: Role
    hosts: tuple[str, ...]
    source: str
    date: str
    confidence: float
    places: tuple[Place, ...] = ()
    regions: str = ""
    shared: bool = False
    tenant: bool = False
    anycast: bool = False
    local: bool = False
    notes: tuple[str, ...] = ()


def load_services(root: Path = ROOT) -> dict[str, Service]:
    """Every service of the knowledge folder by id, imported domains added; a file that lacks a field becomes a
    `Problem` that names it."""
    imported = {name: hosts for _, table in rows("hosts", root) for name, hosts in table["hosts"].items()}
    return {name: _service(name, table, imported.get(name, ())) for name, table in rows("services", root)}


def named_hosts(root: Path = ROOT) -> Iterator[str]:
    """Every host that a service file names itself."""
    for _, table in rows("services", root):
        yield from table["hosts"]


def _service(name: str, table: Mapping[str, Any], imported: Iterable[str]) -> Service:
    try:
        return Service(
            id=name,
            names=tuple(table["name"].items()),
            category=table["category"],
            operator=table["operator"],
            role=table["role"],
            hosts=(*table["hosts"], *imported),
            source=table["source"],
            date=table["date"],
            confidence=table["confidence"],
            places=tuple(Place(**place) for place in table.get("places", ())),
            notes=tuple(table.get("notes", ())),
            regions=table.get("regions", ""),
            **{flag: bool(table.get(flag, False)) for flag in ("shared", "tenant", "anycast", "local")},
        )
    except (KeyError, TypeError) as error:
        raise Problem(
            f"services/{name}.toml: {error} is missing or wrong", "correct that field in that file"
        ) from error
