"""Public resolvers that answer DNS over HTTPS: by host and by address, each with its source (`resolvers/*.toml`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from gwanmun.knowledge.compiled import rows
from gwanmun.knowledge.files import ROOT


@dataclass(frozen=True, slots=True)
class Resolver:
    """`hosts` stand for the names under them too; `addresses` are in canonical form."""

    id: str
    name: str
    hosts: tuple[str, ...]
    addresses: tuple[str, ...]
    source: str
    date: str
    confidence: float


def load_resolvers(root: Path = ROOT) -> tuple[Resolver, ...]:
    """Every resolver in `resolvers/*.toml`."""
    found = (pair for _, table in rows("resolvers", root) for pair in table.items())
    return tuple(
        Resolver(
            name,
            row["name"],
            tuple(row["hosts"]),
            tuple(row.get("addresses", ())),
            row["source"],
            row["date"],
            row["confidence"],
        )
        for name, row in found
    )


@cache
def resolvers() -> dict[str, Resolver]:
    """Each by its hosts and addresses."""
    return {key: each for each in load_resolvers() for key in (*each.hosts, *each.addresses)}


def resolver_of(where: str) -> Resolver | None:
    """The resolver that a host name or an address belongs to, None when it is none that is known."""
    known, name = resolvers(), where
    while name and name not in known:
        name = name.partition(".")[2] if not name[-1].isdigit() else ""
    return known.get(name)
