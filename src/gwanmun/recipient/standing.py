"""All that is said of a recipient but its name and address: the same for every host of one service in one place."""

from __future__ import annotations

from dataclasses import fields
from operator import attrgetter
from typing import Any, NamedTuple

from gwanmun.transfer import Recipient

_rest = attrgetter(*(field.name for field in fields(Recipient)[2:]))


class Standing(NamedTuple):
    """`shared` is a recipient without host and address, `rest` its other fields in their order."""

    shared: Recipient
    rest: tuple[Any, ...]


def standing(recipient: Recipient) -> Standing:
    return Standing(recipient, _rest(recipient))


def stand(host: str | None, ip: str | None, found: Standing) -> Recipient:
    """A recipient of that standing."""
    return Recipient(host, ip, *found.rest)
