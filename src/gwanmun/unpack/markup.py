"""XML documents made of paragraphs: their texts in order, each character with the byte it came from.

Word, PowerPoint, Hangul (HWPX) and OpenDocument files differ in the names of their elements only; `Rules` hold those.
No document type is read, so no document brings entities of its own and nothing is fetched; `EVENTS` bounds the work.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple
from xml.parsers import expat

from gwanmun.unpack.markup_rules import ASIDE, BLOCK, CELL, MARK, NAMED, ROW, SPAN, TABLE, TEXT, Rules
from gwanmun.unpack.path import Layer, Step, named
from gwanmun.unpack.table import Table
from gwanmun.unpack.text import decode

EVENTS, TABLES = 4_000_000, 5_000
"""Events and tables in one XML text, however much work there is; more are not read."""


_BITE = 1 << 16


class Piece(NamedTuple):
    """Characters and the byte where they are written; -1 when no characters stand for them (a tab, a line break).

    `name` is set for an attribute's value: then `at` is where its element begins.
    """

    text: str
    at: int
    name: str = ""


class Block(NamedTuple):
    """A paragraph, and its place relative to the document."""

    steps: tuple[Step, ...]
    pieces: list[Piece]
    element: str = ""

    @property
    def text(self) -> str:
        return "".join([piece.text for piece in self.pieces])


class _StopError(Exception):
    """Not read further; the text says why and names no content."""


@dataclass(frozen=True, slots=True)
class Marked:
    """The paragraphs of a document, its bytes in UTF-8, and why that is not all of it ("" when it is)."""

    blocks: list[Block]
    source: bytes
    why: str = ""
    utf8: bool = True
    events: int = 0


def read(data: bytes, rules: Rules, most: int = EVENTS) -> Marked:
    """The paragraphs of an XML document, as far as `most` events go (see `_Walk.count`); never raises."""
    source = utf8(data)
    walk = _Walk(rules, min(most, EVENTS))
    why = walk.run(source)
    return Marked(walk.found, source, why, source is data, walk.events)


def parse(parser: expat.XMLParserType, source: bytes) -> None:
    """Parse in bites: expat goes through all it was given, even when a handler has raised long before."""
    for at in range(0, len(source), _BITE):
        parser.Parse(source[at : at + _BITE], False)
    parser.Parse(b"", True)


def utf8(data: bytes) -> bytes:
    """XML in UTF-8, whatever it was written in; the same object when it was that."""
    decoded = decode(data)
    return data if decoded.codec == "utf-8" else decoded.text.encode()


class _Walk:
    """Collects paragraphs while expat goes through a document."""

    def __init__(self, rules: Rules, most: int) -> None:
        self.most = most
        self.rules, self.found = rules, []  # type: Rules, list[Block]
        self.open: list[tuple[str, Layer, list[Piece]]] = []
        self.tables: list[Table[Block]] = []
        self.counted = self.numbered = self.reading = self.events = self.aside = 0
        self.known: dict[str, tuple[int, str]] = {}
        self.parser = expat.ParserCreate("UTF-8")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._doctype

    def run(self, source: bytes) -> str:
        why = ""
        try:
            parse(self.parser, source)
        except expat.ExpatError:
            why = "damaged XML, read up to there"
        except _StopError as stop:
            why = str(stop)
        while self.open:
            self._close()
        while self.tables:
            self._end_table()
        return why

    def _doctype(self, *_: object) -> None:
        raise _StopError("XML with a document type is not read")

    def count(self, events: int) -> None:
        """An element is one event, a run of characters another, a paragraph and an attribute that is read are four,
        a table ten more."""
        self.events += events
        if self.events > self.most:
            raise _StopError(f"more than {self.most} elements and texts, read up to there")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.count(1)
        role, tag = self.known.get(name) or self._learn(name)
        if role:
            self._enter(role, tag, attributes)

    def _learn(self, name: str) -> tuple[int, str]:
        self.count(4)
        tag = local(name)
        self.known[name] = found = (self.rules.roles(tag), tag)
        return found

    def _enter(self, role: int, name: str, attributes: dict[str, str]) -> None:
        if role & BLOCK or (role & TEXT and not self.open):
            self._begin(name)
        if role & TEXT:
            self.reading += 1
            self.parser.CharacterDataHandler = self._characters
        self.aside += bool(role & ASIDE)
        if role & MARK and self.open and not self.aside:
            self.open[-1][2].append(Piece(self.rules.marks[name], -1))
        if role & (TABLE | ROW | CELL | SPAN):
            self._enter_table(role, name, attributes)
        if role & NAMED:
            self._attributes(name, attributes)

    def _begin(self, name: str) -> None:
        self.count(4)
        self.open.append((name, Layer(f"#{self.counted}"), []))
        self.counted += 1

    def _enter_table(self, role: int, name: str, attributes: dict[str, str]) -> None:
        if role & TABLE:
            if self.numbered == TABLES:
                raise _StopError(f"more than {TABLES} tables, read up to there")
            self.count(10)
            self.tables.append(Table(Layer(f"table{self.numbered}:")))
            self.numbered += 1
        if self.tables and role & ROW:
            self.tables[-1].begin_row()
        if self.tables and role & CELL:
            self.tables[-1].begin_cell()
        if self.tables and role & SPAN:
            wanted = self.rules.spans[name]
            width = next((value for key, value in attributes.items() if local(key) == wanted), "1")
            self.tables[-1].widen(width)

    def _attributes(self, name: str, attributes: dict[str, str]) -> None:
        for key, value in attributes.items():
            if value and self.rules.wants(name, local(key)) and not key.startswith("xmlns"):
                self.count(4)
                steps = (Layer(f"#{self.counted}"), named(local(key), 0))
                self.found.append(Block(steps, [Piece(value, self.parser.CurrentByteIndex, key)], name))
                self.counted += 1

    def _characters(self, text: str) -> None:
        self.count(1)
        if self.open:
            self.open[-1][2].append(Piece(text, self.parser.CurrentByteIndex))

    def _end(self, name: str) -> None:
        role, tag = self.known[name]
        if not role:
            return
        self.aside -= bool(role & ASIDE)
        if role & TEXT:
            self.reading -= 1
            if not self.reading:
                self.parser.CharacterDataHandler = None
        if self.open and self.open[-1][0] == tag:
            self._close()
        if role & (TABLE | CELL) and self.tables:
            self._leave_table(role)

    def _leave_table(self, role: int) -> None:
        if role & CELL:
            self.tables[-1].in_cell = False
        elif role & TABLE:
            self._end_table()

    def _close(self) -> None:
        name, number, pieces = self.open.pop()
        text = "".join([piece.text for piece in pieces])
        if not text.strip():
            return
        block = Block((number, named(name, 0)) if self.rules.keyed else (number,), pieces, name)
        if self.tables and self.tables[-1].in_cell:
            self.tables[-1].add(text, block)
        else:
            self.found.append(block)

    def _end_table(self) -> None:
        for steps, block in self.tables.pop().cells():
            self.found.append(block._replace(steps=steps))


def local(name: str) -> str:
    """A name without its namespace prefix."""
    return name.rpartition(":")[2]
