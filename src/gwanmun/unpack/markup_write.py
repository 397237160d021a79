"""Replacements in the paragraphs of an XML document, carried to the bytes they were written with."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape

from gwanmun.unpack.markup import Block, Marked, Piece, read
from gwanmun.unpack.markup_rules import Rules
from gwanmun.unpack.sink import Changes, Writer, under
from gwanmun.unpack.splice import Splice

ByteSplice = tuple[int, int, bytes]
_REFERENCE = re.compile(rb"&[^;\s<]{1,12};")
_VALUE = rb"\s*=\s*(?:\"[^\"<]*\"|'[^'<]*')"
_CHARACTERS = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"})


def write(data: bytes, rules: Rules, changes: Changes, writer: Writer) -> bytes:
    """The document with changes in its paragraphs, every other byte as it was."""
    marked = read(data, rules)
    return apply(data, splices(marked, changes, writer))


def splices(marked: Marked, changes: Changes, writer: Writer) -> list[ByteSplice]:
    if marked.why or not marked.utf8:
        raise writer.refuse(marked.why or "XML in a charset that is not written back")
    tree, found = under(changes), []
    for block in marked.blocks:
        if inside := tree.get(block.steps):
            found += carried(marked.source, block, writer.splice_text(block.text, inside, writer), writer)
    return found


def apply(data: bytes, wanted: Iterable[ByteSplice]) -> bytes:
    """Apply replacements, which do not overlap."""
    out, at = [], 0
    for start, end, new in sorted(wanted):
        if start < at:
            raise ValueError("replacements overlap")
        out += [data[at:start], new]
        at = end
    return b"".join([*out, data[at:]])


def carried(source: bytes, block: Block, wanted: Iterable[Splice], writer: Writer) -> list[ByteSplice]:
    """Replacements on the text of a block; what runs over several pieces goes into the first of them."""
    found: list[ByteSplice] = []
    for start, end, new in wanted:
        found += _one(source, block.pieces, (start, end, new), writer)
    return found


def _one(source: bytes, pieces: list[Piece], splice: Splice, writer: Writer) -> list[ByteSplice]:
    start, end, new = splice
    found: list[ByteSplice] = []
    begin = 0
    for piece in pieces:
        stop = begin + len(piece.text)
        if begin < end and start < stop:
            first, last = _bytes(source, piece, max(start - begin, 0), min(end - begin, len(piece.text)), writer)
            found.append((first, last, _escaped(new if not found else "")))
        begin = stop
    if not found:
        raise writer.refuse("nothing stands where an edit is to go")
    return found


def _bytes(source: bytes, piece: Piece, start: int, end: int, writer: Writer) -> tuple[int, int]:
    """Where some characters of a piece are written."""
    if piece.at < 0:
        raise writer.refuse("an edit reaches over a tab or a line break of a document")
    at, raw = _written(source, piece, writer)
    if raw == piece.text.encode():
        return at + len(piece.text[:start].encode()), at + len(piece.text[:end].encode())
    if (start, end) != (0, len(piece.text)) or unescape(raw.decode("utf-8", "replace")) != piece.text:
        raise writer.refuse("an edit in a text that is written with references")
    return at, at + len(raw)


def _written(source: bytes, piece: Piece, writer: Writer) -> tuple[int, bytes]:
    """Where a piece is written, and how."""
    if piece.name:
        return _attribute(source, piece, writer)
    if match := _REFERENCE.match(source, piece.at) if source[piece.at : piece.at + 1] == b"&" else None:
        return piece.at, match.group()
    return piece.at, source[piece.at : piece.at + len(piece.text.encode())]


def _attribute(source: bytes, piece: Piece, writer: Writer) -> tuple[int, bytes]:
    name = re.escape(piece.name.encode())
    tag = rb"<[^\s/>]+(?:\s+[^\s=>]+" + _VALUE + rb")*?\s+" + name + rb"\s*=\s*(\"[^\"<]*\"|'[^'<]*')"
    match = re.compile(tag).match(source, piece.at)
    if not match:
        raise writer.refuse("an attribute that is not found again")
    return match.start(1) + 1, match.group(1)[1:-1]


def _escaped(text: str) -> bytes:
    return text.translate(_CHARACTERS).encode()
