"""Where in a capture file something stood, and the exchanges and losses made there."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gwanmun.transfer import Exchange, Provenance, Request, Response, Unreadable

Item = Exchange | Unreadable
"""What reading a capture gives: exchanges, and between them what could not be read."""


@dataclass(frozen=True, slots=True)
class Place:
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
        return replace(self, title=f"{self.title} {suffix}", entry=f"{self.entry}.{suffix}")

    def unreadable(self, part: str, why: str) -> Unreadable:
        return Unreadable(f"{self.title}: {part}" if part else self.title, why)

    def full(self, exchange: Exchange, request: Request, response: Response | None) -> Exchange:
        return replace(exchange, id=self.id, provenance=self.provenance, request=request, response=response)

    def head(self, exchange: Exchange, request: Request, response: Response | None, why: str) -> Exchange:
        return replace(self.full(exchange, request, response), seen="head", opaque=why)

    def named(self, exchange: Exchange, why: str) -> Exchange:
        return replace(exchange, id=self.id, provenance=self.provenance, seen="name", opaque=why)
