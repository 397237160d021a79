"""The bytes of a stream that are not used up yet, and what is noted while packets are taken from them."""

from __future__ import annotations

from collections.abc import Iterable

Frame = tuple[float, int, bytes, int, int, int]
"""A packet as captured: seconds since 1970, link type (the registry of tcpdump.org), a buffer, where in it the packet
begins and ends, and its length on the wire. Nothing is copied: the buffer holds many packets."""

MAX_SECRETS = 16 << 20
MAX_NAMES = 1 << 16


class Window:
    """A sliding view: `data[at:]` is what was not taken yet."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self.data = b""
        self.at = 0

    def __len__(self) -> int:
        return len(self.data) - self.at

    def need(self, size: int) -> bool:
        """Whether so many bytes are there; as many chunks as that takes are fetched, and joined once."""
        missing = size - len(self)
        if missing <= 0:
            return True
        pieces = [self.data[self.at :]]
        while missing > 0 and (chunk := next(self._chunks, None)) is not None:
            pieces.append(chunk)
            missing -= len(chunk)
        self.data, self.at = b"".join(pieces), 0
        return missing <= 0

    def more(self) -> bool:
        """One chunk more; False at the end of the stream."""
        return self.need(len(self) + 1)

    def peek(self, size: int) -> bytes:
        return self.data[self.at : self.at + size]

    def take(self, size: int) -> bytes:
        piece = self.peek(size)
        self.at += size
        return piece


class Notes:
    """What a capture file holds beside packets, and what of it could not be read.

    `secrets` is text in the format of NSS key logs; `names` are addresses (4 or 16 bytes) with the name that the
    capturing program had looked up.
    """

    def __init__(self) -> None:
        self.losses: list[str] = []
        self.secrets = bytearray()
        self.names: dict[bytes, str] = {}
        self._passed = self._places = 0

    def cut(self, left: int) -> None:
        self.losses.append(f"the file ends in the middle of a packet, {left} bytes after the last whole one")

    def passed(self, size: int) -> None:
        self._places += 1
        self._passed += size

    def all_losses(self) -> list[str]:
        if not self._places:
            return self.losses
        damaged = f"damaged in {self._places} places: {self._passed} bytes were passed over to the next packet"
        return [damaged, *self.losses]

    def keep_secrets(self, text: bytes) -> None:
        if len(self.secrets) + len(text) <= MAX_SECRETS:
            self.secrets += text + b"\n"

    def keep_name(self, address: bytes, name: str) -> None:
        if len(self.names) < MAX_NAMES:
            self.names.setdefault(address, name)
