"""Where in a capture file something stood, and the exchanges and losses made there."""

from __future__ import annotations

from typing import NamedTuple

from gwanmun.transfer import Exchange, Provenance, Request, Response, Seen, Unreadable

Item = Exchange | Unreadable
"""What reading a capture gives: exchanges, and between them what could not be read."""


class Place(NamedTuple):
    """One entry: the file's SHA-256, how a person calls the entry, and its number in the file, from 0."""

    sha256: str
    title: str
    entry: str

    @property
    def id(self) -> str:
        """The same file and entry give the same id, on every machine."""
        return f"{self.sha256[:12]}-{self.entry}"

    @property
    def provenance(self) -> Provenance:
        return Provenance("capture", self.sha256, self.entry)

    def part(self, suffix: str) -> Place:
        """A place inside this one, such as one message of a WebSocket."""
        return Place(self.sha256, f"{self.title} {suffix}", f"{self.entry}.{suffix}")

    def unreadable(self, part: str, why: str) -> Unreadable:
        return Unreadable(f"{self.title}: {part}" if part else self.title, why)

    def full(self, exchange: Exchange, request: Request, response: Response | None) -> Exchange:
        return self._of(exchange, request, response, exchange.seen, exchange.opaque)

    def head(self, exchange: Exchange, request: Request, response: Response | None, why: str) -> Exchange:
        return self._of(exchange, request, response, "head", why)

    def named(self, exchange: Exchange, why: str) -> Exchange:
        return self._of(exchange, exchange.request, exchange.response, "name", why)

    def _of(self, old: Exchange, request: Request | None, response: Response | None, seen: Seen, why: str) -> Exchange:
        """Built, not replaced: that takes five times as long, and a log has millions of lines."""
        return Exchange(
            self.id, old.at, old.origin, old.endpoint, self.provenance, request, response, seen, why, old.volume
        )
