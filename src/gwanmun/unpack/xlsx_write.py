"""A workbook with changes in its cells. A string shared by several cells changes only when all of them change alike."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from gwanmun.unpack import markup, markup_write, package, xlsx, xlsx_cells, xlsx_formats
from gwanmun.unpack.archive import whole
from gwanmun.unpack.markup import Block, Marked
from gwanmun.unpack.markup_write import ByteSplice
from gwanmun.unpack.path import Layer
from gwanmun.unpack.sink import Changes, Writer, below, under
from gwanmun.unpack.splice import Splice, spliced
from gwanmun.unpack.xlsx import IN_STRINGS, SHARED_STRINGS, SHEET, STRINGS, STYLES, XLSX, Book
from gwanmun.unpack.xlsx_cells import INLINE, SHARED, Cell
from gwanmun.unpack.zip_directory import Directory, directory
from gwanmun.unpack.zip_write import repacked

_TAG = re.compile(rb"""<(?:\w+:)?c\b(?:[^>"']|"[^"]*"|'[^']*')*>""")
_TYPE = re.compile(rb"""\st\s*=\s*(?:"[^"]*"|'[^']*')""")


@dataclass(frozen=True, slots=True)
class _Workbook:
    """What the sheets refer to, and the replacements asked for in each shared string, cell by cell."""

    strings: Marked
    blocks: list[Block]
    book: Book
    writer: Writer
    asked: dict[int, list[list[Splice]]] = field(default_factory=dict)


def write(data: bytes, changes: Changes, writer: Writer) -> bytes:
    """The workbook with changes in its cells and other parts."""
    found, inside = directory(data), below(changes, XLSX.layer)
    workbook = _workbook(data, found, writer)
    new: dict[int, bytes] = {}
    for number, member in enumerate(found.members):
        mine = below(inside, package.label(member, number))
        if SHEET.fullmatch(member.name):
            plain = whole(data, member, writer)
            new[number] = _sheet(plain, workbook, mine)
        elif mine and member.name != STRINGS:
            new[number] = package.write_part(data, member, xlsx.rules(member.name), mine, writer)
    place = next((at for at, member in enumerate(found.members) if member.name == STRINGS), None)
    splices = _shared(workbook, below(inside, IN_STRINGS))
    if place is not None and splices:
        new[place] = markup_write.apply(workbook.strings.source, splices)
    return repacked(data, found, new | package.blanked(data, found, writer), writer)


def _workbook(data: bytes, found: Directory, writer: Writer) -> _Workbook:
    parts = {member.name: member for member in found.members if member.name in {STRINGS, STYLES}}
    source = whole(data, parts[STRINGS], writer) if STRINGS in parts else b"<sst/>"
    styles = whole(data, parts[STYLES], writer) if STYLES in parts else b""
    marked = markup.read(source, SHARED_STRINGS)
    if marked.why or not marked.utf8:
        raise writer.refuse(marked.why or "XML in a charset that is not written back")
    blocks = xlsx.strings(marked.blocks)
    return _Workbook(marked, blocks, Book([block.text for block in blocks], xlsx_formats.formats(styles)), writer)


def _sheet(plain: bytes, workbook: _Workbook, mine: Changes) -> bytes:
    """The sheet with changes in the cells that hold their value themselves; those in shared strings are noted."""
    sheet, tree, writer = xlsx_cells.read(plain), under(mine), workbook.writer
    splices: list[ByteSplice] = []
    for steps, cell, text in xlsx.leaves(sheet, workbook.book):
        inside = tree.get(steps)
        wanted = writer.splice_text(text, inside, writer) if inside else []
        if cell.type == SHARED:
            workbook.asked.setdefault(int(cell.raw), []).append(wanted)
        elif wanted:
            splices += _cell(sheet.source, cell, text, wanted, writer)
    if not mine:
        return plain
    if sheet.why or not sheet.utf8:
        raise writer.refuse(sheet.why or "XML in a charset that is not written back")
    splices += markup_write.splices(markup.read(plain, xlsx.IN_SHEET), mine, writer)
    return markup_write.apply(plain, splices)


def _cell(source: bytes, cell: Cell, text: str, wanted: list[Splice], writer: Writer) -> list[ByteSplice]:
    """Text stays where it is; a number becomes a text, since what stands in its place is none."""
    if cell.type in INLINE:
        return markup_write.carried(source, Block((), list(cell.value)), wanted, writer)
    tag = _TAG.match(source, cell.at)
    if not tag or not cell.value or cell.formula:
        raise writer.refuse("a cell whose number is computed")
    kind = _TYPE.search(source, tag.start(), tag.end())
    start, end = (kind.start(), kind.end()) if kind else (tag.end() - 1, tag.end() - 1)
    instead: Splice = (0, len(cell.raw), spliced(text, wanted))
    return [(start, end, b' t="str"'), *markup_write.carried(source, Block((), list(cell.value)), [instead], writer)]


def _shared(workbook: _Workbook, unused: Changes) -> list[ByteSplice]:
    """Changes in shared strings: each is asked for by every cell that shows it, or it is not done."""
    writer, found = workbook.writer, []
    tree = under(unused)
    for number, block in enumerate(workbook.blocks):
        asked = workbook.asked.get(number, [])
        if inside := tree.get((Layer(f"#{number}"),)):
            asked = [*asked, writer.splice_text(block.text, inside, writer)]
        if not any(asked):
            continue
        if any(each != asked[0] for each in asked):
            raise writer.refuse("a string that other cells show too")
        found += markup_write.carried(workbook.strings.source, block, asked[0], writer)
    return found
