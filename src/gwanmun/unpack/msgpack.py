"""MessagePack (the specification at msgpack.org), recognised by its shape when it is not declared."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

from gwanmun.unpack import cost
from gwanmun.unpack.nested import open_field
from gwanmun.unpack.path import KEY, Layer, Step, member, shown
from gwanmun.unpack.sink import Sink, Steps
from gwanmun.unpack.text import is_text

MSGPACK = Layer("msgpack:")
DEPTH, VALUES = 64, 200_000
_NUMBERS = {0xCA: ">f", 0xCB: ">d", 0xCC: ">B", 0xCD: ">H", 0xCE: ">L", 0xCF: ">Q"} | {
    0xD0: ">b",
    0xD1: ">h",
    0xD2: ">l",
    0xD3: ">q",
}
_SIZES = {0xC4: 1, 0xC5: 2, 0xC6: 4, 0xC7: 1, 0xC8: 2, 0xC9: 4, 0xD9: 1, 0xDA: 2, 0xDB: 4, 0xDC: 2, 0xDD: 4}
_SIZES |= {0xDE: 2, 0xDF: 4}
_BYTES, _EXTENSION, _TEXT, _LIST, _MAP = range(5)
_MEANS = {0xC4: _BYTES, 0xC5: _BYTES, 0xC6: _BYTES, 0xC7: _EXTENSION, 0xC8: _EXTENSION, 0xC9: _EXTENSION} | {
    0xD9: _TEXT,
    0xDA: _TEXT,
    0xDB: _TEXT,
    0xDC: _LIST,
    0xDD: _LIST,
    0xDE: _MAP,
    0xDF: _MAP,
}


class _NotThisError(Exception):
    """The bytes are no MessagePack, or more than is read."""


class Map(list[tuple[Any, Any]]):
    """The pairs of a map in order; a key may stand in it twice."""


def read(data: bytes, steps: Steps, sink: Sink) -> bool:
    """Leaves of a map or list that takes up all of the bytes and holds a text; False, with nothing read, else."""
    if not data or not (0x80 <= data[0] <= 0x9F or 0xDC <= data[0] <= 0xDF):
        return False
    decoder = _Decoder(data, min(VALUES, sink.work // cost.TOKEN))
    try:
        root = decoder.value(0)
    except (_NotThisError, struct.error, IndexError, UnicodeDecodeError):
        if decoder.count > decoder.most:
            sink.say_once(f"MessagePack: more than {decoder.most} values, if it is that: not read as such")
        return False
    finally:
        sink.work -= cost.TOKEN * min(decoder.count, decoder.most)
    if decoder.at != len(data) or not decoder.texts:
        return False
    _emit(root, (*steps, MSGPACK), sink)
    return True


class _Decoder:
    """Reads one value after the other; every count is bounded by the bytes that are left."""

    def __init__(self, data: bytes, most: int) -> None:
        self.data, self.most = data, most
        self.at = self.count = self.texts = 0

    def value(self, depth: int) -> Any:
        self.count += 1
        if depth > DEPTH or self.count > self.most:
            raise _NotThisError
        first = self.data[self.at]
        self.at += 1
        if first < 0x80 or first >= 0xE0:
            return first if first < 0x80 else first - 256
        if first < 0xC0:
            return self._small(first, depth)
        if first in _NUMBERS:
            return self._number(_NUMBERS[first])
        return self._long(first, depth)

    def _small(self, first: int, depth: int) -> Any:
        if first < 0x90:
            return self._map(first & 0x0F, depth)
        return self._list(first & 0x0F, depth) if first < 0xA0 else self._text(first & 0x1F)

    def _number(self, layout: str) -> Any:
        (number,) = struct.unpack_from(layout, self.data, self.at)
        self.at += struct.calcsize(layout)
        return number

    def _long(self, first: int, depth: int) -> Any:
        if first in {0xC0, 0xC2, 0xC3}:
            return None
        if 0xD4 <= first <= 0xD8:
            return self._take(1 + (1 << (first - 0xD4))) and None
        if first not in _SIZES:
            raise _NotThisError
        size = int.from_bytes(self._take(_SIZES[first]), "big")
        return self._sized(_MEANS[first], size, depth)

    def _sized(self, means: int, size: int, depth: int) -> Any:
        if means == _MAP:
            return self._map(size, depth)
        if means == _LIST:
            return self._list(size, depth)
        if means == _TEXT:
            return self._text(size)
        return self._take(size) if means == _BYTES else self._take(size + 1) and None

    def _take(self, size: int) -> bytes:
        if size > len(self.data) - self.at:
            raise _NotThisError
        self.at += size
        return self.data[self.at - size : self.at]

    def _text(self, size: int) -> str:
        text = self._take(size).decode()
        if not is_text(text):
            raise _NotThisError
        self.texts += len(text) > 1
        return text

    def _map(self, size: int, depth: int) -> Map:
        if 2 * size > len(self.data) - self.at:
            raise _NotThisError
        return Map((self._key(depth), self.value(depth + 1)) for _ in range(size))

    def _key(self, depth: int) -> Any:
        key = self.value(depth + 1)
        if not isinstance(key, str | int):
            raise _NotThisError
        return key

    def _list(self, size: int, depth: int) -> list[Any]:
        if size > len(self.data) - self.at:
            raise _NotThisError
        return [self.value(depth + 1) for _ in range(size)]


def _emit(value: Any, steps: Steps, sink: Sink) -> None:
    if isinstance(value, str):
        sink.text(value, steps)
    elif isinstance(value, int | float):
        sink.number(repr(value), steps)
    elif isinstance(value, bytes):
        open_field(value, steps, sink)
    else:
        for step, inner in _items(value, steps, sink):
            _emit(inner, (*steps, step), sink)


def _items(value: Any, steps: Steps, sink: Sink) -> Iterator[tuple[Step, Any]]:
    """A name that may be a value is a leaf of its own; a name that stands twice is followed by its position."""
    if not isinstance(value, Map):
        yield from enumerate(value or ())
        return
    seen: set[Any] = set()
    for index, (key, inner) in enumerate(value):
        name = str(key)
        if shown(name) and name not in seen:
            yield name, inner
        else:
            sink.plain(name, (*steps, member(name, index), KEY))
            yield member(name, index), inner
        seen.add(name)
