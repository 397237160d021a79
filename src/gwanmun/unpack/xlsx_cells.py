"""The cells of a worksheet (ECMA-376 part 1, section 18.3.1): what is written in each, and where."""

from __future__ import annotations

from typing import NamedTuple
from xml.parsers import expat

from gwanmun.unpack.markup import EVENTS, Piece, local, utf8
from gwanmun.unpack.table import WIDEST

SHARED, INLINE, NUMBER = "s", frozenset({"inlineStr", "str", "d"}), frozenset({"n", ""})
_TAGS = frozenset({"v", "t", "f"})


class Cell(NamedTuple):
    """A cell: row and column from 0, type (`s` shared string, `n` or "" number, …), number format, the pieces of its
    value and of its formula, and the byte where its element begins."""

    row: int
    column: int
    type: str
    style: int
    value: list[Piece]
    formula: list[Piece]
    at: int

    @property
    def raw(self) -> str:
        return "".join([piece.text for piece in self.value])


class Sheet(NamedTuple):
    """`why` says what is missing ("" when nothing is); `utf8` is False when `source` is not as it was written."""

    cells: list[Cell]
    source: bytes
    why: str
    events: int
    utf8: bool


class _StopError(Exception):
    """Not read further."""


def read(data: bytes) -> Sheet:
    """The cells that hold something, in order; never raises."""
    source = utf8(data)
    walk = _Walk()
    why = walk.run(source)
    return Sheet(walk.cells, source, why, walk.events, source is data)


class _Walk:
    """Collects cells while expat goes through a sheet. Rows and cells may leave out their references."""

    def __init__(self) -> None:
        self.cells: list[Cell] = []
        self.events, self.row, self.column = 0, -1, -1
        self.head = ("", 0, 0)
        self.value: list[Piece] = []
        self.formula: list[Piece] = []
        self.into: list[Piece] | None = None
        self.names: dict[str, str] = {}
        self.parser = expat.ParserCreate("UTF-8")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._doctype

    def run(self, source: bytes) -> str:
        try:
            self.parser.Parse(source, True)
        except expat.ExpatError:
            return "damaged XML, read up to there"
        except _StopError as stop:
            return str(stop)
        return ""

    def _doctype(self, *_: object) -> None:
        raise _StopError("XML with a document type is not read")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.events += 1
        tag = self.names.get(name)
        if tag is None:
            tag = self.names[name] = local(name)
        if tag == "c":
            self._cell(attributes)
        elif tag in _TAGS:
            self.into = self.formula if tag == "f" else self.value
            self.parser.CharacterDataHandler = self._characters
        elif tag == "row":
            self._begin_row(attributes)

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self.row, self.column = _number(attributes.get("r", ""), self.row + 2) - 1, -1

    def _cell(self, attributes: dict[str, str]) -> None:
        if self.events > EVENTS:
            raise _StopError(f"more than {EVENTS} elements, read up to there")
        self.column = column(attributes.get("r", ""), self.column + 1)
        kind, style = attributes.get("t", ""), _number(attributes.get("s", ""), 0)
        self.head = (kind, style, self.parser.CurrentByteIndex)
        self.value, self.formula = [], []

    def _characters(self, text: str) -> None:
        if self.into is not None:
            self.into.append(Piece(text, self.parser.CurrentByteIndex))

    def _end(self, name: str) -> None:
        tag = self.names[name]
        if tag in _TAGS:
            self.into = self.parser.CharacterDataHandler = None
        elif tag == "c" and (self.value or self.formula):
            kind, style, at = self.head
            self.cells.append(Cell(self.row, self.column, kind, style, self.value, self.formula, at))


def column(reference: str, otherwise: int) -> int:
    """`C12` -> 2."""
    number = 0
    for letter in reference[:3]:
        if not "A" <= letter <= "Z":
            break
        number = number * 26 + ord(letter) - 64
    return number - 1 if 0 < number <= WIDEST else otherwise


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else otherwise
