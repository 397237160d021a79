"""What a connection is asked about its inside, and what it can tell: the messages in it, or of the peer only."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

from gwanmun.capture.place import Item


class Heard(NamedTuple):
    """What the connection told of itself: `name` and the evidence for it, the names in the server's certificate."""

    scheme: str
    why: str
    name: str | None = None
    evidence: str = ""
    certificate: tuple[str, ...] = ()
    ech: bool = False


class Conversation(Protocol):
    """What reads the bytes of one connection (`capture/streams.py`)."""

    @property
    def readable(self) -> bool: ...
    @property
    def host_hint(self) -> str | None: ...
    def feed(self, at: float, up: bool, data: bytes) -> list[Item]: ...
    def gap(self, up: bool, missing: int) -> list[Item]: ...
    def close(self) -> list[Item]: ...
    def opaque(self) -> str: ...


class Inside(Protocol):
    """`wants` tells whether more bytes are of use. Bytes of TCP come in order, those of UDP as datagrams."""

    @property
    def wants(self) -> bool: ...
    @property
    def readable(self) -> bool: ...
    def feed(self, at: float, up: bool, data: bytes) -> list[Item]: ...
    def gap(self, at: float, up: bool, missing: int) -> list[Item]: ...
    def close(self) -> list[Item]: ...
    def heard(self) -> Heard: ...


Converse = Callable[[Heard], Conversation]
Keyed = Callable[[bytes], bool]
"""Whether there are secrets for the connection with this client random."""
