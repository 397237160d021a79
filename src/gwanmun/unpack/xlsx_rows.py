"""The cells of a worksheet as Excel and its peers write them, found without an XML parser: five times as fast.

A sheet that is written in any other way is left to `xlsx_cells`, whole: what is read here is read alike there.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape

from gwanmun.unpack import cost
from gwanmun.unpack.markup import utf8
from gwanmun.unpack.sink import WORK
from gwanmun.unpack.xlsx_cells import Cell, Sheet, column

_VALUE = r'(?: xml:space="preserve")?>([^<]*+)'
_ATTRIBUTES = r'((?: [A-Za-z:.\d]+="[^"<>&]*+")*+) ?'
_CELL = re.compile(
    rf'\s*+<c(?: r="([A-Z]{{1,3}})\d{{1,7}}")?{_ATTRIBUTES}(?:/>|>(?:<f(?: [^<>]*+)?(?:(?<=/)>|>([^<]*+)</f>))?'
    rf"(?:<v{_VALUE}</v>|<v/>|<is><t{_VALUE}</t></is>)?</c>)"
)
_ROW = re.compile(rf"\s*+<row{_ATTRIBUTES}(/?)>")
_EMPTY = re.compile(r'(?:\s*+<row r="(\d{1,7})"(?: [A-Za-z:.\d]+="[^"<>&]*+")*+ ?(?:/>|></row>))++')
_PLACE = re.compile(r' r="(\d{1,7})"')
_TYPE, _STYLE = re.compile(r' t="([^"]*)"'), re.compile(r' s="(\d{1,6})"')
_ODD = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9A-Fa-f]{1,6});)")
_BEGIN, _END = "<sheetData>", "</sheetData>"


def split(source: str) -> tuple[str, str] | None:
    """The rows of a sheet, and what stands around them; None when only a parser can tell."""
    if "<x:sheetData>" in source:
        source = source.replace("<x:", "<").replace("</x:", "</")
    begin, end = source.find(_BEGIN), source.find(_END)
    if not 0 < begin < end or source.count(_BEGIN) > 1 or source.count(_END) > 1 or "<!" in source:
        return None
    rows = source[begin + len(_BEGIN) : end]
    if "\r" in rows or ("&" in rows and _ODD.search(rows)):
        return None
    return rows, source[:begin] + source[end + len(_END) :]


def read(rows: str, most: int) -> Sheet | None:
    """The cells that hold something, as far as `most` units of work go; None when only a parser can tell."""
    cells: list[Cell] = []
    at, row, work, size = 0, -1, 0, len(rows.rstrip())
    while at < size:
        if empty := _EMPTY.match(rows, at):
            at, row, work = empty.end(), int(empty.group(1)) - 1, work + (empty.end() - at) // 64
            continue
        if not (head := _ROW.match(rows, at)):
            return None
        place = _PLACE.search(head.group(1))
        row = int(place.group(1)) - 1 if place else row + 1
        most_cells = (most - work) // cost.CELL
        end, seen = (head.end(), 0) if head.group(2) else _row(rows, head.end(), row, cells, most_cells)
        if seen < 0:
            return None
        at, work = end, work + cost.ROW + cost.CELL * seen
        if work > most:
            return Sheet(cells, b"", f"{WORK}: what stands from row {row + 1} on is not read", work, False)
    return Sheet(cells, b"", "", work, False)


def _row(rows: str, at: int, row: int, cells: list[Cell], most: int) -> tuple[int, int]:
    """Where a row ends, and how many cells it has, at most one more than `most`; -1 when only a parser can tell."""
    match, add, place, seen = _CELL.match, cells.append, -1, 0
    while found := match(rows, at):
        at, seen = found.end(), seen + 1
        letters, attributes, formula, value, inline = found.groups()
        place = _column(letters) if letters else place + 1
        raw = value or inline
        if raw or formula:
            kind, style = _meant(attributes)
            if style < 0:
                return at, -1
            add(Cell(row, place, kind, style, _plain(raw or ""), _plain(formula or "")))
        if seen > most:
            return at, seen
    end = _ROW_END.match(rows, at)
    return (end.end(), seen) if end else (at, -1)


_ROW_END = re.compile(r"\s*+</row>")


@lru_cache(4096)
def _meant(attributes: str) -> tuple[str, int]:
    """Type and style of a cell; a style of -1 when its place is among these."""
    if " r=" in attributes:
        return "", -1
    kind, style = _TYPE.search(attributes), _STYLE.search(attributes)
    return kind.group(1) if kind else "", int(style.group(1)) if style else 0


@lru_cache(1024)
def _column(letters: str) -> int:
    return column(letters, 0)


def _plain(written: str) -> str:
    return unescape(written) if "&" in written else written


_STRING = re.compile(rf"\s*+<si>(?:<t{_VALUE}</t>|<t ?/>)</si>")
_STRINGS = re.compile(r"(?:<\?xml [^<>]*\?>)?\s*+<sst(?: [^<>]*)?>")


def strings(source: bytes, most: int) -> list[str] | None:
    """The shared strings in order when each is one text and they are no more work than `most`, else None."""
    text = utf8(source).decode("utf-8", "replace")
    head = _STRINGS.match(text)
    if not head or "<!" in text or "\r" in text or cost.STRING * text.count("<si>") > most or _ODD.search(text):
        return None
    found, at = [], head.end()
    for match in _STRING.finditer(text, at):
        if match.start() != at:
            return None
        found.append(match.group(1) or "")
        at = match.end()
    return [_plain(each) for each in found] if text[at:].strip() == "</sst>" else None
