"""Names of peers, learnt line by line in one log that mixes several kinds of record (or several logs in one stream).

A connection is named by what its own handshake said, else by the certificate that the server showed, else by the DNS
answer that gave its address to the same client. Logs write these before the connection's own record.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from gwanmun.capture.harhead import address
from gwanmun.wire.tls import host_name

KEPT = 65_536
"""Connections, answers and certificates remembered, each; the oldest goes first."""


class Named(NamedTuple):
    """A name and the evidence for it (`Endpoint.named_by`); both "" when nothing is known."""

    host: str = ""
    by: str = ""


class Recent(dict[str, Named]):
    """The `KEPT` that were added last."""

    def add(self, key: str, named: Named) -> None:
        if named.host and key:
            self.pop(key, None)
            self[key] = named
            if len(self) > KEPT:
                del self[next(iter(self))]


class Names:
    """What one log has said of names so far."""

    def __init__(self) -> None:
        self._connections, self._answers, self._certificates = Recent(), Recent(), Recent()

    def connection(self, uid: str, named: Named) -> None:
        """The handshake of connection `uid` named its peer."""
        self._connections.add(uid, named)

    def answer(self, client: str, host: str, answers: Iterable[str]) -> None:
        """`client` was told that `host` is at the addresses in `answers`."""
        for ip in map(address, answers):
            if ip:
                self._answers.add(f"{client} {ip}", Named(host.rstrip(".").lower(), "dns"))

    def certificate(self, fingerprint: str, host: str) -> None:
        self._certificates.add(fingerprint, Named(host, "certificate"))

    def shown(self, fingerprints: Iterable[str]) -> Named:
        """What the first certificate of a chain names, the server's own (RFC 8446 section 4.4.2)."""
        return self._certificates.get(next(iter(fingerprints), ""), Named())

    def of(self, uid: str, client: str, ip: str) -> Named:
        return self._connections.get(uid) or self._answers.get(f"{client} {ip}", Named())


def peer(text: str) -> str:
    """A host name or an address in one spelling; "" when the text can be neither."""
    return _peer(text) if len(text) <= _LONGEST else ""


_LONGEST = 256
"""Characters of a host name, with the dot at its end (RFC 1035 section 2.3.4)."""


@lru_cache(16_384)
def _peer(text: str) -> str:
    return host_name(text.encode("utf-8", "replace")) or address(text) or ""


def common_name(subject: str) -> str:
    """The host that a certificate's subject names, a wildcard without its star; "" when it is no host name."""
    for part in subject.replace("/", ",").split(","):
        kind, _, value = part.strip().partition("=")
        if kind.upper() == "CN" and "." in value:
            return peer(value.strip().removeprefix("*."))
    return ""
