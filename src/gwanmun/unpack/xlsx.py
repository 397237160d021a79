"""Excel workbooks (ECMA-376 part 1, SpreadsheetML): cells under their header, and every other part with text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from gwanmun.unpack import cost, markup, package, xlsx_formats, xlsx_rows
from gwanmun.unpack.archive import unpacked
from gwanmun.unpack.markup import Block
from gwanmun.unpack.markup_rules import Rules
from gwanmun.unpack.package import LINKS, PROPERTIES, Package
from gwanmun.unpack.path import Layer, Step, again
from gwanmun.unpack.sink import Sink, Steps
from gwanmun.unpack.table import names_of
from gwanmun.unpack.xlsx_cells import INLINE, NUMBER, SHARED, Cell, Sheet
from gwanmun.unpack.xlsx_cells import read as read_cells
from gwanmun.unpack.zip_directory import Directory

FORMULA = Layer("formula:")
SHEET = re.compile(r"xl/worksheets/[\w.-]+\.xml", re.ASCII)
STRINGS, STYLES = "xl/sharedStrings.xml", "xl/styles.xml"
IN_STRINGS = Layer(f"{STRINGS}:")

_MARGINS = frozenset({"oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"})
SHARED_STRINGS = Rules(frozenset({"si", "rPh"}), frozenset({"t"}))
OTHER = Rules(
    blocks=frozenset({"p", "text", "author", "definedName", "formula1", "formula2"}),
    texts=frozenset({"t", "text", "author", "definedName", "formula1", "formula2"}) | _MARGINS,
    named=frozenset(
        {
            ("sheet", "name"),
            ("person", "displayName"),
            ("hyperlink", "display"),
            ("hyperlink", "tooltip"),
            ("dataValidation", "prompt"),
            ("tableColumn", "name"),
            ("cacheField", "name"),
            ("s", "v"),
            ("dbPr", "connection"),
            ("cNvPr", "descr"),
            ("cNvPr", "title"),
        }
    ),
)
IN_SHEET = Rules(OTHER.blocks - {"text", "p"}, OTHER.texts - {"t", "text"}, named=OTHER.named - {("s", "v")})
"""What else a sheet holds beside its cells."""


def rules(name: str) -> Rules | None:
    if name.endswith(".rels"):
        return LINKS
    if name.startswith(("docProps/", "customXml/")):
        return PROPERTIES
    return IN_SHEET if SHEET.fullmatch(name) else None if name in {STRINGS, STYLES} else OTHER


XLSX = Package(Layer("xlsx:"), rules)


@dataclass(frozen=True, slots=True)
class Book:
    """What the cells of all sheets refer to: the shared strings in order, and the meaning of each style."""

    strings: list[str]
    formats: list[str]

    def text(self, cell: Cell) -> str:
        """What a person sees in a cell; "" for truth values and errors."""
        raw = cell.raw
        if cell.type == SHARED:
            number = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 9 else -1
            return self.strings[number] if 0 <= number < len(self.strings) else ""
        if cell.type in INLINE:
            return raw
        meaning = self.formats[cell.style] if cell.style < len(self.formats) else ""
        return xlsx_formats.shown(raw, meaning) if cell.type in NUMBER else ""


def strings(blocks: list[Block]) -> list[Block]:
    """The shared strings in order, without their readings in kana (`rPh`); an empty one has no pieces."""
    found: list[Block] = []
    for block in blocks:
        number = int(str(block.steps[0])[1:])
        if block.element == "si":
            found += [Block((), [])] * (number - len(found)) + [block]
    return found


def read(data: bytes, found: Directory, steps: Steps, sink: Sink) -> None:
    """Leaves of every part of a workbook; it never raises."""
    place = (*steps, XLSX.layer)
    book, used = _book(data, found, place, sink), set[int]()
    if found.why:
        sink.unread(found.why, steps)
    for number, member in enumerate(found.members):
        at = (*place, package.label(member, number))
        if member.name in {STRINGS, STYLES}:
            continue
        plain = unpacked(data, member, at, sink)
        if plain is None:
            break
        if SHEET.fullmatch(member.name):
            plain = _read_sheet(plain, book, at, sink, used)
        package.read_part(member.name, plain, rules(member.name), at, sink)
    _read_unused(book, used, (*place, IN_STRINGS), sink)


def _book(data: bytes, found: Directory, place: Steps, sink: Sink) -> Book:
    parts = {}
    for member in found.members:
        if member.name in {STRINGS, STYLES}:
            parts[member.name] = unpacked(data, member, (*place, Layer(f"{member.name}:")), sink) or b""
    texts, why = _strings(parts.get(STRINGS, b"<sst/>"), sink)
    if why:
        sink.unread(why, (*place, IN_STRINGS))
    return Book(texts, xlsx_formats.formats(parts.get(STYLES, b"")))


def _strings(source: bytes, sink: Sink) -> tuple[list[str], str]:
    """The shared strings, and why those are not all."""
    quick = xlsx_rows.strings(source, sink.work)
    if quick is not None:
        sink.work -= cost.STRING * len(quick)
        return quick, ""
    marked = markup.read(source, SHARED_STRINGS, sink.work // cost.ELEMENT)
    sink.work -= cost.ELEMENT * marked.events
    return [block.text for block in strings(marked.blocks)], marked.why


def _read_sheet(plain: bytes, book: Book, at: Steps, sink: Sink, used: set[int]) -> bytes:
    """Leaves of the cells; gives back what of the sheet is still to be read."""
    sheet, rest = _sheet(plain, sink.work)
    sink.work -= sheet.work
    for steps, cell, text in leaves(sheet, book):
        if cell.type == SHARED:
            used.add(int(cell.raw))
        if cell.type in NUMBER:
            sink.number(text, at + steps)
        else:
            sink.text(text, at + steps)
    for cell in sheet.cells:
        if '"' in cell.formula:
            sink.plain(cell.formula, (*at, cell.row, cell.column, FORMULA))
    if sheet.why:
        sink.unread(sheet.why, at)
    return rest


def _sheet(plain: bytes, most: int) -> tuple[Sheet, bytes]:
    """The cells of a sheet, and what else it holds or may hold."""
    halves = xlsx_rows.split(markup.utf8(plain).decode("utf-8", "replace"))
    quick = xlsx_rows.read(halves[0], most) if halves else None
    if halves and quick:
        return quick, halves[1].encode()
    sheet = read_cells(plain, most)
    return sheet, plain if any(map(IN_SHEET.roles, sheet.names)) else b""


def leaves(sheet: Sheet, book: Book) -> Iterator[tuple[tuple[Step, ...], Cell, str]]:
    """The steps to each cell with text: its row, and its column's header or number."""
    rows = [(place, [(cell, book.text(cell)) for cell in row]) for place, row in _rows(sheet.cells)]
    names = names_of([[(cell.column, text) for cell, text in cells] for _, cells in rows])
    for (place, cells), steps in zip(rows, names, strict=True):
        single = len(set(steps)) == len(steps)
        for (cell, text), name in zip(cells, steps if single else _counted(steps), strict=True):
            if text:
                yield place + name, cell, text


def _counted(names: Iterable[tuple[Step, ...]]) -> Iterator[tuple[Step, ...]]:
    """Names, those that come again in a row marked: in a form, or in a damaged sheet."""
    seen: dict[tuple[Step, ...], int] = {}
    for name in names:
        seen[name] = count = seen.get(name, 0) + 1
        yield (*name, *again(count))


def _rows(cells: list[Cell]) -> Iterator[tuple[tuple[Step, ...], list[Cell]]]:
    """Cells by row, and the steps to it; a row that stands twice in a damaged sheet is marked the second time."""
    seen: dict[int, int] = {}
    for number, row in groupby(cells, key=itemgetter(0)):
        seen[number] = count = seen.get(number, 0) + 1
        yield (number, *again(count)), list(row)


def _read_unused(book: Book, used: set[int], at: Steps, sink: Sink) -> None:
    """Strings that no cell shows leave with the file all the same."""
    for number, text in enumerate(book.strings):
        if number not in used:
            sink.text(text, (*at, Layer(f"#{number}")))
