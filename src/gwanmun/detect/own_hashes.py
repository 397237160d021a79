"""A read-only table of keyed hashes on disk, mapped into memory: what is in it can be asked, not read.

File: one line of JSON (`format`, `proof`, `bits`, `payload`, `about`), zero bytes up to a multiple of 64, the index
(2^bits + 1 little-endian 32-bit numbers: at which entry the hashes with these leading bits begin), then the entries in
order: 8 bytes of keyed BLAKE2b (RFC 7693), then `payload` bytes.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gwanmun.errors import Problem

FORMAT = "gwanmun.own/1"
HASH = 8
_DIGEST = 16
ALIGN = 64
_LONGEST_HEAD = 1 << 24
_AGAIN = "register your tables or documents again: gwanmun own add, gwanmun own add-document"
_PAIR = struct.Struct("<II").unpack_from
LEAST_BITS, MOST_BITS = 8, 20
"""Of the index: from 256 to a million places where entries begin."""


class Hasher:
    """Keyed BLAKE2b of 16 bytes: the first 8 find an entry, the others may veil what is stored with it."""

    def __init__(self, key: bytes) -> None:
        self._blank = hashlib.blake2b(digest_size=_DIGEST, key=hashlib.sha256(key).digest())
        self.proof = self.of("gwanmun own data").hex()

    def of(self, text: str) -> bytes:
        """The hash of one normalised value."""
        hasher = self._blank.copy()
        hasher.update(text.encode("utf-8", "replace"))
        return hasher.digest()


class Hashes:
    """A table opened for questions; any number of threads may ask. The operating system shares its pages."""

    def __init__(self, path: Path, hasher: Hasher) -> None:
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise Problem(f"cannot read the table of own data {path}", _AGAIN) from error
        head = _head(self._map, path)
        if head["proof"] != hasher.proof:
            raise Problem(f"{path} was compiled with another key", _AGAIN)
        self.about: Mapping[str, Any] = head["about"]
        self._bits, self._width = int(head["bits"]), HASH + int(head["payload"])
        self._shift = 32 - self._bits
        self._index = aligned(self._map.find(b"\n") + 1)
        self._entries = self._index + (4 << self._bits) + 4
        if len(self._map) < self._entries or len(self._map) != self._entries + len(self) * self._width:
            raise Problem(f"{path} is cut short", _AGAIN)

    def __len__(self) -> int:
        return int(struct.unpack_from("<I", self._map, self._index + (4 << self._bits))[0])

    def payloads(self, digest: bytes) -> list[bytes]:
        """What is stored with every entry of this hash; nothing when there is none."""
        first, beyond = _PAIR(self._map, self._index + (int.from_bytes(digest[:4], "big") >> self._shift) * 4)
        if first == beyond:
            return []
        start, wanted = self._entries + first * self._width, digest[:HASH]
        data = self._map[start : self._entries + beyond * self._width]
        return self._in(data, wanted) if wanted in data else []

    def _in(self, data: bytes, wanted: bytes) -> list[bytes]:
        starts = range(0, len(data), self._width)
        return [data[at + HASH : at + self._width] for at in starts if data[at : at + HASH] == wanted]


def aligned(size: int) -> int:
    """The next place where numbers may begin."""
    return -(-size // ALIGN) * ALIGN


def about(path: Path) -> Mapping[str, Any]:
    """What a table says of itself, without asking it anything: no key is needed. `Problem` when it is none."""
    try:
        with path.open("rb") as file:
            line = file.readline(_LONGEST_HEAD)
    except OSError as error:
        raise Problem(f"cannot read the table of own data {path}: {error.strerror}", _AGAIN) from error
    found: Mapping[str, Any] = _head(line, path)["about"]
    return found


def _head(data: bytes | mmap.mmap, path: Path) -> dict[str, Any]:
    try:
        head = json.loads(data[: data.find(b"\n", 0, _LONGEST_HEAD) + 1])
        sizes = int(head["bits"]), int(head["payload"])
        if head["format"] == FORMAT and LEAST_BITS <= sizes[0] <= MOST_BITS and 0 <= sizes[1] <= ALIGN:
            return {"proof": str(head["proof"]), "about": dict(head["about"]), "bits": sizes[0], "payload": sizes[1]}
    except (ValueError, KeyError, TypeError):
        pass
    raise Problem(f"{path} is no table of own data", _AGAIN)
