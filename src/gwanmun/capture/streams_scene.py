"""What the readers of one connection share: its exchange, the numbering of what is found in it, and names learnt."""

from __future__ import annotations

import ipaddress
import itertools
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from gwanmun.capture.place import Place
from gwanmun.transfer import Endpoint, Exchange
from gwanmun.wire.tls import host_name
from gwanmun.wire.tls_secrets import Secrets

MAX_DEPTH = 1
"""Tunnels inside a connection that are looked into."""


class Scene:
    """`base` is the exchange that stands for the connection, without its volume: that is counted once, there.

    `secure` tells that the bytes came out of TLS, `depth` in how many tunnels they were.
    """

    def __init__(self, place: Place, base: Exchange, secrets: Secrets | None) -> None:
        self.place, self.secrets = place, secrets
        self.base = replace(base, volume=None, request=None, response=None, seen="full", opaque="")
        self.secure = False
        self.depth = 0
        self._numbers: Iterator[int] = itertools.count()

    def part(self, what: str) -> Place:
        """The place of the next thing found."""
        return self.place.part(f"{what}-{next(self._numbers)}")

    def inside(self, endpoint: Endpoint, *, secure: bool, depth: int = 0) -> Scene:
        """What lies inside TLS or a tunnel of this connection; it goes on with the same numbers."""
        scene = Scene(self.place, replace(self.base, endpoint=endpoint), self.secrets)
        scene.secure, scene.depth, scene._numbers = secure, self.depth + depth, self._numbers
        return scene

    def endpoint(self, scheme: str, authority: str | None) -> Endpoint:
        """Where a message went that names `authority` (Host or `:authority`; RFC 9110 section 7.2)."""
        host, _ = split(authority or "")
        here = replace(self.base.endpoint, scheme=f"{scheme}s" if self.secure else scheme)
        return replace(here, host=host, named_by="http-host") if host else here

    def tunnel(self, authority: str) -> Endpoint | None:
        """The far end of a CONNECT; the address of this connection is the proxy's."""
        host, port = split(authority)
        if host is None:
            return None
        return Endpoint(host, port or 443, "https", _literal(host), None, "connect")

    def proxied(self, url: str) -> tuple[Endpoint, str] | None:
        """(far end, target) of a request to a proxy in absolute form (RFC 9112 section 3.2.2)."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return None
        host, port = split(parts.netloc.rpartition("@")[2])
        if host is None or parts.scheme.lower() != "http":
            return None
        target = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
        return Endpoint(host, port or 80, "http", _literal(host)), target


def split(authority: str) -> tuple[str | None, int | None]:
    """Host and port of `host:port`; (None, None) when it is none."""
    authority = authority.strip()
    host, _, port = authority.rpartition(":")
    if not host or authority.endswith("]") or _literal(authority):
        host, port = authority, ""
    if not (port == "" or (port.isascii() and port.isdigit() and int(port[:6]) <= 0xFFFF)):
        return None, None
    name = _literal(host.strip("[]")) or host_name(host.encode("utf-8", "replace"))
    return name, int(port) if port else None


def _literal(host: str) -> str | None:
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return None
