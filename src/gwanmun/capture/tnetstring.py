"""Typed netstrings, the format of mitmproxy's dumps: `LENGTH:DATA` and one character for the type of the data.

`,` bytes, `;` UTF-8 text, `#` integer, `^` float, `!` boolean, `~` null, `]` list, `}` dictionary. The length of a
value is known before its data, so that a stream is cut into values without looking inside. Source: the tnetstrings
specification (tnetstrings.info); `;` is mitmproxy's addition.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal

MAX_VALUE = 256 << 20
"""Bytes of one value that is read; a larger one is passed over."""
MAX_DEPTH = 32
MAX_PARTS = 1_000_000
"""Values inside one value: each costs some dozen bytes of memory and may cost three in the file."""

_PREFIX = re.compile(rb"([0-9]{1,12}):")
_NUMBER = 32
"""Digits of a number: a double needs 24 at most."""


class Frames:
    """Fed with chunks it gives each value of the stream as its data and type; None stands for one that is too large."""

    def __init__(self, limit: int = MAX_VALUE) -> None:
        self._limit = limit
        self._buffer = bytearray()
        self._skip = 0
        self._state: Literal["reading", "broken"] = "reading"

    def feed(self, chunk: bytes) -> Iterator[bytes | None]:
        if self._state == "broken":
            return
        passed = min(self._skip, len(chunk))
        self._skip -= passed
        self._buffer += chunk[passed:]
        while not self._skip and self._buffer and (match := self._prefix()):
            whole = match.end() + int(match[1]) + 1
            if int(match[1]) > self._limit:
                self._skip = max(0, whole - len(self._buffer))
                del self._buffer[:whole]
                yield None
            elif len(self._buffer) < whole:
                return
            else:
                value = bytes(self._buffer[match.end() : whole])
                del self._buffer[:whole]
                yield value

    def _prefix(self) -> re.Match[bytes] | None:
        """The length of the value that comes next; None when it is not complete, or none."""
        head = bytes(self._buffer[:13])
        match = _PREFIX.match(head)
        if match is None and not (head.isdigit() and len(head) < 13):
            self._state = "broken"
            self._buffer.clear()
        return match

    def loss(self) -> str:
        """What could not be read, "" when the stream ended with a whole value. Call it after the last chunk."""
        if self._state == "broken":
            return "what follows is no typed netstring: it was not read"
        return "the file is cut off inside a flow" if self._buffer or self._skip else ""


def value(frame: bytes) -> Any:
    """The value of one frame, keys of dictionaries as text; ValueError when it is not well formed or too large."""
    return _Parser(frame).whole()


class _Parser:
    def __init__(self, frame: bytes) -> None:
        self._data = frame
        self._parts = 0

    def whole(self) -> Any:
        return self._value(0, len(self._data) - 1, self._data[-1:], 0)

    def _value(self, start: int, end: int, sign: bytes, depth: int) -> Any:
        if sign in _SCALARS:
            return _SCALARS[sign](self._data[start:end])
        if sign not in (b"]", b"}") or depth >= MAX_DEPTH:
            raise ValueError("a type that is not known, or too deep")
        values = self._inside(start, end, depth + 1)
        if sign == b"]":
            return list(values)
        return {_key(name): found for name, found in zip(values, values, strict=True)}

    def _inside(self, at: int, end: int, depth: int) -> Iterator[Any]:
        while at < end:
            match = _PREFIX.match(self._data, at, end)
            stop = match.end() + int(match[1]) if match else end
            self._parts += 1
            if match is None or stop >= end or self._parts > MAX_PARTS:
                raise ValueError("lengths that do not add up, or too many values")
            yield self._value(match.end(), stop, self._data[stop : stop + 1], depth)
            at = stop + 1


def _key(name: object) -> str:
    if isinstance(name, bytes):
        return name.decode("utf-8", "replace")
    if isinstance(name, str):
        return name
    raise ValueError("a key that is no text")


def _number(data: bytes, made: Callable[[bytes], float]) -> float:
    if len(data) > _NUMBER:
        raise ValueError("a number that is too long")
    return made(data)


def _boolean(data: bytes) -> bool:
    if data not in (b"true", b"false"):
        raise ValueError("neither true nor false")
    return data == b"true"


def _null(data: bytes) -> None:
    if data:
        raise ValueError("null with data")


_SCALARS: Mapping[bytes, Callable[[bytes], Any]] = {
    b",": bytes,
    b";": lambda data: data.decode("utf-8", "replace"),
    b"#": lambda data: _number(data, int),
    b"^": lambda data: _number(data, float),
    b"!": _boolean,
    b"~": _null,
}
