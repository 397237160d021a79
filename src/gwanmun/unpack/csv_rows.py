"""The rows of a CSV text (RFC 4180): cell by cell with their places, and, much faster, row by row without."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_LONE_RETURN = re.compile(r"\r(?!\n)")


class Field(NamedTuple):
    """A cell as written: row and column from 0, where it stands, and whether in quotes."""

    row: int
    column: int
    start: int
    end: int
    quoted: bool


@lru_cache(16)
def _cell(mark: str) -> re.Pattern[str]:
    return re.compile(rf'"((?:[^"]|"")*+)(?:"|\Z)([^{re.escape(mark)}\r\n]*)|[^{re.escape(mark)}\r\n]*+')


def fields(text: str, mark: str, at: int = 0, row: int = 0) -> Iterator[Field]:
    """Every cell in order; a quote that is not closed ends with the text."""
    cell, column, size = _cell(mark), 0, len(text)
    while at < size:
        match = cell.match(text, at)
        assert match is not None
        quoted = match.group(1) is not None and not match.group(2)
        yield Field(row, column, *(match.span(1) if quoted else match.span()), quoted)
        at = match.end()
        if at < size and text[at] == mark:
            at, column = at + 1, column + 1
            if at == size:
                yield Field(row, column, at, at, False)
        else:
            at += 2 if text.startswith("\r\n", at) else 1
            row, column = row + 1, 0


def value(text: str, field: Field) -> str:
    raw = text[field.start : field.end]
    return raw.replace('""', '"') if field.quoted else raw


def rows(text: str, mark: str) -> Iterator[tuple[int, list[str]]]:
    """Where each row begins and the values of its cells: those that `fields` gives, a row at a time."""
    at, size, lone = 0, len(text), _LONE_RETURN.search(text) is not None
    between, quotes, ends = f'"{mark}"', '"' in text, "\r" in text
    while at < size:
        end = text.find("\n", at)
        end = size if end < 0 else end
        line = text[at : end - 1] if ends and text[end - 1 : end + 1] == "\r\n" else text[at:end]
        if lone or (quotes and '"' in line):
            cells = None if lone else _all_quoted(line, between)
            if cells is None:
                cells, end = _exactly(text, mark, at)
        else:
            cells = line.split(mark)
        yield at, cells
        at = end + 1


def _all_quoted(line: str, between: str) -> list[str] | None:
    """The cells of a line in which each is in quotes and holds none."""
    cells = line[1:-1].split(between)
    simple = len(line) > 1 and line[0] == line[-1] == '"' and line.count('"') == 2 * len(cells)
    return cells if simple else None


def _exactly(text: str, mark: str, at: int) -> tuple[list[str], int]:
    """The cells of one row, and its last character."""
    cells: list[str] = []
    end = at
    for field in fields(text, mark, at):
        if field.row:
            return cells, field_start(text, field) - 1
        cells.append(value(text, field))
        end = field.end
    return cells, max(end, len(text))


def field_start(text: str, field: Field) -> int:
    """Where the writing of a cell begins: before its quote."""
    return field.start - field.quoted
