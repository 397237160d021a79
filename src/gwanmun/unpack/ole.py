"""OLE compound files (MS-CFB): their streams, whatever state the file is in."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import Any

import olefile

STREAMS = 1000
"""Streams of one file that are read."""
_FAULTS = (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, struct.error, RecursionError)
"""What olefile raises on damaged files, apart from its own error, which is an OSError."""
_TEXTS = {2: "title", 3: "subject", 4: "author", 5: "keywords", 6: "comments", 8: "lastSavedBy"}
"""Properties of a summary that are texts (MS-OLEPS section 3.1)."""


class Storage:
    """An opened compound file; `names` are the paths of its streams."""

    def __init__(self, file: Any) -> None:
        self._file = file
        listed = _listed(file)
        self.names, self.more = ["/".join(path) for path in listed[:STREAMS]], len(listed) > STREAMS

    def stream(self, name: str) -> bytes | None:
        """The bytes of a stream, None when it is not there or damaged."""
        try:
            return bytes(self._file.openstream(name).read())
        except _FAULTS:
            return None

    def properties(self, name: str) -> Iterator[tuple[str, str]]:
        """The texts of a summary information stream by their meaning."""
        try:
            found = self._file.getproperties(name)
        except _FAULTS:
            return
        for number, key in _TEXTS.items():
            value = found.get(number)
            if isinstance(value, bytes):
                value = value.decode("utf-8", "replace")
            if isinstance(value, str) and value.strip("\0 "):
                yield key, value.strip("\0")


def open_storage(data: bytes) -> Storage | None:
    """None when it is damaged beyond reading; never raises."""
    try:
        return Storage(olefile.OleFileIO(io.BytesIO(data)))
    except _FAULTS:
        return None


def _listed(file: Any) -> list[list[str]]:
    found: list[list[str]] = file.listdir()
    return found
