"""Plain lines: which belong together, and which are rows of a table without a frame."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from gwanmun.promise.block import Builder

_BEGINS = re.compile(
    r"\s*(?:[-*+•·▶▷►■□◆◇○●◎※☞→ㆍ‣–—]|\\-|<\w|제\s?\d+\s?[조항장]|[\(\[]?[\divxIVX가-힣①-⑳]{1,4}[).\]、]\s|"
    r"[①-⑳]|\d+(?:[-.]\d+)*[.)\s、]\s*\S|第.{1,4}[条章]|[一二三四五六七八九十]+、|[(（][一二三四五六七八九十\d]+[)）]|#{1,6}\s|\|)"
)
_LABEL = re.compile(r"\s*(?:[-*+•·ㆍ○]\s*)?[*_]{0,2}[^\s:：|][^:：|。]{0,40}?[*_]{0,2}\s?[:：](?!//)")
_ENDS = re.compile(r"(?:[.。!?:：;…]|다|음|함|임)[\"'”’)\]*_]*\s*$")
_WRAPPED = 38
"""Characters that a line has at least when it was broken only because it was full."""


def joined(lines: Sequence[str]) -> Iterator[str]:
    """The lines of a paragraph, with those that a full line broke put together again."""
    held = ""
    for line in lines:
        if held and _follows(held, line):
            held = f"{held.rstrip()} {line.strip()}"
        else:
            if held:
                yield held
            held = line
    if held:
        yield held


def _follows(before: str, line: str) -> bool:
    if before.endswith(("  ", "\\")) or _BEGINS.match(line) or _LABEL.match(line):
        return False
    last = before.rpartition("\n")[2]
    return _width(last) >= _WRAPPED and (not _ENDS.search(last) or _width(last) > 2 * _WRAPPED)


def _width(text: str) -> int:
    """A Korean or Chinese character is as wide as two Latin ones."""
    return len(text) if text.isascii() else len(text) + sum(each >= "\u1100" for each in text)


def table_rows(builder: Builder, rows: Iterable[Sequence[str]]) -> None:
    """A table of rows that may be of unequal length."""
    kept = [row for row in rows if any(cell.strip() for cell in row)]
    width = max(map(len, kept), default=0)
    cells = [cell for row in kept for cell in [*row, *[""] * (width - len(row))]]
    builder.table([list(range(at, at + width)) for at in range(0, len(cells), width or 1)], cells)


_GAP = re.compile(r"\t+|(?<=\S) {3,}(?=\S)")


def fields(line: str) -> list[str]:
    """The fields of a line that stand apart by tabs, bars or wide gaps; one field when there are none."""
    bare = line.strip()
    if bare.count("|") > 1 or "│" in bare:
        return [cell.strip() for cell in re.split(r"[|│]", bare.strip("|│"))]
    return _GAP.split(line.strip("\r\n ")) if "\t" in bare or "   " in bare else [bare]
