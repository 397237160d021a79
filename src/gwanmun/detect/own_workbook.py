"""The sheets of an Excel workbook (ECMA-376 part 1, SpreadsheetML) row by row: only its shared strings stay in memory.

`unpack.xlsx` gives a message's workbook with a place for every cell, within the limits that a message has; a customer
list of a hundred thousand rows is beyond those.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple
from xml.parsers import expat

from gwanmun.detect.own_walk import Cell, Walk
from gwanmun.errors import Problem
from gwanmun.unpack.xlsx import SHEET, STRINGS, STYLES
from gwanmun.unpack.xlsx_cells import INLINE, NUMBER, SHARED, column
from gwanmun.unpack.xlsx_formats import formats, shown

Rows = Iterator[list[str]]
WIDEST = 1024
"""Columns of a sheet that are read."""

_MOST_SHARED = 1 << 28
_MOST_STYLES = 1 << 24
_HINT = "open it in Excel, save it as CSV in UTF-8, and try again"
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, expat.ExpatError)


class Strings:
    """The shared strings, packed: a list of a million of them would need five times as much."""

    def __init__(self) -> None:
        self._data, self._ends = bytearray(), array("Q", [0])

    def add(self, text: str) -> None:
        self._data += text.encode("utf-8", "replace")
        self._ends.append(len(self._data))

    def __getitem__(self, number: int) -> str:
        """That with this number; "" when there is none."""
        if not 0 <= number < len(self._ends) - 1:
            return ""
        return self._data[self._ends[number] : self._ends[number + 1]].decode()

    @property
    def size(self) -> int:
        return len(self._data)


class Book(NamedTuple):
    """What the cells of all sheets refer to."""

    strings: Strings
    formats: list[str]


def sheets(path: Path) -> list[tuple[str, Callable[[], Rows]]]:
    """Name of the part and rows of every sheet, in the order of their numbers. `Problem` when the file has none."""
    with _opened(path) as archive:
        names = sorted((name for name in archive.namelist() if SHEET.fullmatch(name)), key=_number)
        if not names:
            raise Problem(f"{path} is no Excel workbook", "give CSV, TSV or XLSX")
        styles = _part(archive, STYLES)
        book = Book(_strings(archive, path), formats(styles))
    return [(name.rpartition("/")[2].removesuffix(".xml"), partial(_rows, path, name, book)) for name in names]


def _number(name: str) -> tuple[int, str]:
    """`sheet10.xml` comes after `sheet9.xml`."""
    digits = re.search(r"\d{1,9}", name.rpartition("/")[2])
    return int(digits.group()) if digits else 0, name


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except _DAMAGED as error:
        raise Problem(f"{path} is damaged or encrypted", _HINT) from error
    except OSError as error:
        raise Problem(f"cannot read {path}: {error.strerror}", "check the path and its permissions") from error


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    if name not in archive.namelist():
        return b""
    with archive.open(name) as file:
        return file.read(_MOST_STYLES)


def _strings(archive: zipfile.ZipFile, path: Path) -> Strings:
    """The texts of the `si` elements, without their readings in kana (`rPh`)."""
    strings, walk = Strings(), Walk(frozenset({"t"}), "si", aside="rPh")
    if STRINGS in archive.namelist():
        with archive.open(STRINGS) as file:
            for texts in walk.through(file):
                strings.add(texts[0].text if texts else "")
                if strings.size > _MOST_SHARED:
                    raise Problem(f"{path} holds more text than is kept in memory", _HINT)
    return strings


def _rows(path: Path, name: str, book: Book) -> Rows:
    with _opened(path) as archive, archive.open(name) as file:
        for cells in Walk(frozenset({"v", "t"}), "row", each="c", aside="rPh").through(file):
            yield _placed(cells, book)


def _placed(cells: list[Cell], book: Book) -> list[str]:
    row: list[str] = []
    for cell in cells:
        at = column(cell.reference, len(row))
        if at < WIDEST:
            row += [""] * (at + 1 - len(row))
            row[at] = _text(cell, book)
    return row


def _text(cell: Cell, book: Book) -> str:
    """What a person sees; "" for truth values and errors."""
    if cell.type == SHARED:
        return book.strings[int(cell.text)] if re.fullmatch(r"\d{1,9}", cell.text) else ""
    if cell.type in INLINE:
        return cell.text
    style = int(cell.style) if re.fullmatch(r"\d{1,6}", cell.style) else 0
    meaning = book.formats[style] if style < len(book.formats) else ""
    return shown(cell.text, meaning) if cell.type in NUMBER and cell.text else ""
