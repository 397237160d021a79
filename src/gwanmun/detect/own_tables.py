"""Reads the organisation's tables (CSV or TSV with a header row) row by row; tells which columns identify somebody."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gwanmun.detect.own_values import Sort, normal, sort_of
from gwanmun.errors import Problem
from gwanmun.knowledge.kinds import Kind

_DELIMITERS = ",\t;|"
_SIGN = re.compile(r"[^0-9a-z가-힣一-鿿]+")
_DATE = re.compile(r"(?:19|20)\d\d[-./]?(?:0?[1-9]|1[0-2])[-./]?(?:0?[1-9]|[12]\d|3[01])(?:[T ].*)?")
_NAME = re.compile(r"[가-힣]{2,6}|[A-Za-z]{2,}(?:[ -][A-Za-z]{1,20}){1,3}|[一-鿿]{2,4}")
NAME_MOST = 40


@dataclass(frozen=True, slots=True)
class Row:
    """What one row identifies a person by: (column, sort, compared form) each, and the person's name if it has one."""

    values: tuple[tuple[int, Sort, str], ...]
    name: str


class Table:
    """One file. `columns` are its headings; iterating gives a `Row` for each line that identifies somebody."""

    def __init__(self, path: Path, kind: Kind) -> None:
        self.path = path
        self._codec, self._delimiter = _written(path)
        self.columns = next(self._lines(), [])
        _check(self.columns, path)
        plain = [simple(column) for column in self.columns]
        names = kind.words["name"]
        self._names = frozenset(at for at, word in enumerate(plain) if word in names)
        passed_over = kind.words["passed_over"]
        skip = frozenset(at for at, word in enumerate(plain) if any(each in word for each in passed_over))
        self._skipped = skip | self._names

    def __iter__(self) -> Iterator[Row]:
        lines = self._lines()
        next(lines, None)
        for line in lines:
            values = tuple(self._values(line))
            if values:
                yield Row(values, next((n for at in self._names if at < len(line) and (n := name_of(line[at]))), ""))

    def _values(self, line: Sequence[str]) -> Iterator[tuple[int, Sort, str]]:
        for at, cell in enumerate(line[: len(self.columns)]):
            value = cell.strip()
            if at not in self._skipped and value and not _DATE.fullmatch(value) and (sort := sort_of(value)):
                yield at, sort, normal(sort, value)

    def _lines(self) -> Iterator[list[str]]:
        try:
            with self.path.open(encoding=self._codec, newline="") as file:
                yield from csv.reader(file, delimiter=self._delimiter)
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise Problem(f"cannot read the table {self.path}", "save it as CSV in UTF-8 and try again") from error


def simple(word: str) -> str:
    """A heading or key without spaces, signs and case: `Customer No.` is `customerno`."""
    return _SIGN.sub("", word.casefold())


def name_of(cell: str) -> str:
    """A person's name as it is compared, or "" when the cell holds none."""
    value = cell.strip()
    return re.sub(r"[ -]", "", value).casefold() if len(value) <= NAME_MOST and _NAME.fullmatch(value) else ""


def _written(path: Path) -> tuple[str, str]:
    """Charset (UTF-8, else the Korean code page) and delimiter, by the first 64 KiB."""
    try:
        with path.open("rb") as file:
            head = file.read(1 << 16)
    except OSError as error:
        raise Problem(
            f"cannot read the table {path}: {error.strerror}", "check the path and its permissions"
        ) from error
    try:
        head[: head.rfind(b"\n") + 1].decode("utf-8-sig")
        codec = "utf-8-sig"
    except UnicodeDecodeError:
        codec = "cp949"
    first = head.decode(codec, "replace").partition("\n")[0]
    return codec, max(_DELIMITERS, key=first.count)


def _check(columns: Sequence[str], path: Path) -> None:
    """The first line must be headings: values there would be shown as the names of columns."""
    if not any(column.strip() for column in columns):
        raise Problem(f"{path} is empty", "give a CSV file with a header row")
    if any(sort_of(column.strip()) for column in columns):
        raise Problem(
            f"{path}: the first line holds values, not headings", "add a header row such as 이름,연락처,이메일"
        )
