"""Lists of labels and values to entries: `이전받는 자: A Inc.`, a label over its value, items below a name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from gwanmun.promise.block import Block, Document, Span
from gwanmun.promise.fields import STATUTORY, Fields, about, fields_of
from gwanmun.promise.names import is_formed
from gwanmun.promise.raw import Entry

_SPLIT = re.compile(r"\s*[:：]\s*(?!//)|\s+[–—-]\s+|\s*[=→]\s*")
_BULLET = re.compile(r"^\s*(?:[-–—•·*▶▷►○●■□ㆍ※☞]|\d{1,2}[.)]|[①-⑳]|[(（]?[가-하a-z\d]{1,2}[)）.]|【|\[)\s*")
_ENDINGS = re.compile(r"[\]】*\s]+$")
_UNKNOWN = re.compile(r"[^:：.。]{1,24}[:：]\s*\S")
"""A label that is none of the statute's: it does not end a record."""
_INSIDE = re.compile(r"\s+[/|]\s+|\s*[;；]\s*|\s*,\s+(?=[^,:：]{1,24}[:：])")


class Line(NamedTuple):
    """A label's fields and its value; no fields for a line that has no label."""

    fields: Fields
    label: str
    value: str
    span: Span
    level: int


def lines(document: Document, blocks: Sequence[Block]) -> Iterator[Line]:
    """Each line cut at its label; a label alone takes the line below as its value."""
    waiting: Line | None = None
    for block in blocks:
        if block.kind == "table":
            waiting = None
            continue
        for line in _cut(document.of(block), block):
            if waiting and not line.fields:
                yield Line(
                    waiting.fields, waiting.label, line.value, Span(waiting.span.start, line.span.end), waiting.level
                )
                waiting = waiting if block.level > waiting.level else None
                continue
            if line.fields and not line.value:
                waiting = line
                continue
            waiting = None
            yield line


def _cut(text: str, block: Block) -> Iterator[Line]:
    """One line, or several where labels stand side by side: `국가: 미국 / 기간: 1년`."""
    for fields, label, value, at, size in _read(text):
        start = block.start + at
        yield Line(fields, label, value, Span(start, start + size), block.level)


_Piece = tuple[Fields, str, str, int, int]


@lru_cache(maxsize=4096)
def _read(text: str) -> tuple[_Piece, ...]:
    """The labelled pieces of a line, with where each stands in it; several readers ask for the same line."""
    pieces = _INSIDE.split(text)
    if len(pieces) > 1 and all(_one(piece, 0)[0] for piece in pieces):
        at, found = 0, []
        for piece in pieces:
            at = text.index(piece, at)
            found.append(_one(piece, at))
        return tuple(found)
    return (_one(text, 0),)


def _one(text: str, at: int) -> _Piece:
    bare = _BULLET.sub("", text)
    cut = _SPLIT.search(bare)
    label, value = (bare[: cut.start()], bare[cut.end() :]) if cut else (bare, "")
    label = _ENDINGS.sub("", _BULLET.sub("", label).strip("*_ "))
    fields = tuple(field for field in fields_of(label) if field in STATUTORY)
    if fields and cut:
        return fields, label, value.strip(), at, len(text)
    if fields and len(bare) < 40:
        return fields, label, "", at, len(text)
    return (), "", bare, at, len(text)


def is_labelled(document: Document, block: Block) -> bool:
    """Whether a line is a label with its value."""
    return any(line.fields for line in _cut(document.of(block), block))


def entries(document: Document, blocks: Sequence[Block], title: str = "") -> Iterator[Entry]:
    """A record for each recipient label, or for each name with labels below it; `title` is the heading above."""
    held: list[Line] = []
    named: Line | None = None
    for line in lines(document, blocks):
        if not line.fields:
            if held and line.level >= held[-1].level and _UNKNOWN.match(line.value):
                continue
            if _labelled(held):
                yield from _entry(held, named, title)
                held, named = [], None
            named = line if not held else named
            continue
        if _begins(line, held):
            yield from _entry(held, named, title)
            held = []
            named = None if named and "recipient" in line.fields else named
        held.append(line)
    if _labelled(held):
        yield from _entry(held, named, title)


def _labelled(held: Sequence[Line]) -> bool:
    return bool(held)


def _begins(line: Line, held: Sequence[Line]) -> bool:
    """A label that was there already, or a recipient after labels that have one; not a second line of one value."""
    if held and line.span.start == held[-1].span.start:
        return False
    seen = {field for each in held for field in each.fields}
    if "recipient" in line.fields:
        return "recipient" in seen
    return bool(seen.intersection(line.fields)) and line.label in {each.label for each in held}


def _entry(held: Sequence[Line], named: Line | None, title: str) -> Iterator[Entry]:
    """Labels that give at least a recipient, or two fields under a name."""
    if not held:
        return
    values: dict[str, list[str]] = {}
    for line in held:
        for field in line.fields:
            if line.value not in values.setdefault(field, []):
                values[field].append(line.value)
    flat = {field: "\n".join(texts) for field, texts in values.items()}
    span = Span(held[0].span.start, held[-1].span.end)
    if "recipient" not in flat:
        name = named.value if named else title
        if _is_name(name) and (len(flat) > 1 or "country" in flat):
            flat["recipient?"] = name
            span = Span(named.span.start, span.end) if named else span
    said = frozenset(name for line in held for name in about(line.label))
    yield Entry(span, flat, said, placed="country" in flat)


def _is_name(text: str) -> bool:
    """Short, no sentence and no label of its own."""
    if not 1 < len(text) <= 70 or re.search(r"니다|[。:：]\s*$|[:：]\s|\b(we|you|our|is|are)\b", text):
        return False
    return bool(is_formed(text)) or not re.search(r"\.(\s|$)", text)
