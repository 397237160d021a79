"""Writes a table of keyed hashes (`own_hashes`) whole or not at all; a million entries need a few MB of memory."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from array import array
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import accumulate, groupby
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from gwanmun.detect.own_hashes import FORMAT, HASH, LEAST_BITS, MOST_BITS, Hasher, aligned
from gwanmun.errors import Problem

_PARTS = 256
_HELD = 4 << 20
"""Bytes of entries in memory; beyond, they are put away in a nameless file beside the table, hashes that they are."""

_PER_BUCKET = 4


class Builder:
    """Collects entries in 256 parts by their first byte, so that no more than one part is ever sorted at a time."""

    def __init__(self, target: Path, payload: int, most_equal: int) -> None:
        """A hash that more than `most_equal` entries share is left out: what everybody has tells nobody apart."""
        self.target, self.added = target, 0
        self._parts = [bytearray() for _ in range(_PARTS)]
        self._away: list[array[int]] = []
        self._payload, self._most_equal, self._width, self._held = payload, most_equal, HASH + payload, 0
        self._spill: BinaryIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._spill is not None:
            self._spill.close()

    def add(self, digest: bytes, payload: bytes) -> None:
        """One entry; equal ones are kept once. `Problem` when the disk does not take what is put away."""
        self._parts[digest[0]] += digest[:HASH] + payload
        self.added += 1
        self._held += self._width
        if self._held > _HELD:
            with _on_disk(self.target):
                self._put_away()

    def write(self, hasher: Hasher, about: Mapping[str, Any]) -> None:
        """Write the table, readable by its owner only, in place of one that is there. The builder is spent then."""
        bits = min(MOST_BITS, max(LEAST_BITS, (self.added // _PER_BUCKET).bit_length()))
        head = {"format": FORMAT, "proof": hasher.proof, "bits": bits, "payload": self._payload, "about": about}
        line = json.dumps(head, ensure_ascii=False).encode() + b"\n"
        with _on_disk(self.target), _whole(self.target) as file:
            file.write(line.ljust(aligned(len(line)), b"\0"))
            self._write(file, bits)

    def _put_away(self) -> None:
        if self._spill is None:
            self._spill = tempfile.TemporaryFile(dir=self.target.parent)  # noqa: SIM115 - closed on exit
        places = array("Q", [self._spill.tell()])
        for part in self._parts:
            self._spill.write(part)
            places.append(places[-1] + len(part))
            part.clear()
        self._away.append(places)
        self._held = 0

    def _write(self, file: BinaryIO, bits: int) -> None:
        index, counts = file.tell(), array("I", bytes(4 << bits))
        file.seek((4 << bits) + 4, os.SEEK_CUR)
        for part in range(_PARTS):
            for row in _rows(self._taken(part), self._width, self._most_equal):
                counts[int.from_bytes(row[:4], "big") >> (32 - bits)] += 1
                file.write(row)
        file.seek(index)
        for number, at in enumerate(accumulate(counts)):
            counts[number] = at
        file.write(bytes(4))
        file.write(_little(counts))

    def _taken(self, part: int) -> bytes:
        """The entries of a part, in memory and put away, which are given up."""
        pieces = [bytes(self._parts[part])]
        self._parts[part] = bytearray()
        for places in self._away:
            assert self._spill is not None
            self._spill.seek(places[part])
            pieces.append(self._spill.read(places[part + 1] - places[part]))
        return b"".join(pieces)


def _rows(part: bytes, width: int, most_equal: int) -> Iterator[bytes]:
    """The entries of a part in order, each once, without the hashes that too many share."""
    ordered = sorted(part[at : at + width] for at in range(0, len(part), width))
    for _, group in groupby(ordered, key=lambda row: row[:HASH]):
        alike = list(group)
        if len(alike) <= most_equal:
            yield from dict.fromkeys(alike)


@contextmanager
def _whole(target: Path) -> Iterator[BinaryIO]:
    """A file that takes the target's name when it is complete, and is gone when it does not become so."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f"{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@contextmanager
def _on_disk(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Problem(f"cannot write {target}: {error.strerror}", "give the state folder room and try again") from error


def _little(numbers: array[int]) -> bytes:
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()
