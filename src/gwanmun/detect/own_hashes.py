"""A read-only table of keyed hashes on disk, mapped into memory: what is in it can be asked, not read.

File: one line of JSON (`format`, `proof`, `bits`, `payload`, `about`), zero bytes up to a multiple of 64, the index
(2^bits + 1 little-endian 32-bit numbers: at which entry the hashes with these leading bits begin), then the entries in
order: 8 bytes of keyed BLAKE2b (RFC 7693), then `payload` bytes.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
import struct
import sys
import tempfile
from array import array
from collections.abc import Mapping
from itertools import accumulate, groupby
from pathlib import Path
from typing import Any, BinaryIO

from gwanmun.errors import Problem

FORMAT = "gwanmun.own/1"
HASH = 8
_DIGEST = 16
_ALIGN = 64
_PAIR = struct.Struct("<II").unpack_from
_LEAST_BITS, _MOST_BITS, _PER_BUCKET = 8, 20, 4


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


class Builder:
    """Collects entries in 256 parts by their first byte, so that no more than one part is ever sorted at a time."""

    def __init__(self, payload: int, most_equal: int) -> None:
        """A hash that more than `most_equal` entries share is left out: what everybody has tells nobody apart."""
        self._parts = [bytearray() for _ in range(256)]
        self._payload, self._most_equal = payload, most_equal
        self.added = 0

    def add(self, digest: bytes, payload: bytes) -> None:
        """One entry; equal ones are kept once."""
        self._parts[digest[0]] += digest[:HASH] + payload
        self.added += 1

    def write(self, path: Path, hasher: Hasher, about: Mapping[str, Any]) -> None:
        """Write the table whole or not at all, readable by its owner only. The builder is empty afterwards."""
        bits = min(_MOST_BITS, max(_LEAST_BITS, (self.added // _PER_BUCKET).bit_length()))
        head = {"format": FORMAT, "proof": hasher.proof, "bits": bits, "payload": self._payload, "about": about}
        line = json.dumps(head, ensure_ascii=False).encode() + b"\n"
        handle, fresh = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(line.ljust(_aligned(len(line)), b"\0"))
            self._write(file, bits)
        Path(fresh).replace(path)

    def _write(self, file: BinaryIO, bits: int) -> None:
        index, counts = file.tell(), array("I", bytes(4 << bits))
        file.seek((4 << bits) + 4, os.SEEK_CUR)
        while self._parts:
            rows = _rows(self._parts.pop(0), HASH + self._payload, self._most_equal)
            for row in rows:
                counts[_bucket(row, bits)] += 1
            file.write(b"".join(rows))
        file.seek(index)
        file.write(_little(array("I", accumulate(counts, initial=0))))


def _rows(part: bytearray, width: int, most_equal: int) -> list[bytes]:
    """The entries of a part in order, each once, without the hashes that too many share."""
    rows: list[bytes] = []
    ordered = sorted(bytes(part[at : at + width]) for at in range(0, len(part), width))
    for _, group in groupby(ordered, key=lambda row: row[:HASH]):
        alike = list(group)
        if len(alike) <= most_equal:
            rows += dict.fromkeys(alike)
    return rows


def _bucket(digest: bytes, bits: int) -> int:
    return int.from_bytes(digest[:4], "big") >> (32 - bits)


def _aligned(size: int) -> int:
    return -(-size // _ALIGN) * _ALIGN


def _little(numbers: array[int]) -> bytes:
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


class Hashes:
    """A table opened for questions; any number of threads may ask. The operating system shares its pages."""

    def __init__(self, path: Path, hasher: Hasher) -> None:
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise Problem(f"cannot read the table of own data {path}", "compile it again") from error
        head = _head(self._map, path)
        if head["proof"] != hasher.proof:
            raise Problem(f"{path} was compiled with another key", "compile it again with this state folder's key")
        self.about: Mapping[str, Any] = head["about"]
        self._bits, self._width = int(head["bits"]), HASH + int(head["payload"])
        self._shift = 32 - self._bits
        self._index = _aligned(self._map.find(b"\n") + 1)
        self._entries = self._index + (4 << self._bits) + 4
        if len(self._map) != self._entries + len(self) * self._width:
            raise Problem(f"{path} is cut short", "compile it again")

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


def _head(data: mmap.mmap, path: Path) -> dict[str, Any]:
    try:
        head = json.loads(data[: data.find(b"\n") + 1])
        sizes = int(head["bits"]), int(head["payload"])
        if head["format"] == FORMAT and _LEAST_BITS <= sizes[0] <= _MOST_BITS and 0 <= sizes[1] <= _ALIGN:
            return {"proof": str(head["proof"]), "about": dict(head["about"]), "bits": sizes[0], "payload": sizes[1]}
    except (ValueError, KeyError, TypeError):
        pass
    raise Problem(f"{path} is no table of own data", "compile it from your CSV files or documents")
