"""What an entry says of a recipient: the same for thousands of records, so it is encoded once and pasted in."""

from __future__ import annotations

from typing import Any, NamedTuple

import orjson

from gwanmun.transfer import Fact, Recipient

RECIPIENTS_HELD = 4096

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


class Encoded(NamedTuple):
    """A recipient in the entry's shape: as JSON and as a dict. The object itself is held, so its id stays its own."""

    recipient: Recipient
    json: orjson.Fragment
    plain: dict[str, Any]


class Recipients(dict[int, Encoded]):
    """Encoded recipients by identity: a directory hands out the same object again and again, and hashing its
    facts costs more than encoding all the rest."""

    def __call__(self, recipient: Recipient) -> Encoded:
        held = self.get(id(recipient))
        if held is None:
            if len(self) >= RECIPIENTS_HELD:
                self.clear()
            plain = spelled(recipient_entry(recipient))
            held = self[id(recipient)] = Encoded(recipient, orjson.Fragment(orjson.dumps(plain)), plain)
        return held


encoded = Recipients()


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
