"""The organisation's own list of approved services, hosts or companies: CSV or XLSX, headings in Korean or English."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gwanmun.discover import headings
from gwanmun.discover.firewall import DELIMITERS, decoded
from gwanmun.discover.sheet import rows_of_xlsx
from gwanmun.errors import Problem
from gwanmun.recipient import name

LARGEST = 64 << 20
HEADINGS = 16
"""Lines at the top among which the heading is looked for."""

_YES = """
    승인 허용 승인됨 승인완료 가능 사용가능 조건부승인 적합 통과
    y yes o ok true approved allowed permitted 1 ○ ◯
"""
YES = frozenset(_YES.split())
"""Words that approve. Any other word, and an empty cell, does not."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a register. `approved` is what the line says, True where it has no such column."""

    service: str
    hosts: tuple[str, ...]
    company: str
    approved: bool
    until: str
    place: str

    def stands(self, today: date) -> bool:
        """Whether the approval holds on that day; an end that is no date does not end it."""
        return self.approved and not (self.until and _date(self.until) and self.until < today.isoformat())


class Approvals:
    """Answers whether a service, host or company is in the registers; the first entry that fits decides."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)
        self._hosts: dict[str, Entry] = {}
        self._names: dict[str, Entry] = {}
        for entry in self.entries:
            for host in entry.hosts:
                self._hosts.setdefault(host, entry)
            for text in filter(None, (entry.service, entry.company)):
                self._names.setdefault(_plain(text), entry)

    def find(self, hosts: Iterable[str], names: Iterable[str]) -> Entry | None:
        """By host (the host itself or a domain above it), else by name of the service or its operator."""
        for host in hosts:
            labels = host.split(".")
            for start in range(len(labels) - 1):
                if entry := self._hosts.get(".".join(labels[start:])):
                    return entry
        return next((entry for text in names if (entry := self._names.get(_plain(text)))), None)


def load(paths: Sequence[Path]) -> Approvals:
    """Read registers; a file without a heading that names services, hosts or companies is a `Problem`."""
    return Approvals(entry for path in paths for entry in _entries(path))


def _entries(path: Path) -> Iterator[Entry]:
    rows = list(_rows(path))
    for number, row in enumerate(rows[:HEADINGS]):
        at = headings.columns(row, headings.REGISTER)
        if {"service", "host", "company"} & set(at):
            for below, cells in enumerate(rows[number + 1 :], number + 2):
                entry = _entry(cells, at, f"{path.name}:{below}")
                if entry.service or entry.hosts or entry.company:
                    yield entry
            return
    raise Problem(
        f"{path}: no heading that names a service, a host or a company",
        "give a first line such as 서비스,도메인,회사,승인여부 or service,host,company,approved",
    )


def _entry(cells: Sequence[str], at: dict[str, int], place: str) -> Entry:
    def cell(field: str) -> str:
        return cells[at[field]].strip() if field in at and at[field] < len(cells) else ""

    return Entry(
        service=cell("service"),
        hosts=tuple(_hosts(cell("host"))),
        company=cell("company"),
        approved=_says(cell("approved")) if "approved" in at else True,
        until=cell("until").replace(".", "-").replace("/", "-")[:10],
        place=place,
    )


def _says(text: str) -> bool:
    """Only a word that is known to mean yes approves; an empty or unknown one does not."""
    word = "".join(text.casefold().split())
    return word in YES


def _hosts(text: str) -> Iterator[str]:
    for word in text.replace(",", " ").replace(";", " ").replace("\n", " ").split():
        host = name.hostname(word).removeprefix("*.").removeprefix(".").removeprefix("www.")
        if "." in host:
            yield host


def _plain(text: str) -> str:
    """A name without case, spaces and legal form, so that `(주)카카오` is `카카오`."""
    plain = text.casefold()
    for form in (
        "주식회사",
        "(주)",
        "㈜",
        "co., ltd.",
        "co.,ltd.",
        "co., ltd",
        ", inc.",
        " inc.",
        " inc",
        " ltd",
        " llc",
    ):
        plain = plain.replace(form, "")
    return "".join(plain.split()).strip(".,")


def _date(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _rows(path: Path) -> Iterator[Sequence[str]]:
    data = _read(path)
    if data.startswith(b"PK\x03\x04"):
        yield from rows_of_xlsx(data, path)
        return
    yield from _csv(decoded(data))


def _csv(text: str) -> Iterator[Sequence[str]]:
    """A register may have cells of several lines, so it is read as a whole; its delimiter is the commonest one."""
    first = text[:4096]
    delimiter = max(DELIMITERS, key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise Problem(f"a register cannot be read as CSV: {error}", "save it as CSV (UTF-8) or XLSX") from error


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise Problem(f"{path}: larger than {LARGEST >> 20} MiB", "a register is a list of services: give that one")
        return path.read_bytes()
    except OSError as error:
        raise Problem(f"cannot read {path}: {error.strerror}", "check the path and its permissions") from error
