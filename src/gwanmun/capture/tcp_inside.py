"""The inside of a TCP connection: its messages where they can be read, else what its handshake tells of the peer.

Of an encrypted connection whose secrets are not known only the handshake is looked at; after it no byte is wanted.
"""

from __future__ import annotations

from gwanmun.capture.inside import Conversation, Converse, Heard, Keyed
from gwanmun.capture.place import Item
from gwanmun.capture.protocols import speech, tls_scheme
from gwanmun.wire.ip import TCP
from gwanmun.wire.tcp import Piece
from gwanmun.wire.tls import ClientHello
from gwanmun.wire.tls_hello import NAMES, Handshake
from gwanmun.wire.tls_records import HANDSHAKE, RECORD_KINDS

PENDING_LIMIT = 128 * 1024
"""Bytes of both directions in which a handshake must have told the name."""
GIVE_UP = 256 * 1024
"""Bytes of both directions after which a conversation in which nothing was understood is left alone."""


class TcpInside:
    def __init__(self, port: int, converse: Converse, keyed: Keyed) -> None:
        self._port, self._converse, self._keyed = port, converse, keyed
        self._pending: list[tuple[float, bool, Piece]] | None = []
        self._taken = 0
        self._first = b""
        self._handshake: Handshake | None = None
        self._conversation: Conversation | None = None
        self._why = ""

    @property
    def wants(self) -> bool:
        handshaking = self._handshake is not None and not self._handshake.done
        return self._pending is not None or self._conversation is not None or handshaking

    @property
    def readable(self) -> bool:
        return self._conversation is not None and self._conversation.readable

    def feed(self, at: float, up: bool, data: bytes) -> list[Item]:
        return self._piece(at, up, data, len(data))

    def gap(self, at: float, up: bool, missing: int) -> list[Item]:
        return self._piece(at, up, missing, missing)

    def _piece(self, at: float, up: bool, piece: Piece, size: int) -> list[Item]:
        self._taken += size
        if self._handshake:
            _shake(self._handshake, up, piece)
            self._limit(self._handshake)
        if self._pending is not None:
            self._pending.append((at, up, piece))
            return self._decide(self._pending)
        if self._conversation is None:
            return []
        items = _passed(self._conversation, at, up, piece)
        return items if self._conversation.readable or self._taken < GIVE_UP else items + self._give_up()

    def _limit(self, handshake: Handshake) -> None:
        if self._taken > PENDING_LIMIT:
            handshake.gap(True)
            handshake.gap(False)

    def _decide(self, pending: list[tuple[float, bool, Piece]]) -> list[Item]:
        """Wait until the first bytes say what this is, and in TLS until the client named the server."""
        if self._handshake is None:
            way = pending[0][1]
            self._first = b"".join(piece for _, up, piece in pending if up == way and isinstance(piece, bytes))
            if len(self._first) < 3 and len(pending) < 3:
                return []
            if _is_tls(self._first):
                self._handshake = Handshake()
                for _, up, piece in pending:
                    _shake(self._handshake, up, piece)
        waiting = self._handshake and self._handshake.client is None and self._first[0] == HANDSHAKE
        return [] if waiting else self._begin()

    def _begin(self) -> list[Item]:
        pending, self._pending = self._pending or [], None
        if self._handshake and not self._keyed(self._handshake.random):
            return []
        self._conversation = self._converse(self.heard())
        return [item for each in pending for item in _passed(self._conversation, *each)]

    def _give_up(self) -> list[Item]:
        items = self.close()
        self._conversation = None
        return items

    def close(self) -> list[Item]:
        items = self._begin() if self._pending else []
        if self._conversation:
            items += self._conversation.close()
            self._why = "" if self._conversation.readable else self._conversation.opaque()
        return items

    def heard(self) -> Heard:
        if self._handshake is None:
            return self._plain()
        hello = self._handshake.client if isinstance(self._handshake.client, ClientHello) else None
        name = hello.server_name if hello else None
        server, scheme = self._handshake.server, tls_scheme(self._port, hello)
        ech = bool(hello and hello.ech)
        return Heard(scheme, self._encrypted(), name, "sni" if name else "", server.names if server else (), ech)

    def _plain(self) -> Heard:
        hint = self._conversation.host_hint if self._conversation else None
        scheme, why = speech(TCP, self._port, self._first)
        if self._taken and not self._first:
            why = "the capture holds the headers of the packets only"
        return Heard(scheme, self._why or why, hint, "sni" if hint else "")

    def _encrypted(self) -> str:
        server = self._handshake.server if self._handshake else None
        if self._why or server is None:
            return self._why or "encrypted (TLS)"
        version = NAMES.get(server.version, "TLS")
        return f"weakly encrypted ({version}, {server.weak})" if server.weak else f"encrypted ({version})"


def _shake(handshake: Handshake, up: bool, piece: Piece) -> None:
    if isinstance(piece, int):
        handshake.gap(up)
    else:
        handshake.feed(up, piece)


def _passed(to: Conversation, at: float, up: bool, piece: Piece) -> list[Item]:
    return to.gap(up, piece) if isinstance(piece, int) else to.feed(at, up, piece)


def _is_tls(first: bytes) -> bool:
    """A record header of SSL 3.0 to TLS 1.3 (RFC 8446 section 5.1)."""
    return len(first) >= 3 and first[0] in RECORD_KINDS and first[1] == 3 and first[2] <= 4
