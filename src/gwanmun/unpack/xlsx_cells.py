"""The cells of a worksheet (ECMA-376 part 1, section 18.3.1): what is written in each, and where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from xml.parsers import expat

from gwanmun.unpack import cost
from gwanmun.unpack.markup import EVENTS, Piece, local, parse, utf8
from gwanmun.unpack.table import WIDEST

SHARED, INLINE, NUMBER = "s", frozenset({"inlineStr", "str", "d"}), frozenset({"n", ""})
_TAGS = frozenset({"v", "t", "f"})


class Cell(NamedTuple):
    """A cell: row and column from 0, type (`s` shared string, `n` or "" number, …), number format, value and formula as
    written; and, where a parser found it, the pieces of its value and the byte where its element begins."""

    row: int
    column: int
    type: str
    style: int
    raw: str
    formula: str
    value: Sequence[Piece] = ()
    at: int = -1


class Sheet(NamedTuple):
    """`why` says what is missing ("" when nothing is), `work` what it took; `utf8` is False when `source` is not as it
    was written, `names` are those of all elements that a parser went through."""

    cells: list[Cell]
    source: bytes
    why: str
    work: int
    utf8: bool
    names: frozenset[str] = frozenset()


class _StopError(Exception):
    """Not read further."""


def read(data: bytes, most: int = cost.ELEMENT * EVENTS) -> Sheet:
    """The cells that hold something, in order, as far as `most` units of work go; never raises.

    A row and a run of characters are one event, a cell is two, and two more when it holds something.
    """
    source = utf8(data)
    walk = _Walk(min(most // cost.ELEMENT, EVENTS))
    why = walk.run(source)
    return Sheet(walk.cells, source, why, cost.ELEMENT * walk.events, source is data, frozenset(walk.names.values()))


class _Walk:
    """Collects cells while expat goes through a sheet. Rows and cells may leave out their references."""

    def __init__(self, most: int) -> None:
        self.most = most
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
            parse(self.parser, source)
        except expat.ExpatError:
            return "damaged XML, read up to there"
        except _StopError as stop:
            return str(stop)
        return ""

    def _doctype(self, *_: object) -> None:
        raise _StopError("XML with a document type is not read")

    def _count(self, events: int) -> None:
        self.events += events
        if self.events > self.most:
            raise _StopError(f"more than {self.most} elements and texts, read up to there")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._count(1)
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
        self._count(1)
        self.column = column(attributes.get("r", ""), self.column + 1)
        kind, style = attributes.get("t", ""), _number(attributes.get("s", ""), 0)
        self.head = (kind, style, self.parser.CurrentByteIndex)
        self.value, self.formula = [], []

    def _characters(self, text: str) -> None:
        self._count(1)
        if self.into is not None:
            self.into.append(Piece(text, self.parser.CurrentByteIndex))

    def _end(self, name: str) -> None:
        tag = self.names[name]
        if tag in _TAGS:
            self.into = self.parser.CharacterDataHandler = None
        elif tag == "c" and (self.value or self.formula):
            self._count(2)
            kind, style, at = self.head
            raw, formula = ("".join([piece.text for piece in pieces]) for pieces in (self.value, self.formula))
            self.cells.append(Cell(self.row, self.column, kind, style, raw, formula, self.value, at))


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
