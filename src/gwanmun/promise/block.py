"""A document: its text, and the blocks that stand in it as spans of code points."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Kind = Literal["heading", "text", "item", "table"]


class Span(NamedTuple):
    """Code points `start` to `end` (exclusive) of a document's text."""

    start: int
    end: int


Row = tuple[Span, ...]


class Block(NamedTuple):
    """A heading (`level` 1 to 9), a line of text, a list item (`level` its depth), or a table of cells by rows.

    A table is a full grid: a cell that spans rows or columns stands in each place it covers. `strong` is text that is
    bold throughout; `head` tells how many rows of a table are marked as its header.
    """

    kind: Kind
    start: int
    end: int
    level: int = 0
    strong: bool = False
    rows: tuple[Row, ...] = ()
    head: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """What was read of a file: `why` is "" or says what could not be read."""

    text: str
    blocks: tuple[Block, ...]
    why: str = ""

    def of(self, span: Block | Span) -> str:
        return self.text[span.start : span.end]


_SPACE = re.compile(r"[ \t\r\f\v\u00a0\u2000-\u200a\u202f\u3000]+")
_UNSEEN = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad\x00-\x08\x0e-\x1f]")


def tidy(text: str) -> str:
    """One space for any run of blanks, none at the ends of lines, no character that is not seen."""
    lines = _SPACE.sub(" ", _UNSEEN.sub("", text)).split("\n")
    return "\n".join(line for each in lines if (line := each.strip()))


@dataclass(slots=True)
class Builder:
    """Writes the text and notes where each block stands. Blocks are lines; the cells of a row stand between tabs."""

    pieces: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    size: int = 0

    def write(self, text: str, end: str = "\n") -> Span:
        span = Span(self.size, self.size + len(text))
        self.pieces.append(text + end)
        self.size = span.end + len(end)
        return span

    def line(self, kind: Kind, text: str, level: int = 0, strong: bool = False) -> None:
        """A block for each line of `text`; nothing for an empty one."""
        for each in tidy(text).split("\n"):
            if each:
                self.blocks.append(Block(kind, *self.write(each), level, strong))

    def table(self, grid: list[list[int]], cells: list[str], head: int = 0) -> None:
        """`grid` holds for each row the numbers of its cells in `cells`; -1 is a place that nothing covers."""
        start, placed, rows = self.size, dict[int, Span](), list[Row]()
        for numbers in grid:
            rows.append(tuple(self._cell(number, cells, placed) for number in numbers))
            self.write("")
        if any(cell.start < cell.end for row in rows for cell in row):
            self.blocks.append(Block("table", start, self.size, rows=tuple(rows), head=head))

    def _cell(self, number: int, cells: list[str], placed: dict[int, Span]) -> Span:
        if number < 0:
            return Span(self.size, self.size)
        if number not in placed:
            placed[number] = self.write(tidy(cells[number]), "\t")
        return placed[number]

    def document(self, why: str = "") -> Document:
        return Document("".join(self.pieces), tuple(self.blocks), why)
