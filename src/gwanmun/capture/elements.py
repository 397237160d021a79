"""Cuts a large JSON document into the elements of one array inside it, in memory bounded by one element.

Only brackets and strings are followed (RFC 8259 sections 2 and 7); whether an element is valid JSON is for its
reader to say, so that one broken element does not cost the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

MAX_ELEMENT = 256 << 20
"""Bytes one element may take; a HAR entry holds a whole body, seldom more than some megabytes."""

_HEAD = re.compile(rb'"((?:[^"\\]++|\\.)*+)(")?|[{}\[\]:]', re.DOTALL)
_TEXT = rb'[^"{}\[\]]++|"(?:[^"\\]++|\\.)*+"'
_FLAT = rb"\{(?:%b)*+\}" % _TEXT
_LIST = rb"\[(?:%b|%b)*+\]" % (_TEXT, _FLAT)
_BETWEEN = re.compile(rb"(?:%b)*+" % _TEXT, re.DOTALL)
_INSIDE = re.compile(rb"(?:%b|%b|%b)*+" % (_TEXT, _FLAT, _LIST), re.DOTALL)
"""Inside an element whole header lists, lists of flat objects, are passed over in one step."""
_SCALAR = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[^\s,]+', re.DOTALL)


class Elements:
    """Fed with chunks it gives each element of the array at `path` as raw bytes; `loss()` says what is missing."""

    def __init__(self, path: tuple[bytes, ...], limit: int = MAX_ELEMENT) -> None:
        self._path = (b"", *path)
        self._limit = limit
        self._buffer = bytearray()
        self._pos = 0
        self._need = 0
        self._trail: list[bytes] = []
        self._text = self._key = b""
        self._depth = 0
        self._state: Literal["head", "array", "done", "over"] = "head"

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        if self._state in {"done", "over"}:
            return
        self._buffer += chunk
        if len(self._buffer) >= self._need:
            yield from self._scan()

    def close(self) -> Iterator[bytes]:
        """The elements held back until more would come."""
        self._need = 0
        yield from self.feed(b"")

    def loss(self) -> str:
        """What could not be read, "" when the array was read to its end. Call it after `close`."""
        if self._state == "over":
            return f"an entry is larger than {self._limit} bytes: it and what follows was not read"
        if self._state == "array":
            return "the file is cut off inside its list of entries"
        return "no list of entries was found" if self._state == "head" else ""

    def _scan(self) -> Iterator[bytes]:
        if self._state == "head":
            self._seek()
        if self._state == "array":
            yield from self._split()
        if len(self._buffer) > self._limit:
            self._state = "over"
            self._buffer.clear()
        # A string that is not complete yet is scanned again from its start: only when twice as much is there.
        self._need = 2 * (len(self._buffer) - self._pos)

    def _seek(self) -> None:
        """Follow keys and brackets up to the array that is asked for."""
        for match in _HEAD.finditer(bytes(self._buffer), self._pos):
            token = match[0][:1]
            if token == b'"' and match[2] is None:
                break
            self._pos = match.end()
            if self._step(token, match[1]):
                self._state = "array"
                break
        del self._buffer[: self._pos]
        self._pos = 0

    def _step(self, token: bytes, string: bytes | None) -> bool:
        if token == b'"':
            self._text = string or b""
        elif token == b":":
            self._key = self._text
        elif token in b"{[":
            self._trail.append(self._key)
            self._key = b""
            return token == b"[" and tuple(self._trail) == self._path
        elif self._trail:
            self._trail.pop()
        return False

    def _split(self) -> Iterator[bytes]:
        while (bracket := self._bracket()) and self._state == "array":
            if bracket in b"{[":
                if self._depth == 0:
                    yield from _SCALAR.findall(self._cut(self._pos - 1))
                self._depth += 1
            elif self._depth == 0:
                yield from _SCALAR.findall(self._cut(self._pos - 1))
                self._state = "done"
            else:
                self._depth -= 1
                if self._depth == 0:
                    yield self._cut(self._pos)

    def _bracket(self) -> bytes:
        """Go behind the next bracket that opens or closes something here; b"" when there is none yet."""
        match = (_INSIDE if self._depth else _BETWEEN).match(self._buffer, self._pos)
        self._pos = match.end() if match else self._pos
        del match  # it would hold the buffer, and a held bytearray cannot shrink
        found = bytes(self._buffer[self._pos : self._pos + 1])
        if found in b'"':
            return b""
        self._pos += 1
        return found

    def _cut(self, end: int) -> bytes:
        """Take what stands before `end` off the buffer."""
        cut = bytes(self._buffer[:end])
        del self._buffer[:end]
        self._pos -= end
        return cut
