"""Lists pasted as text: CSV, tab-separated and Markdown tables whose header row says what each column holds."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gwanmun.detect.labels import Label

_DELIMITERS = (",", "\t", "|", ";", " / ")
_NO_DIGITS = dict.fromkeys(map(ord, "0123456789"))
_RULE = re.compile(r"[\s|:-]+")
MAX_CELLS = 200_000


class Cell(NamedTuple):
    """A cell without surrounding blanks and quotes, and the kinds its column's heading names."""

    start: int
    end: int
    owners: frozenset[str]


def cells(text: str, labels: Sequence[Label]) -> Iterator[Cell]:
    """The non-empty cells under labelled headings; nothing unless some line carries labels and a delimiter."""
    headings: dict[int, frozenset[str]] = {}
    delimiter, start, seen = "", 0, 0
    for line in text.split("\n"):
        found = _headings(line, start, labels)
        if found is not None:
            delimiter, headings = found
        elif delimiter and delimiter in line:
            seen += line.count(delimiter)
            yield from _row(line, start, delimiter, headings)
        elif line.strip():
            delimiter = ""
        start += len(line) + 1
        if seen > MAX_CELLS:
            return


def _headings(line: str, start: int, labels: Sequence[Label]) -> tuple[str, dict[int, frozenset[str]]] | None:
    """The delimiter and the kinds by column, if `line` is a heading: two cells or more and at least one a label."""
    here = labels[bisect_left(labels, (start,)) : bisect_left(labels, (start + len(line),))]
    if not here or _digits(line) > len(line) // 8:
        return None
    delimiter = max(_DELIMITERS, key=line.count)
    columns = {
        index: owners
        for index, (left, right) in enumerate(_split(line, start, delimiter))
        if (owners := _owners(here, left, right))
    }
    return (delimiter, columns) if columns and delimiter in line else None


def _digits(line: str) -> int:
    return len(line) - len(line.translate(_NO_DIGITS)) if line.isascii() else sum(map(str.isdigit, line))


def _owners(labels: Sequence[Label], left: int, right: int) -> frozenset[str]:
    inside = labels[bisect_left(labels, (left,)) : bisect_left(labels, (right,))]
    return frozenset(label.owner for label in inside if label.end <= right and _fills(label, left, right))


def _fills(label: Label, left: int, right: int) -> bool:
    return 2 * (label.end - label.start) >= right - left


def _split(line: str, start: int, delimiter: str) -> Iterator[tuple[int, int]]:
    for cell in line.split(delimiter):
        body = cell.strip(" \t\r\"'")
        left = start + (cell.find(body) if body else 0)
        yield left, left + len(body)
        start += len(cell) + len(delimiter)


def _row(line: str, start: int, delimiter: str, headings: dict[int, frozenset[str]]) -> Iterator[Cell]:
    if _RULE.fullmatch(line):
        return
    for index, (left, right) in enumerate(_split(line, start, delimiter)):
        if right > left and index in headings:
            yield Cell(left, right, headings[index])
