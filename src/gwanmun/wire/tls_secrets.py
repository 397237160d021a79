"""The NSS key log format: secrets that a TLS client or server wrote down, found again by client random and label.

A line is `<label> <client random, 64 hex digits> <secret, hex>`; `#` begins a comment (SSLKEYLOGFILE,
draft-ietf-tls-keylogfile). Other labels are kept out on purpose: `EXPORTER_SECRET` opens nothing that crosses the wire,
and an `RSA` line names a premaster secret by bytes of an encrypted message that nobody uses any more.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

MASTER = "CLIENT_RANDOM"
CLIENT_EARLY = "CLIENT_EARLY_TRAFFIC_SECRET"
HANDSHAKE = ("SERVER_HANDSHAKE_TRAFFIC_SECRET", "CLIENT_HANDSHAKE_TRAFFIC_SECRET")
APPLICATION = ("SERVER_TRAFFIC_SECRET_0", "CLIENT_TRAFFIC_SECRET_0")
"""Labels of the two directions: from the server, from the client."""

LABELS = frozenset({MASTER, CLIENT_EARLY, *HANDSHAKE, *APPLICATION})

_LINE = re.compile(rb"([A-Z][A-Z0-9_]*) ([0-9A-Fa-f]{64}) ((?:[0-9A-Fa-f]{2}){1,64})")


@dataclass(frozen=True, slots=True, repr=False)
class Secrets:
    """What one or more key logs hold. `ignored` counts lines whose label opens nothing here, `damaged` lines that
    are no key log lines. The repr shows no secret."""

    by_key: Mapping[tuple[bytes, str], bytes] = field(default_factory=lambda: MappingProxyType({}))
    ignored: int = 0
    damaged: int = 0

    @classmethod
    def parse(cls, data: bytes) -> Secrets:
        """Read a key log; what is wrong with it is counted, never raised. Of two lines with one key the last holds."""
        found: dict[tuple[bytes, str], bytes] = {}
        ignored = damaged = 0
        for raw in data.removeprefix(b"\xef\xbb\xbf").splitlines():
            line = raw.strip()
            if not line or line.startswith(b"#"):
                continue
            match = _LINE.fullmatch(line)
            if match and match[1].decode() in LABELS:
                found[bytes.fromhex(match[2].decode()), match[1].decode()] = bytes.fromhex(match[3].decode())
            elif match or line.startswith(b"RSA "):
                ignored += 1
            else:
                damaged += 1
        return cls(MappingProxyType(found), ignored, damaged)

    def merge(self, other: Secrets) -> Secrets:
        """Both key logs; where they differ, the other's line holds."""
        found = MappingProxyType({**self.by_key, **other.by_key})
        return Secrets(found, self.ignored + other.ignored, self.damaged + other.damaged)

    def lookup(self, client_random: bytes, label: str) -> bytes | None:
        """The secret of the connection whose ClientHello had this random (32 bytes), or None."""
        return self.by_key.get((client_random, label))

    def __len__(self) -> int:
        return len(self.by_key)

    def __repr__(self) -> str:
        return f"Secrets({len(self.by_key)} secrets, {self.ignored} ignored, {self.damaged} damaged)"


def recognises(head: bytes) -> bool:
    """Whether a file that begins with `head` is a key log: its first line that is no comment is one of its lines."""
    for raw in head.removeprefix(b"\xef\xbb\xbf").splitlines():
        line = raw.strip()
        if line and not line.startswith(b"#"):
            return _LINE.fullmatch(line) is not None or line.startswith(b"RSA ")
    return False
