"""What reading HTTP/1.1 gives: heads, body chunks as plain `bytes`, `END`, a change of protocol, a broken message.

Heads are named tuples, because every request makes two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from gwanmun.transfer import Headers


class RequestHead(NamedTuple):
    """`length` is the size of the body in bytes, None when it is chunked; `upgrade` the protocol asked for.

    `by_name` has the last value of each field name, for a quick look. `raw` is the head's own bytes where the message
    came whole in one piece, else empty.
    """

    method: str
    target: str
    headers: Headers
    version: str
    length: int | None
    keep_alive: bool
    upgrade: str = ""
    by_name: Mapping[str, str] = MappingProxyType({})
    raw: bytes = b""


class ResponseHead(NamedTuple):
    """`length` is None when the body is chunked or (`until_close`) ends with the connection; `raw` as in a request."""

    status: int
    reason: str
    headers: Headers
    version: str
    length: int | None
    keep_alive: bool
    until_close: bool = False
    by_name: Mapping[str, str] = MappingProxyType({})
    raw: bytes = b""


@dataclass(frozen=True, slots=True)
class End:
    """The message is complete."""


END = End()


@dataclass(frozen=True, slots=True)
class Upgraded:
    """From here on the connection speaks another protocol; `rest` is what came of it already."""

    rest: bytes


@dataclass(frozen=True, slots=True)
class Broken:
    """What came is not a message we accept; `status` is the answer a server gives to such a request."""

    status: int
    why: str


Event = RequestHead | ResponseHead | bytes | End | Upgraded | Broken
