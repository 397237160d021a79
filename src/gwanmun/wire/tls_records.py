"""TLS records and handshake messages out of bytes cut anywhere (RFC 8446 section 5.1, RFC 5246 section 6.2)."""

from __future__ import annotations

from typing import NamedTuple

CHANGE_CIPHER_SPEC, ALERT, HANDSHAKE, APPLICATION_DATA = 20, 21, 22, 23
RECORD_KINDS = frozenset({CHANGE_CIPHER_SPEC, ALERT, HANDSHAKE, APPLICATION_DATA, 24})

RECORD_LIMIT = (1 << 14) + 2048
"""Bytes of one record's payload (RFC 5246 section 6.2.3; TLS 1.3 allows less)."""

MESSAGE_LIMIT = 256 * 1024
"""Bytes of one handshake message; certificate chains stay far below."""


class Record(NamedTuple):
    """One record as it stands on the wire."""

    kind: int
    version: int
    payload: bytes

    @property
    def header(self) -> bytes:
        return bytes([self.kind]) + self.version.to_bytes(2, "big") + len(self.payload).to_bytes(2, "big")


class RecordReader:
    """Cuts one direction of a connection into records. `broken` says why nothing more is read, "" while it is."""

    def __init__(self) -> None:
        self._held = bytearray()
        self.broken = ""

    def feed(self, data: bytes) -> list[Record]:
        """The records that `data` completes."""
        if self.broken:
            return []
        self._held += data
        at, records = 0, []
        while (end := self._end(at)) is not None:
            head = self._held[at : at + 3]
            records.append(Record(head[0], int.from_bytes(head[1:], "big"), bytes(self._held[at + 5 : end])))
            at = end
        del self._held[:at]
        return records

    def _end(self, at: int) -> int | None:
        """Where the record that begins at `at` ends, None when it is not complete or no record."""
        header = self._held[at : at + 5]
        if len(header) < 5:
            return None
        size = int.from_bytes(header[3:5], "big")
        if header[0] not in RECORD_KINDS or header[1] != 3 or size > RECORD_LIMIT:
            self.broken = "what follows is not a TLS record"
            self._held.clear()
            return None
        end = at + 5 + size
        return end if end <= len(self._held) else None

    @property
    def partial(self) -> int:
        """Bytes of a record whose rest has not come."""
        return len(self._held)


class Message(NamedTuple):
    """One handshake message: its type and its body."""

    kind: int
    body: bytes


class MessageReader:
    """Joins the handshake messages that are spread over records."""

    def __init__(self) -> None:
        self._held = bytearray()
        self.broken = ""

    def feed(self, data: bytes) -> list[Message]:
        """The messages that `data` completes."""
        self._held += data
        messages = []
        while len(self._held) >= 4 and not self.broken:
            end = 4 + int.from_bytes(self._held[1:4], "big")
            if end > MESSAGE_LIMIT:
                self.broken = "a handshake message that is too long"
            if end > len(self._held):
                break
            messages.append(Message(self._held[0], bytes(self._held[4:end])))
            del self._held[:end]
        return messages
