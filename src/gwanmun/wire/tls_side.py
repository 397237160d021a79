"""One direction of a TLS connection: its records, the keys that may open them, and why it is not read any more."""

from __future__ import annotations

from collections import deque

from gwanmun.wire.tls_decrypt import Opener, Plain
from gwanmun.wire.tls_records import Message, MessageReader, Record, RecordReader

WAIT_LIMIT = 1 << 20
"""Bytes of records kept while the other direction has not yet said how they are to be opened."""

NO_FIT = "encrypted, and the secret in the key log does not fit"
CHANGED = "a TLS record cannot be decrypted: bytes before it are missing or were changed"


class Side:
    """`openers` are tried in this order; the first that fits is kept and those before it are dropped. `skips` records
    may fit none (early data that the server refused). A side that `stopped` says why and reads nothing more."""

    def __init__(self, up: bool) -> None:
        self.up = up
        self.openers: list[Opener] = []
        self.pending: Opener | None = None
        self.secret = b""
        self.skips = 0
        self.skipped = 0
        self.encrypted = False
        self.finished = False
        self.stopped = ""
        self.missing = ""
        self._records = RecordReader()
        self._messages = MessageReader()
        self._waiting: deque[Record] = deque()
        self._waiting_size = 0

    def records(self, data: bytes) -> list[Record]:
        """The records that `data` completes; none once the side has stopped."""
        records = [] if self.stopped else self._records.feed(data)
        if self._records.broken and not records:
            self.stop(self._records.broken)
        return records

    def wait(self, record: Record) -> None:
        self._waiting.append(record)
        self._waiting_size += len(record.payload) + 64
        if self._waiting_size > WAIT_LIMIT:
            self.stop("the beginning of the TLS handshake was not captured")

    def waited(self) -> list[Record]:
        """The records kept until now, in order."""
        records, self._waiting = list(self._waiting), deque()
        self._waiting_size = 0
        return records

    def messages(self, data: bytes) -> list[Message]:
        messages = self._messages.feed(data)
        if self._messages.broken:
            self.stop(self._messages.broken)
        return messages

    def stop(self, why: str) -> None:
        """Nothing more is read; the first reason stays."""
        self.stopped = self.stopped or why
        self._waiting.clear()

    def use(self, opener: Opener | None) -> None:
        """From the next record on this opener; without one the side stops, and says what was missing."""
        self.openers = [opener] if opener else []
        self.encrypted, self.skips = True, 0
        if opener is None:
            self.stop(self.missing or "encrypted")

    def open(self, record: Record) -> Plain | None:
        """What is in a protected record; None when it was skipped, or when it stops the side."""
        for index, opener in enumerate(self.openers):
            plain = opener.open(record)
            if plain is not None:
                del self.openers[:index]
                if len(self.openers) == 1:
                    self.skips = 0
                return plain
        if self.skips:
            self.skips -= 1
            self.skipped += 1
        else:
            self.stop(CHANGED if any(opener.opened for opener in self.openers) else NO_FIT)
        return None
