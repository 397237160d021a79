"""CSV (RFC 4180) and its relatives with `;`, tab or `|`: cells under the header of their column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from gwanmun.unpack.path import Layer, Step
from gwanmun.unpack.sink import Changes, Sink, Steps, Writer, under
from gwanmun.unpack.splice import Splice
from gwanmun.unpack.table import Names, is_header

CSV = Layer("csv:")
CELLS = 400_000
"""Cells that are read as such; what follows is one text."""
_DELIMITERS = ",\t;|"
_LINE = re.compile(r"[^\r\n]*")
_SAMPLE = 8192


class Field(NamedTuple):
    """A cell as written: row and column from 0, where it stands, and whether in quotes."""

    row: int
    column: int
    start: int
    end: int
    quoted: bool


def delimiter(text: str, declared: bool) -> str:
    """What separates the cells of a text that is a table with a header, "" when it is none.

    Undeclared text must have a header of labels and, in its first rows, as many cells in each as in the header.
    """
    sample = text[:_SAMPLE]
    head = _LINE.match(sample.lstrip("\ufeff"))
    line = head.group() if head else ""
    if len(line) < 3 or (not declared and "\n" not in text.rstrip("\r\n") and "\r" not in text.rstrip("\r\n")):
        return ""
    best = max(_DELIMITERS, key=line.count)
    if not line.count(best):
        return ""
    return best if declared or _is_table(sample, best, whole=len(text) <= _SAMPLE) else ""


def _is_table(sample: str, mark: str, whole: bool) -> bool:
    rows: list[list[str]] = []
    for field in fields(sample, mark):
        if field.column == 0:
            if len(rows) == 8:
                break
            rows.append([])
        rows[-1].append(value(sample, field))
    rows = rows if whole or len(rows) == 8 else rows[:-1]
    widths = {len(row) for row in rows}
    return len(rows) > 1 and len(widths) == 1 and len(rows[0]) > 1 and is_header(rows[0]) and all(rows[0])


def fields(text: str, mark: str) -> Iterator[Field]:
    """Every cell in order; a quote that is not closed ends with the text."""
    cell = re.compile(rf'"((?:[^"]|"")*+)(?:"|\Z)([^{re.escape(mark)}\r\n]*)|[^{re.escape(mark)}\r\n]*+')
    at, row, column, size = 0, 0, 0, len(text)
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


def read(text: str, mark: str, steps: Steps, sink: Sink) -> None:
    """A leaf for each cell that holds something, by row and header."""
    place = (*steps, CSV)
    for count, (field, rest) in enumerate(_named(text, mark)):
        if count >= CELLS:
            sink.unread(f"csv: more than {CELLS} cells, the rest is read as text", steps)
            sink.plain(text[field.start :], (*place, Layer("rest:")))
            return
        if field.end > field.start:
            sink.text(value(text, field), (*place, *rest))


def _named(text: str, mark: str) -> Iterator[tuple[Field, tuple[Step, ...]]]:
    """Each cell and the steps to it: its row, and the header of its column or its number."""
    names: Names | None = None
    head: list[tuple[int, str]] = []
    for field in fields(text, mark):
        if field.row == 0:
            head.append((field.column, value(text, field)))
            yield field, (0, field.column)
            continue
        if names is None:
            names = Names(head if is_header([name for _, name in head]) else ())
        yield field, (field.row, *names.of(field.column))


def splices(text: str, mark: str, changes: Changes, writer: Writer) -> list[Splice]:
    """Replacements on the text for changes in its cells; a cell gets quotes when its new text needs them."""
    tree, found = under(changes), []
    if (Layer("rest:"),) in tree:
        raise writer.refuse("a table with too many cells")
    for field, steps in _named(text, mark):
        if inside := tree.get(steps):
            found += _cell(text, field, writer.splice_text(value(text, field), inside, writer), mark)
    return found


def _cell(text: str, field: Field, wanted: list[Splice], mark: str) -> list[Splice]:
    if field.quoted:
        places = _places(text[field.start : field.end], field.start)
        return [(places[start], places[end], new.replace('"', '""')) for start, end, new in wanted]
    if any(sign in new for _, _, new in wanted for sign in (mark, '"', "\n", "\r")):
        raw = [(field.start + start, field.start + end, new.replace('"', '""')) for start, end, new in wanted]
        return [(field.start, field.start, '"'), *raw, (field.end, field.end, '"')]
    return [(field.start + start, field.start + end, new) for start, end, new in wanted]


def _places(raw: str, base: int) -> list[int]:
    """Where each character of a quoted cell begins, a doubled quote being one, and the end."""
    return [base + match.start() for match in re.finditer(r'""|.', raw, re.S)] + [base + len(raw)]
