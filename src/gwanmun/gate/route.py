"""Where a request goes: a pure reading of CONNECT targets, absolute targets, server names and Host fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from gwanmun.gate.addresses import is_ip
from gwanmun.wire.http1 import Broken, RequestHead
from gwanmun.wire.tls import host_name

DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Place:
    """A host that a client asked for. `name` is what its certificate must prove and what Host must say; for a
    tunnel it is the TLS server name when there is one, else the host of the CONNECT."""

    scheme: str
    host: str
    port: int
    name: str
    sni: str | None = None

    @property
    def authority(self) -> str:
        """`host` or `host:port` as a Host field says it (RFC 9110 section 7.2)."""
        shown = f"[{self.name}]" if ":" in self.name else self.name
        return shown if self.port == DEFAULT_PORTS[self.scheme] else f"{shown}:{self.port}"


class Target(NamedTuple):
    """A request's place and its origin-form target."""

    place: Place
    target: str


def split_authority(text: str, port: int | None) -> tuple[str, int] | None:
    """`host:port`, `[v6]:port` or, when a default is given, `host` -> (host in lower case, port); None if malformed."""
    host, colon, digits = text.rpartition(":")
    if not colon or text.endswith("]"):
        host, digits = text, "" if port is None else str(port)
    literal = host[1:-1] if host.startswith("[") and host.endswith("]") else None
    known = literal if literal is not None and is_ip(literal) else host_name(host.encode("latin-1", "replace"))
    if not known or not digits.isascii() or not digits.isdigit() or len(digits) > 5 or not 0 < int(digits) < 65536:
        return None
    return known.lower(), int(digits)


def tunnel_place(target: str) -> Place | None:
    """The place a CONNECT asks for (RFC 9112 section 3.2.3); the port must be given."""
    found = split_authority(target, None)
    return Place("https", found[0], found[1], found[0]) if found else None


def absolute_target(head: RequestHead) -> Target | Broken:
    """A request to the proxy itself: absolute form, plain http (RFC 9112 section 3.2.2)."""
    scheme, marker, rest = head.target.partition("://")
    if not marker:
        return Broken(400, "this is a proxy: set it as the browser's proxy, or send requests in absolute form")
    if scheme.lower() != "http":
        return Broken(400, "only http is taken in absolute form; use CONNECT for https")
    authority, path = _cut(rest)
    found = split_authority(authority, 80)
    if found is None:
        return Broken(400, "the request target names no host")
    place = Place("http", found[0], found[1], found[0])
    if not _same(head.by_name.get("host", place.authority), place):
        return Broken(421, "the Host field names another host than the request target")
    if head.method == "OPTIONS" and not path:
        path = "*"
    return Target(place, path if path[:1] in ("/", "*") else f"/{path}")


def tunnelled_target(head: RequestHead, place: Place) -> Target | Broken:
    """A request inside a tunnel; its Host must be the host that the tunnel and its certificate are for.

    Another name there would reach a recipient that nobody judged (domain fronting): 421, RFC 9110 section 15.5.20.
    """
    target = head.target
    if not target.startswith(("/", "*")):
        authority, target = _cut(target.partition("://")[2])
        if not _same(authority, place):
            return Broken(421, "the request target names another host than the tunnel")
    host = head.by_name.get("host", place.authority)
    if host != place.name and not _same(host, place):
        return Broken(421, "the Host field names another host than the tunnel")
    return Target(place, target or "/")


def _same(authority: str, place: Place) -> bool:
    return split_authority(authority, DEFAULT_PORTS[place.scheme]) == (place.name, place.port)


def _cut(rest: str) -> tuple[str, str]:
    """Authority and path; an authority with user information is nobody's host."""
    end = min((at for at in (rest.find(mark) for mark in "/?#") if at >= 0), default=len(rest))
    return rest[:end], rest[end:]
