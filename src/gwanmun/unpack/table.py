"""What a cell of a table is called: by the header of its column, or by the label to its left."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from gwanmun.unpack.path import Layer, Step, again, named, shown

T = TypeVar("T")
Cell = tuple[tuple[Step, ...], T]
Row = list[tuple[int, str]]
"""The cells of a row: column and text."""

_KOREAN = re.compile(r"[가-힣]")
_KOREAN_WORD = re.compile(
    r".{0,8}(?:생년월일|소속|직위|직책|담당자|대표자|보호자|신청인|성별|국적|나이|연령|학년|학교|회사|부서|은행|예금주|증상|진단명"
    r"|병명|면허|차량|구분|비고|순번|항목|내용|일시|기간|사유|관계|고객|회원|환자|직원|상호|업체명|품명|금액|서명)"
)
_ENGLISH = re.compile(
    r"(?:^|[_\W])(?:name|phone|tel|mobile|e-?mail|address|addr|birth\w*|dob|gender|no|number|id|card|account|bank"
    r"|passport|date|amount|company|title|memo|note|type|status|key|token|password|ip|mac|lat|lon)s?\W*$",
    re.I,
)
_NO_HEADER = re.compile(r"\d{5}|\d{4}[-./]\d|\d:\d\d|[@<\n]|GW_|https?:")
_LONGEST, _SEARCHED = 30, 20
WIDEST = 16_384
"""Columns that Excel has at most (XFD)."""


def is_label(text: str) -> bool:
    """Whether a cell names another for certain.

    What Gwanmun put in the place of a value (`GW_…`) never does: a table must read the same after it was rewritten.
    """
    compact = re.sub(r"\s", "", text).rstrip(":：*")
    if not compact or len(text) > _LONGEST or _NO_HEADER.search(text):
        return False
    return bool(_KOREAN.search(compact) and (shown(compact) or _KOREAN_WORD.fullmatch(compact))) or bool(
        _ENGLISH.search(_words(text.strip(" :*")))
    )


def _words(text: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", text)


def is_header(texts: list[str]) -> bool:
    """Whether a row names its columns: short words, at least one of which is a label for certain."""
    filled = [text for text in texts if text.strip()]
    if not filled or any(len(text) > _LONGEST or _NO_HEADER.search(text) for text in filled):
        return False
    words = all(any(map(str.isalpha, text)) for text in filled)
    return words and any(map(is_label, filled))


def header_row(rows: list[list[str]]) -> int:
    """Which of the first rows of a sheet names the columns, -1 when none does; a title may stand above it."""
    for number, row in enumerate(rows[:_SEARCHED]):
        if is_header(row) and (len(row) > 1 or number == 0):
            return number
        if sum(bool(text.strip()) for text in row) > 1:
            return -1
    return -1


class Names:
    """The steps to the cells of a table with a header: its texts, or the number of the column where it has none."""

    def __init__(self, header: Iterable[tuple[int, str]]) -> None:
        counts: dict[str, int] = {}
        self._steps: dict[int, tuple[Step, ...]] = {}
        self._known: list[tuple[Step, ...]] = []
        for column, text in header:
            if name := text.strip().rstrip(":："):
                counts[name] = count = counts.get(name, 0) + 1
                self._steps[column] = (named(name, column), *again(count))

    def of(self, column: int) -> tuple[Step, ...]:
        return self._steps.get(column) or (column,)

    def over(self, row: Row) -> list[tuple[Step, ...]]:
        """The steps to the cells of a row."""
        known = self._steps
        return [known.get(column) or (column,) for column, _ in row]

    def first(self, count: int) -> list[tuple[Step, ...]]:
        """The steps to the first columns."""
        known = self._known
        if len(known) < count:
            known += [self.of(column) for column in range(len(known), count)]
        return known if len(known) == count else known[:count]


def names_of(rows: list[Row]) -> Iterator[list[tuple[Step, ...]]]:
    """The last steps to each cell of a table, row by row: its column's header, or in a form the label to its left."""
    head = header_row([[text for _, text in row] for row in rows[:_SEARCHED]])
    form = head < 0 or _is_form(rows[head + 1 : head + 6])
    names = Names(() if form else rows[head])
    for number, row in enumerate(rows):
        if form:
            yield [_beside(row, at) for at in range(len(row))]
        elif number > head:
            yield names.over(row)
        else:
            yield [(column,) for column, _ in row]


def _is_form(rows: list[Row]) -> bool:
    """Whether rows below what looks like a header begin with labels themselves."""
    firsts = [next((text for _, text in row if text.strip()), "") for row in rows]
    return any(map(is_label, firsts))


class Table(Generic[T]):
    """Takes the cells of a document's table as they come; when it is complete each gets its name."""

    def __init__(self, layer: Layer) -> None:
        self.layer, self.in_cell = layer, False
        self._rows: list[list[tuple[int, list[tuple[str, T]]]]] = []
        self._column, self._width = -1, 1

    def begin_row(self) -> None:
        self._rows.append([])
        self._column, self._width = -1, 1

    def begin_cell(self, column: int = -1) -> None:
        """The next cell, or the one in a column that is known."""
        if not self._rows:
            self.begin_row()
        self._column = column if column >= 0 else self._column + self._width
        self._width, self.in_cell = 1, True
        self._rows[-1].append((self._column, []))

    def widen(self, width: str) -> None:
        """The cell just begun takes this many columns."""
        self._width = min(int(width), WIDEST) if width.isascii() and width.isdigit() and len(width) < 6 else 1

    def add(self, text: str, content: T) -> None:
        self._rows[-1][-1][1].append((text, content))

    def cells(self) -> Iterator[Cell[T]]:
        """The contents of all cells and the steps to each; several in one cell are counted."""
        texts = [[(column, " ".join(text for text, _ in content)) for column, content in row] for row in self._rows]
        for number, names in enumerate(names_of(texts)):
            seen: dict[tuple[Step, ...], int] = {}
            for (_, content), name in zip(self._rows[number], names, strict=True):
                for _, block in content:
                    seen[name] = count = seen.get(name, 0) + 1
                    yield (self.layer, number, *name, *again(count)), block


def _beside(row: Row, at: int) -> tuple[Step, ...]:
    """The label to the left of a cell, if there is one and the cell is not a label itself."""
    column, text = row[at]
    if at and is_label(row[at - 1][1]) and not is_label(text):
        return (named(row[at - 1][1].strip().rstrip(":："), column),)
    return (column,)
