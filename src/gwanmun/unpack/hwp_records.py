"""Records of a HWP 5 stream (Hancom, HWP 5.0 file format, revision 1.3): paragraphs, fields, table cells."""

from __future__ import annotations

import re
import struct
from array import array
from collections.abc import Iterator
from sys import byteorder
from typing import NamedTuple

from gwanmun.unpack.path import Layer, Step
from gwanmun.unpack.table import Table
from gwanmun.unpack.text import clean

PARA_TEXT, CTRL_HEADER, LIST_HEADER, TABLE, DISTRIBUTE = 67, 71, 72, 77, 28
RECORDS = 200_000
"""Records in one stream; more are not read."""

_CONTROL = re.compile("[\x00-\x1f]")
_WIDE = re.compile("[\x01-\x09\x0b\x0c\x0e-\x17].{0,7}", re.S)
"""Control characters of eight code units; every other below 32 takes one (section 4.3.2, table 6)."""
_MEANS: dict[int, str | None] = {**dict.fromkeys((0, 13, *range(25, 30))), 24: "-", 30: " ", 31: " "}


class Record(NamedTuple):
    tag: int
    level: int
    data: bytes


class Paragraph(NamedTuple):
    steps: tuple[Step, ...]
    text: str


def records(stream: bytes) -> Iterator[Record]:
    """Tag (10 bits), level (10), size (12; 4095: a longer size follows). Ends where the stream is cut off."""
    at = 0
    while at + 4 <= len(stream):
        (head,) = struct.unpack_from("<L", stream, at)
        size, at = head >> 20, at + 4
        if size == 0xFFF:
            if at + 4 > len(stream):
                return
            (size,) = struct.unpack_from("<L", stream, at)
            at += 4
        yield Record(head & 0x3FF, head >> 10 & 0x3FF, stream[at : at + size])
        at += size


def text(data: bytes) -> str:
    """The characters of a paragraph without its controls."""
    units = data[: len(data) & ~1].decode("utf-16-le", "surrogatepass")
    if not _CONTROL.search(units):
        return clean(units)
    return clean(_without_controls(data[: len(data) & ~1]))


def _without_controls(data: bytes) -> str:
    """Each code unit is one character meanwhile: a control takes eight units, whatever they stand for."""
    units = array("H", data)
    if byteorder == "big":
        units.byteswap()
    singly = array("I", units).tobytes().decode(f"utf-32-{byteorder[0]}e", "surrogatepass")
    kept = _WIDE.sub(lambda control: "\t" if control.group()[0] == "\t" else "", singly).translate(_MEANS)
    return kept.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


class Walk:
    """Turns the records of a section into paragraphs; those in a table get the name of their cell.

    A table is a control `tbl ` with a list of paragraphs for each cell, one level deeper (section 4.3.9.1).
    """

    def __init__(self, most: int = RECORDS) -> None:
        self.most = min(most, RECORDS)
        self.read = 0
        self.found: list[Paragraph] = []
        self.tables: list[tuple[int, int, Table[Paragraph]]] = []
        self.counted = self.numbered = 0
        self.why = ""

    def run(self, stream: bytes) -> list[Paragraph]:
        for count, record in enumerate(records(stream)):
            if count >= self.most:
                self.why = f"more than {self.most} records, read up to there"
                break
            self.read += 1
            self._take(record)
        self._leave(-1)
        return self.found

    def _take(self, record: Record) -> None:
        self._leave(record.level)
        if record.tag == CTRL_HEADER:
            self._control(record)
        elif record.tag == LIST_HEADER and self.tables:
            self._list(record)
        elif record.tag == PARA_TEXT:
            self._paragraph(text(record.data))

    def _leave(self, level: int) -> None:
        """What stands no deeper than a table's control is after the table."""
        while self.tables and level <= self.tables[-1][0]:
            cells = self.tables.pop()[2].cells()
            self.found += [paragraph._replace(steps=steps) for steps, paragraph in cells]

    def _control(self, record: Record) -> None:
        name = record.data[3::-1]
        if name == b"tbl ":
            self.tables.append((record.level, -1, Table(Layer(f"table{self.numbered}:"))))
            self.numbered += 1
        elif name.startswith(b"%") and len(record.data) > 11:
            (size,) = struct.unpack_from("<H", record.data, 9)
            self._paragraph(text(record.data[11 : 11 + 2 * size]))

    def _list(self, record: Record) -> None:
        """A cell says its column and row, and how many columns it takes."""
        level, row, table = self.tables[-1]
        if record.level != level + 1 or len(record.data) < 16:
            return
        column, own, width = struct.unpack_from("<HHH", record.data, 8)
        if own != row:
            table.begin_row()
            self.tables[-1] = (level, own, table)
        table.begin_cell(column)
        table.widen(str(width))

    def _paragraph(self, content: str) -> None:
        if not content.strip():
            return
        paragraph = Paragraph((Layer(f"#{self.counted}"),), content)
        self.counted += 1
        if self.tables and self.tables[-1][2].in_cell:
            self.tables[-1][2].add(content, paragraph)
        else:
            self.found.append(paragraph)
