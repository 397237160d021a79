"""Everything that was said about where a server stands and whose network it is, and what of it was taken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from gwanmun.knowledge.regions import Cloud
from gwanmun.knowledge.services import Service
from gwanmun.recipient.named import Named
from gwanmun.recipient.network import REGISTRY, Range
from gwanmun.recipient.place import Seen, by_name, everywhere, measured
from gwanmun.transfer import Fact, Recipient

WORD = 0.2
"""Confidence in a country's two letters inside a name: `kr.` may be the market, the language or the place."""

_WORDS = {word: word.upper() for word in ("cn", "de", "eu", "fr", "hk", "id", "in", "jp", "kr", "ru", "sg", "tw", "us")}
_WORD = re.compile(rf"(?<![^.-])(?:{'|'.join(_WORDS)})(?![^.-])")


class Statement(NamedTuple):
    """One source's word on one field of a recipient; `taken`: it is the value that the recipient has."""

    field: str
    fact: Fact
    taken: bool


def statements(
    found: Recipient, named: Named, service: Service | None, cloud: Cloud, seen: Seen
) -> Iterator[Statement]:
    """Each statement once: on the server's country by name, then by address; on the network and its registrant."""
    told = (*_by_name(found.host or "", named, service, cloud), *_by_address(service, seen))
    for fact in dict.fromkeys(told):
        yield Statement("server_country", fact, fact == found.server_country)
    for fact in filter(None, (seen.located.network, network(seen.published))):
        yield Statement("network", fact, fact == found.network)
    for fact in filter(None, (seen.located.registered, seen.registrant)):
        yield Statement("network_country", fact, fact == found.network_country)


def _by_name(host: str, named: Named, service: Service | None, cloud: Cloud) -> Iterator[Fact]:
    stated = by_name(named, service, cloud).country
    if stated:
        yield stated
    elif service and not service.tenant and not (service.places and named.place >= 0):
        for word in dict.fromkeys(_WORD.findall(host.rpartition(".")[0])):
            source = f"host name has the word {word}: a market or a place, it does not say which"
            yield Fact(_WORDS[word], source, service.date, WORD)


def _by_address(service: Service | None, seen: Seen) -> Iterator[Fact]:
    """Of an anycast address too: what is set aside is shown as what it is."""
    if everywhere(service, seen.located, seen.published):
        for fact in seen.located.countries:
            yield replace(fact, source=f"{fact.source}: anycast, set aside", confidence=REGISTRY / 2)
    else:
        yield from measured(seen.located, seen.published, seen.registrant)


def network(published: Range | None) -> Fact | None:
    """Whose network it is, by the one who publishes the address."""
    return Fact(published.name, published.source, published.date, published.confidence) if published else None
