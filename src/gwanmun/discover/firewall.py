"""Firewall, proxy and UTM logs as tables: a heading in Korean or English, then a line each; comma, semicolon or tab.

Text is UTF-8, else CP949 (the code page in which Korean Windows programs write CSV).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from gwanmun.discover import headings
from gwanmun.discover.columns import Columns, Kind, Lines
from gwanmun.discover.days import days_of, epoch_days, iso_days, of_words
from gwanmun.discover.squid import authority

Row = list[str]

DELIMITERS = (",", "\t", ";", "|")
DENIED = re.compile(r"deny|denied|block|drop|reject|reset|discard|refuse|차단|거부|거절|폐기", re.IGNORECASE)
NONE = frozenset({"", "-", "n/a", "na", "null", "none", "unknown", "없음"})


@dataclass(frozen=True, slots=True)
class Table:
    """A reader for the columns one heading names; `columns` are (field, number), `width` is the heading's length."""

    delimiter: str
    columns: tuple[tuple[str, int], ...]
    width: int
    heading: tuple[str, ...]
    name: str = "firewall-csv"
    kind: Kind = "request"

    def read(self, block: bytes) -> Lines:
        good: list[Row] = []
        unread: list[bytes] = []
        passed = 0
        for row in _rows(block, self.delimiter):
            if len(row) == self.width:
                good.append(row)
            elif any(cell.strip() for cell in row):
                unread.append(self.delimiter.join(row).encode())
        plain = [row for row in good if tuple(row) != self.heading]
        passed += len(good) - len(plain)
        return self._uses(plain, unread, passed)

    def _uses(self, rows: list[Row], unread: list[bytes], passed: int) -> Lines:
        at = dict(self.columns)
        used = [row for row in rows if "action" not in at or not DENIED.search(row[at["action"]])]
        named = [(row, host) for row in used if (host := _host(row, at))]
        denied = len(rows) - len(used)
        passed += len(used) - len(named)
        if not named:
            return Lines(None, unread, passed, denied)
        hosts = [host for _, host in named]
        return Lines(_columns([row for row, _ in named], hosts, at), unread, passed, denied)


def _columns(rows: list[Row], hosts: list[bytes], at: dict[str, int]) -> Columns:
    def column(field: str) -> list[bytes] | None:
        return [row[at[field]].strip().encode() for row in rows] if field in at else None

    users, clients = column("user"), column("client")
    return Columns(
        hosts=hosts,
        people=_people(users, clients, len(rows)),
        days=_days(column("time")),
        up=_numbers(column("up")),
        down=_numbers(column("down")),
        addresses=column("address"),
    )


def _host(row: Row, at: dict[str, int]) -> bytes:
    """The host of a line: its own column, else the address it went to."""
    for field in ("host", "address"):
        if field in at and (text := row[at[field]].strip()) and text.casefold() not in NONE:
            return authority(text.encode())
    return b""


def _people(users: list[bytes] | None, clients: list[bytes] | None, lines: int) -> list[bytes]:
    nobody = [b""] * lines
    return [
        user if user.decode().casefold() not in NONE else client
        for user, client in zip(users or nobody, clients or nobody, strict=True)
    ]


def _days(times: list[bytes] | None) -> int | list[int]:
    if not times:
        return 0
    if times[0][:10].isdigit():
        return epoch_days(times)
    if times[0][:4].isdigit():
        return iso_days(times)
    return days_of(times, 11, of_words)


def _numbers(column: list[bytes] | None) -> list[int] | None:
    """Bytes, written plainly or with separators (`12,345`)."""
    if column is None:
        return None
    plain = [text.replace(b",", b"") for text in column]
    return [int(text) if text.isdigit() and len(text) < 16 else 0 for text in plain]


def _rows(block: bytes, delimiter: str) -> Iterator[Row]:
    text = decoded(block).replace("\0", "\ufffd").replace("\r\n", "\n").replace("\r", "\n")
    if '"' not in text:
        yield from (line.split(delimiter) for line in text.split("\n") if line)
        return
    for line in text.split("\n"):  # a line at a time: one stray quote must not swallow the rest of the log
        try:
            yield from csv.reader([line], delimiter=delimiter) if line else ()
        except csv.Error:
            yield [line]


def decoded(data: bytes) -> str:
    """UTF-8 (with or without mark) or CP949; signs that neither has become replacement characters."""
    for coding in ("utf-8-sig", "cp949"):
        try:
            return data.decode(coding)
        except UnicodeDecodeError:
            continue
    return data.decode("cp949", "replace")


def recognise(head: bytes) -> Table | None:
    """The reader for a table whose heading is among the first lines: it must name who, and where to."""
    lines = [line for line in decoded(head[:16_384]).split("\n")[:16] if line.strip()]
    for line, _ in pairwise([*lines, ""]):
        for delimiter in DELIMITERS:
            row = next(_rows(line.encode(), delimiter), [])
            found = headings.columns(row, headings.FIREWALL)
            if len(row) > 1 and ({"client", "user"} & set(found)) and ({"host", "address"} & set(found)):
                return Table(delimiter, tuple(found.items()), len(row), tuple(row))
    return None
