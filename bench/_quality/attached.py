"""Recall of the same labelled values when a space follows them and when a Korean particle touches them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from bench._quality.show import rows
from gwanmun.unpack.message import open_text
from tests.corpora.documents import Document

LABELS = {
    "contact.phone": "연락처", "contact.email": "이메일", "finance.card": "카드번호", "net.ip": "접속 IP",
    "device.mac": "맥주소", "kr.rrn": "주민등록번호", "kr.frn": "외국인등록번호", "kr.passport": "여권번호",
    "kr.driver_license": "운전면허번호", "kr.brn": "사업자등록번호", "kr.pccc": "개인통관고유부호",
    "finance.account": "국민은행 계좌번호", "person.name": "담당자", "contact.address": "주소",
}  # fmt: skip
SPACED = (" 입니다.", " 으로 보내줘", " 확인 바랍니다")
TOUCHING = ("입니다.", "으로 보내줘", "이고 나머지는", "에서")

Finder = Callable[[str], Sequence[tuple[str, int, int]]]


def values(documents: Sequence[Document]) -> dict[str, list[str]]:
    """The distinct labelled values of each kind that has a Korean label word."""
    found: dict[str, set[str]] = {kind: set() for kind in LABELS}
    for document in documents:
        for label in document.labels:
            if label.kind in LABELS and not label.optional and not label.whole:
                value = document.text(label.path)[label.start : label.end]
                found[label.kind].add(value)
    return {kind: sorted(each) for kind, each in found.items()}


def recall(kind: str, known: Sequence[str], endings: Sequence[str], find: Finder) -> float:
    met = total = 0
    for value in known:
        for ending in endings:
            start = len(LABELS[kind]) + 2
            wanted = (kind, start, start + len(value))
            met += wanted in find(f"{LABELS[kind]}: {value}{ending}")
            total += 1
    return met / total if total else 1.0


def table(documents: Sequence[Document], finders: Sequence[tuple[str, Finder, frozenset[str]]]) -> Iterator[str]:
    """A row a kind; a finder that does not know a kind leaves its cells empty."""
    head = ["kind", "values"] + [f"{name} {how}" for name, _, _ in finders for how in ("spaced", "attached")]
    body = []
    for kind, known in values(documents).items():
        row = [kind, str(len(known))]
        for _, find, able in finders:
            row += [f"{recall(kind, known, ends, find):.3f}" if kind in able else "–" for ends in (SPACED, TOUCHING)]
        body.append(row)
    return rows(head, body)


def as_document(text: str) -> Document:
    """A text as a document without labels."""
    return Document("text", "", "", None, text, open_text(text).leaves, ())
