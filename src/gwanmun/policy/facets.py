"""The facets of a transfer that a rule may ask about: who sent it, to whom and where, and how much of it was read.

Names of people, units, apps and hosts are in lower case, countries are ISO 3166-1 codes. What is not known is the word
`unknown`, so that a rule can ask for it.
"""

from __future__ import annotations

from collections.abc import Callable

from gwanmun.knowledge.vocabulary import UNKNOWN
from gwanmun.policy.units import Units
from gwanmun.transfer import Fact, Recipient, Transfer, Unreadable

Facet = Callable[[Transfer], tuple[str, ...]]
_NOWHERE = (UNKNOWN,)
_HERE = "KR"


def facets(units: Units) -> dict[str, Facet]:
    """Every facet by the key it has in a policy file; those that cost most come last."""
    return {
        "recipient.category": lambda t: (t.recipient.category or UNKNOWN,),
        "recipient.seat": _seat,
        "recipient.known": lambda t: _flag(t.recipient.known),
        "recipient.service": lambda t: _value(t.recipient.service),
        "recipient.operator": lambda t: _value(t.recipient.operator),
        "recipient.operator_country": lambda t: _value(t.recipient.operator_country),
        "recipient.parent_country": lambda t: _value(t.recipient.parent_country),
        "recipient.server_country": lambda t: _value(t.recipient.server_country),
        "abroad": lambda t: _flag(is_abroad(t.recipient)),
        "seen": lambda t: (t.seen,),
        "unreadable": lambda t: _flag(bool(t.unreadable) and not all(map(_is_answer, t.unreadable))),
        "method": lambda t: _word(t.method),
        "user": lambda t: _word(t.origin.user),
        "device": lambda t: _word(t.origin.device),
        "app": lambda t: _word(t.origin.app),
        "unit": lambda t: units.of(t.origin) or _NOWHERE,
        "recipient.host": lambda t: _suffixes(t.recipient.host or t.endpoint.host or ""),
        "path": lambda t: _prefixes(t.path),
        "along_with": _present,
    }


def is_abroad(recipient: Recipient) -> bool:
    """Whether operator, parent or server is known to sit outside Korea; an unknown country is not abroad."""
    for place in (recipient.operator_country, recipient.parent_country, recipient.server_country):
        if place is not None and place.value != _HERE:
            return True
    return False


def _value(fact: Fact | None) -> tuple[str, ...]:
    return _NOWHERE if fact is None else (fact.value,)


def _word(text: str | None) -> tuple[str, ...]:
    return (text.casefold(),) if text else _NOWHERE


def _flag(holds: bool) -> tuple[str, ...]:
    return ("true",) if holds else ("false",)


def _seat(transfer: Transfer) -> tuple[str, ...]:
    """Where the operator or its parent has its seat; unknown only when neither is known."""
    operator, parent = transfer.recipient.operator_country, transfer.recipient.parent_country
    if parent is None:
        return _value(operator)
    return (parent.value,) if operator is None else (operator.value, parent.value)


def _suffixes(host: str) -> tuple[str, ...]:
    """A host name and every domain above it: `a.b.kr`, `b.kr`, `kr`."""
    host = host.casefold().rstrip(".")
    found, dot = [host], host.find(".")
    while dot >= 0:
        found.append(host[dot + 1 :])
        dot = host.find(".", dot + 1)
    return tuple(found) if host else _NOWHERE


def _prefixes(path: str) -> tuple[str, ...]:
    """A path and every path above it: `/api/users/login`, `/api/users`, `/api`, `/`."""
    path = path.casefold().rstrip("/")
    found, slash = ["/", path], path.find("/", 1)
    while slash >= 0:
        found.append(path[:slash])
        slash = path.find("/", slash + 1)
    return tuple(found)


def _is_answer(gap: Unreadable) -> bool:
    return gap.part.startswith("response")


def _present(transfer: Transfer) -> tuple[str, ...]:
    """The kinds seen in the transfer and the groups they belong to."""
    seen = {sighting.kind for sighting in transfer.sightings}
    return (*seen, *{f"{kind.partition('.')[0]}.*" for kind in seen}, "*") if seen else ()
