"""The organisation's own lists as evidence: recipients (sellers), processors, consents, a map of its data.

A capture at the client cannot see what a server passes on to others: these lists can. Rows are read once into columns,
for a list of sellers has hundreds of thousands.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from gwanmun.errors import Problem
from gwanmun.law.names import plain

RegisterKind = Literal["recipients", "processors", "consents", "data"]

HEADINGS = 16
"""Rows at the top among which the headings are looked for."""

FIELDS: Mapping[str, tuple[str, ...]] = {
    "processor": (
        "수탁자",
        "수탁사",
        "수탁업체",
        "위탁업체",
        "수탁자명",
        "processor",
        "vendor",
        "subprocessorof",
        "outsourcee",
    ),
    "subprocessor": ("재수탁자", "재수탁업체", "재수탁사", "subprocessor", "subcontractor"),
    "recipient": (
        *(
            "이전받는자",
            "이전받는자의성명",
            "이전받는자법인명",
            "제공받는자",
            "받는자",
            "수령자",
            "수신자",
            "판매자",
            "판매자명",
            "판매자id",
        ),
        *("셀러", "법인명", "업체명", "업체", "회사", "회사명", "상호", "기관명"),
        *(
            "recipient",
            "recipientname",
            "seller",
            "sellername",
            "sellerid",
            "company",
            "companyname",
            "legalentity",
            "name",
        ),
    ),
    "country": (
        "국가",
        "이전국가",
        "이전되는국가",
        "소재국",
        "소재지국가",
        "나라",
        "country",
        "countrycode",
        "location",
    ),
    "items": (
        "항목",
        "이전항목",
        "제공항목",
        "처리항목",
        "위탁항목",
        "개인정보항목",
        "items",
        "data",
        "datatypes",
        "personaldata",
    ),
    "purpose": ("목적", "이용목적", "제공목적", "위탁업무", "위탁목적", "업무", "purpose", "task", "service"),
    "contact": ("연락처", "담당자연락처", "전화번호", "이메일", "contact", "contactdetails", "email", "phone"),
    "subject": (
        "정보주체",
        "회원번호",
        "고객번호",
        "회원id",
        "이용자",
        "고객id",
        "subject",
        "subjectid",
        "user",
        "userid",
        "customerid",
    ),
    "consented": ("동의", "동의여부", "제3자제공동의", "국외이전동의", "consent", "consented", "consentgiven"),
    "uses": ("이용여부", "기능이용", "서비스이용여부", "이용자여부", "usesfeature", "uses", "featureuser", "active"),
    "trained": ("교육일", "최근교육일", "교육", "trained", "trainedon", "lasttraining"),
    "inspected": ("점검일", "최근점검일", "점검", "감독", "inspected", "inspectedon", "lastaudit"),
    "agreed": ("재위탁동의", "동의일", "subprocessorconsent", "agreed"),
}

NO = frozenset(
    {"", "n", "no", "x", "0", "false", "아니오", "아니요", "미동의", "없음", "거부", "미이용", "-", "none", "✗", "×"}
)
"""Words that say no. An empty cell does too: what is not recorded cannot be shown."""


@dataclass(frozen=True, slots=True)
class Register:
    """`columns` are as long as there are rows, under the names of `FIELDS`; `first` is the file's line of the first."""

    kind: RegisterKind
    name: str
    sha256: str
    columns: Mapping[str, tuple[str, ...]]
    lines: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.lines)

    def column(self, field: str) -> tuple[str, ...]:
        """Its cells, none when the register has no such column."""
        return self.columns.get(field, ())

    def place(self, index: int) -> str:
        """A row as evidence: `<sha256>:row 7`."""
        return f"{self.sha256}:row {self.lines[index]}"

    @property
    def names(self) -> tuple[str, ...]:
        return self.column("processor") or self.column("recipient")

    def distinct(self) -> dict[str, int]:
        """Each recipient once, by its plain name, with the index of its first row."""
        found: dict[str, int] = {}
        for index, name in enumerate(self.names):
            if name:
                found.setdefault(plain(name) or name, index)
        return found


def register(rows: Iterable[Sequence[str]], name: str, sha256: str) -> Register:
    """Read a register; rows without a heading that is known are a `Problem`."""
    listed = iter(rows)
    for number in range(1, HEADINGS + 1):
        row = next(listed, None)
        if row is None:
            break
        at = _headings(row)
        if kind := _kind(at):
            return _register(kind, name, sha256, at, listed, number + 1)
    raise Problem(
        f"{name}: no heading that names recipients, processors, subjects or items",
        "give a first line such as 수탁자,국가,위탁업무 or recipient,country,items",
    )


def _headings(row: Sequence[str]) -> dict[str, int]:
    """Field -> column; the first column that fits a field is it."""
    found: dict[str, int] = {}
    for index, cell in enumerate(row):
        word = _squeezed(cell)
        for field, words in FIELDS.items():
            if word in words:
                found.setdefault(field, index)
                break
    return found


def _squeezed(cell: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKC", cell).casefold() if letter.isalnum())


def _kind(at: Mapping[str, int]) -> RegisterKind | None:
    if "processor" in at:
        return "processors"
    if "subject" in at and {"consented", "uses"} & set(at):
        return "consents"
    if "recipient" in at:
        return "recipients"
    return "data" if {"items", "country"} <= set(at) or {"items", "purpose"} <= set(at) else None


def _register(
    kind: RegisterKind, name: str, sha256: str, at: Mapping[str, int], rows: Iterator[Sequence[str]], first: int
) -> Register:
    kept = [(line, row) for line, row in enumerate(rows, first) if any(cell.strip() for cell in row)]
    columns = {
        field: tuple(row[index].strip() if index < len(row) else "" for _, row in kept) for field, index in at.items()
    }
    return Register(kind, name, sha256, columns, tuple(line for line, _ in kept))


def says_no(cell: str) -> bool:
    return cell.strip().casefold() in NO
