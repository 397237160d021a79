"""Conversations for tests: bytes of both directions in, exchanges and losses out."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, replace

from gwanmun.capture.place import Item, Place
from gwanmun.capture.streams import Conversation
from gwanmun.transfer import Endpoint, Exchange, Origin, Request, Response, Unreadable, Volume
from gwanmun.wire.tls_secrets import Secrets

PLACE = Place("ab" * 32, "flow 7", "7")
BASE = Exchange(
    PLACE.id,
    1000.0,
    Origin(address="192.168.0.5"),
    Endpoint(None, 443, "tcp", "203.0.113.9"),
    PLACE.provenance,
    volume=Volume(10, 20),
)

Chunks = list[tuple[bool, bytes]]


@dataclass
class Told:
    """What a conversation gave, and itself after its end."""

    items: list[Item]
    conversation: Conversation

    @property
    def exchanges(self) -> list[Exchange]:
        return [item for item in self.items if isinstance(item, Exchange)]

    @property
    def losses(self) -> list[str]:
        return [item.why for item in self.items if isinstance(item, Unreadable)]

    @property
    def requests(self) -> list[Request]:
        return [e.request for e in self.exchanges if e.request]

    @property
    def responses(self) -> list[Response | None]:
        return [e.response for e in self.exchanges]


def converse(chunks: Iterable[tuple[bool, bytes | int]], log: bytes | None = None) -> Told:
    """Feed chunks one second apart; a number instead of bytes is a gap of that size."""
    conversation = Conversation(PLACE, BASE, None if log is None else Secrets.parse(log))
    items: list[Item] = []
    for count, (up, data) in enumerate(chunks):
        if isinstance(data, int):
            items += conversation.gap(up, data)
        else:
            items += conversation.feed(2000.0 + count, up, data)
    return Told(items + conversation.close(), conversation)


def recut(chunks: Chunks, seed: int, size: int = 40) -> Chunks:
    """The same bytes in other pieces, the order of the directions kept."""
    luck, cut = random.Random(seed), []
    for up, data in chunks:
        while data:
            piece = luck.randint(1, size)
            cut.append((up, data[:piece]))
            data = data[piece:]
    return cut


def spoilt(chunks: Chunks, changes: Iterable[tuple[int, int]]) -> Chunks:
    """The same bytes, some changed: (where, new value)."""
    pieces = [(up, bytearray(data)) for up, data in chunks]
    for at, value in changes:
        piece = pieces[at % len(pieces)][1]
        if piece:
            piece[at // len(pieces) % len(piece)] = value
    return [(up, bytes(data)) for up, data in pieces]


def untimed(told: Told) -> list[Item]:
    """The items without the times, which depend on the cuts."""
    return [replace(item, at=0.0) if isinstance(item, Exchange) else item for item in told.items]


def request(target: str = "/", body: bytes = b"", method: str = "POST", *fields: str) -> bytes:
    lines = [f"{method} {target} HTTP/1.1", "Host: chat.example.com", *fields]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def response(body: bytes = b"ok", status: int = 200, *fields: str) -> bytes:
    lines = [f"HTTP/1.1 {status} Fine", *fields]
    if status >= 200:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
