"""Walks through an XML part of a workbook as it is unpacked: the texts of its cells, row by row."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import IO, NamedTuple
from xml.parsers import expat

_CHUNK = 1 << 16


class Cell(NamedTuple):
    """What stands in an element: its reference, type and style (`r`, `t`, `s`), and its text."""

    reference: str
    type: str
    style: str
    text: str


class Walk:
    """Collects the texts of `tags` within each `each` (else within the whole) of every `whole`, as they pass."""

    def __init__(self, tags: frozenset[str], whole: str, each: str = "", aside: str = "") -> None:
        self._tags, self._whole, self._each, self._aside = tags, whole, each or whole, aside
        self._done: list[list[Cell]] = []
        self._cells: list[Cell] = []
        self._attributes: dict[str, str] = {}
        self._pieces: list[str] = []
        self._within = False
        self._beside = 0

    def through(self, file: IO[bytes]) -> Iterator[list[Cell]]:
        """The cells of one whole after the other. `ExpatError` and `BadZipFile` where it is damaged."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = _refuse  # no workbook has one: entities would unpack without bound
        while chunk := file.read(_CHUNK):
            parser.Parse(chunk)
            yield from self._taken()
        parser.Parse(b"", True)
        yield from self._taken()

    def _taken(self) -> list[list[Cell]]:
        done, self._done = self._done, []
        return done

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        self._beside += tag == self._aside
        self._within = tag in self._tags and not self._beside
        if tag == self._whole:
            self._cells = []
        if tag == self._each:
            self._attributes, self._pieces = attributes, []

    def _characters(self, text: str) -> None:
        if self._within:
            self._pieces.append(text)

    def _end(self, name: str) -> None:
        tag = name.rpartition(":")[2]
        self._beside -= tag == self._aside
        self._within = False
        if tag == self._each:
            get = self._attributes.get
            self._cells.append(Cell(get("r", ""), get("t", ""), get("s", ""), "".join(self._pieces)))
        if tag == self._whole:
            self._done.append(self._cells)


def _refuse(*_: object) -> None:
    raise zipfile.BadZipFile("a document type")
