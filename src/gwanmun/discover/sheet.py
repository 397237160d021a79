"""The first sheet of an Excel workbook as rows of text: what an office keeps its lists in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from gwanmun.errors import Problem
from gwanmun.unpack import markup, xlsx_cells, xlsx_formats
from gwanmun.unpack.xlsx import SHARED_STRINGS, SHEET, STRINGS, STYLES, Book, strings
from gwanmun.unpack.zip_directory import Directory, content, directory

LARGEST = 64 << 20
"""Bytes that one part of the workbook may unpack to."""

WIDEST = 256
"""Columns of a row that are looked at."""


def rows_of_xlsx(data: bytes, path: Path) -> Iterator[list[str]]:
    """Each row that has a cell, cells by column; `Problem` when there is no sheet."""
    found = directory(data)
    sheets = sorted((m.name for m in found.members if SHEET.fullmatch(m.name)), key=_number)
    if not sheets:
        raise Problem(f"{path}: no worksheet in this workbook", "save the list as XLSX or CSV and try again")
    shared = [
        block.text for block in strings(markup.read(_part(data, found, STRINGS) or b"<sst/>", SHARED_STRINGS).blocks)
    ]
    book = Book(shared, xlsx_formats.formats(_part(data, found, STYLES)))
    yield from _rows(xlsx_cells.read(_part(data, found, sheets[0])), book)


def _part(data: bytes, found: Directory, name: str) -> bytes:
    member = next((m for m in found.members if m.name == name), None)
    return content(data, member, LARGEST).data if member else b""


def _number(name: str) -> tuple[int, str]:
    """`sheet10.xml` comes after `sheet9.xml`."""
    digits = re.search(r"\d+", name.rpartition("/")[2])
    return int(digits.group()) if digits else 0, name


def _rows(sheet: xlsx_cells.Sheet, book: Book) -> Iterator[list[str]]:
    row: list[str] = []
    current = -1
    for cell in sheet.cells:
        if cell.row != current:
            if row:
                yield row
            row, current = [], cell.row
        if cell.column < WIDEST:
            row += [""] * (cell.column + 1 - len(row))
            row[cell.column] = book.text(cell)
    if row:
        yield row
