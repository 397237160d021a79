"""Reads the organisation's tables row by row: which row is the header, and which columns identify somebody."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from gwanmun.detect.own_lines import Source, sources
from gwanmun.detect.own_values import Sort, normal, sort_of
from gwanmun.errors import Problem
from gwanmun.knowledge.kinds import Kind

_SIGN = re.compile(r"[^0-9a-z가-힣一-鿿]+")
_DATE = re.compile(r"(?:19|20)\d\d[-./]?(?:0?[1-9]|1[0-2])[-./]?(?:0?[1-9]|[12]\d|3[01])(?:[T ].*)?")
_NAME = re.compile(r"[가-힣]{2,6}|[A-Za-z]{2,}(?:[ -][A-Za-z]{1,20}){1,3}|[一-鿿]{2,4}")
_LOST_ZERO = re.compile(r"1[016789]\d{7,8}|[2-6]\d{8,9}|70\d{8}")
_TOKEN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_VALUE = re.compile(r"\d{6}|\d{3}-\d{4}|\S@\S")
_SEARCHED = 20
NAME_MOST = 40


@dataclass(frozen=True, slots=True)
class Row:
    """What one row identifies a person by: (column, sort, compared form) each, and the person's name if it has one."""

    values: tuple[tuple[int, Sort, str], ...]
    name: str


class Table:
    """One table. `columns` are its headings; iterating gives a `Row` for each line that identifies somebody.

    Where columns are `chosen`, these and no others are read, whatever they are called.
    """

    def __init__(self, source: Source, kind: Kind, chosen: Sequence[str] = ()) -> None:
        self.name, self._rows = source.name, source.rows
        self._head, self.columns = _header(source)
        plain = [simple(column) for column in self.columns]
        self._names = frozenset(at for at, word in enumerate(plain) if word in kind.words["name"])
        self._phones = frozenset(at for at, word in enumerate(plain) if any(p in word for p in kind.words["phone"]))
        telling = (at for at, each in enumerate(self.columns) if at not in self._names and not _passed_over(each, kind))
        self._read = sorted(_chosen(self, plain, chosen) if chosen else telling)

    def __iter__(self) -> Iterator[Row]:
        for line in islice(self._rows(), self._head + 1, None):
            values = tuple(self._values(line))
            if values:
                yield Row(values, next((n for at in self._names if at < len(line) and (n := name_of(line[at]))), ""))

    def _values(self, line: Sequence[str]) -> Iterator[tuple[int, Sort, str]]:
        for at in self._read:
            value = line[at].strip() if at < len(line) else ""
            if value and not _DATE.fullmatch(value):
                if at in self._phones and _LOST_ZERO.fullmatch(value):
                    value = f"0{value}"  # a spreadsheet took the telephone number for a number
                if sort := sort_of(value):
                    yield at, sort, normal(sort, value)


def tables_of(path: Path, kind: Kind, chosen: Sequence[str] = ()) -> Iterator[Table]:
    """The tables of a file. Of a workbook's sheets those that are none, as a cover sheet, are passed over."""
    wrong: list[Problem] = []
    found = 0
    for source in sources(path):
        try:
            table = Table(source, kind, chosen)
        except Problem as problem:
            wrong.append(problem)
            continue
        found += 1
        yield table
    if wrong and not found:
        raise wrong[0]


def simple(word: str) -> str:
    """A heading or key without spaces, signs and case: `Customer No.` is `customerno`."""
    return _SIGN.sub("", word.casefold())


def name_of(cell: str) -> str:
    """A person's name as it is compared, or "" when the cell holds none."""
    value = cell.strip()
    return re.sub(r"[ -]", "", value).casefold() if len(value) <= NAME_MOST and _NAME.fullmatch(value) else ""


def _header(source: Source) -> tuple[int, list[str]]:
    """Number and cells of the row of headings: the first with as many cells as a table has, below a title."""
    first = [[cell.strip() for cell in row] for row in islice(source.rows(), _SEARCHED)]
    filled = [sum(map(bool, row)) for row in first]
    wide = min(2, max(filled, default=0))
    if not wide:
        raise Problem(f"{source.name} is empty", "give a table with a header row")
    head = next(number for number, cells in enumerate(filled) if cells >= wide)
    if any(sort_of(cell) or _VALUE.search(cell) for cell in first[head]):  # they would be shown as names of columns
        raise Problem(
            f"{source.name}: the first line holds values, not headings", "add a header row such as 이름,연락처,이메일"
        )
    return head, first[head]


def _passed_over(column: str, kind: Kind) -> bool:
    """Dates, amounts, remarks and the like: `결제금액`, `total_amount`, and not `bankAccount`, for all its `count`."""
    words, kept = kind.words["passed_over"], kind.words["kept"]
    tokens = [token.lower() for token in _TOKEN.findall(column)]
    foreign = any(token.endswith(words) and not token.endswith(kept) for token in tokens)
    return foreign or any(word in simple(column) for word in words if not word.isascii())


def _chosen(table: Table, plain: Sequence[str], chosen: Sequence[str]) -> Iterator[int]:
    for column in chosen:
        if not simple(column) or simple(column) not in plain:
            known = ", ".join(column for column in table.columns if column)
            raise Problem(f"{table.name} has no column {column!r}", f"its columns are: {known}")
        yield plain.index(simple(column))
