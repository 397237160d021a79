"""What an entry says of a recipient, and of whatever else is the same for thousands of records: encoded once and
pasted in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

import orjson

from gwanmun.ledger.facets import OF_THE_RECIPIENT
from gwanmun.transfer import Fact, Recipient

HELD = 4096
"""How many values of one sort are kept encoded."""

T = TypeVar("T")

FACTS = (
    "service",
    "operator",
    "operator_country",
    "parent",
    "parent_country",
    "server_country",
    "network",
    "network_country",
)
"""What may be known about a recipient; each is its own fact with its own source."""


class Encoded(NamedTuple):
    """A value in the shape of an entry: as JSON, ready to be pasted in, and those of its members that are facets.

    The value is held too, so that its id stays its own.
    """

    value: Any
    data: bytes
    json: orjson.Fragment
    facets: tuple[str, ...]


class Held(dict[int, Encoded], Generic[T]):
    """Encoded values by identity: the same objects come again and again, and hashing costs more than encoding."""

    def __init__(self, entry_of: Callable[[T], dict[str, Any]], facets: Sequence[str] = ()) -> None:
        super().__init__()
        self._entry_of, self._facets = entry_of, facets

    def __call__(self, value: T) -> Encoded:
        held = self.get(id(value))
        if held is None:
            if len(self) >= HELD:
                self.clear()
            plain = spelled(self._entry_of(value))
            data = orjson.dumps(plain)
            facets = tuple([plain.get(name) or "" for name in self._facets])
            held = self[id(value)] = Encoded(value, data, orjson.Fragment(data), facets)
        return held


def recipient_entry(recipient: Recipient) -> dict[str, Any]:
    """What is said of a recipient: the `recipient` of an entry."""
    known: list[tuple[str, Fact | None]] = [(name, getattr(recipient, name)) for name in FACTS]
    values = {name: fact.value if fact else None for name, fact in known}
    return {
        "status": "known" if recipient.known else "unknown",
        "host": recipient.host,
        "ip": recipient.ip,
        "service": values["service"],
        "category": recipient.category,
        **values,
        "names": dict(recipient.names),
        "notes": recipient.notes,
        "sources": [_source(name, fact) for name, fact in known if fact],
    }


def _source(name: str, fact: Fact) -> dict[str, Any]:
    return {
        "field": name,
        "value": fact.value,
        "source": fact.source,
        "date": fact.date,
        "confidence": fact.confidence,
    }


def spelled(value: Any) -> Any:
    """The same with every half surrogate pair spelled out, as in `\\ud800`."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, dict):
        return {spelled(key): spelled(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [spelled(item) for item in value]
    return value


recipients = Held(recipient_entry, OF_THE_RECIPIENT)
