"""The labelled corpora: documents written by hand, with every personal value marked in place.

A file holds many documents. `=== name [media/type] [nfd|escaped|percent|crlf] [xN]` begins one; lines `@ kind path`
after it label a whole leaf (`@?` optionally; path `*`: wherever); the rest is the body, where `⟦kind|value⟧` marks a
value to find, `⟦?kind|value⟧` one that may be found or not (`⟦?|value⟧`: as anything), and `‹slot›` stands for a value
of `slots.py`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

from gwanmun.unpack.message import open_text
from gwanmun.unpack.parts import Leaf
from tests.corpora.slots import fill

HERE = Path(__file__).parent
SPLITS = ("dev", "held")
MARK = re.compile(r"⟦(\??)([a-z_.]*)\|([^⟦⟧]*)⟧")
WHOLE = re.compile(r"^@(\??) (\S+) (\S+)\n", re.MULTILINE)
STRING_OR_MARK = re.compile(r'"(?:\\.|[^"\\])*"|⟦[^⟦⟧]*⟧', re.DOTALL)
# Inside a body a mark travels as private-use characters: they mean nothing to JSON, CSV or a form.
OPEN, CLOSE, FIRST = "\ue000", "\ue001", 0xE100
TRAVELLING = re.compile(f"{OPEN}([\ue100-\uefff])([^{OPEN}{CLOSE}]*){CLOSE}")


@dataclass(frozen=True, slots=True)
class Label:
    """A value to be found: code points `start` to `end` of the leaf at `path`; the whole leaf when `end` is -1."""

    kind: str
    path: str
    start: int
    end: int
    optional: bool = False

    @property
    def whole(self) -> bool:
        return self.end < 0


@dataclass(frozen=True, slots=True)
class Document:
    """One text or body; a trap has nothing that must be found. `leaves` is what the detector is given."""

    name: str
    split: str
    domain: str
    media: str | None
    body: str
    leaves: tuple[Leaf, ...]
    labels: tuple[Label, ...]

    @property
    def trap(self) -> bool:
        return all(label.optional for label in self.labels)

    def text(self, path: str) -> str:
        return next((leaf.text for leaf in self.leaves if leaf.path == path), "")


class CorpusError(ValueError):
    """A document that does not say what it means."""


@cache
def load(split: str) -> tuple[Document, ...]:
    """All documents of a split, in file order."""
    files = sorted(path for path in (HERE / split).glob("*.txt") if path.stem != "lists")
    return tuple(document for path in files for document in read(path.read_text(encoding="utf-8"), split, path.stem))


def read(content: str, split: str, domain: str) -> Iterator[Document]:
    """The documents of one file's content."""
    for part in re.split(r"^=== ", content, flags=re.MULTILINE)[1:]:
        head, _, rest = part.partition("\n")
        name, *words = head.split()
        copies = [int(word[1:]) for word in words if re.fullmatch(r"x\d+", word)]
        for number in range(copies[0] if copies else 1):
            yield _document(f"{name}-{number + 1}" if copies else name, words, rest.rstrip("\n"), split, domain)


def _document(name: str, words: list[str], content: str, split: str, domain: str) -> Document:
    whole = tuple(
        Label(kind, path.strip("*"), 0, -1, bool(optional)) for optional, kind, path in WHOLE.findall(content)
    )
    raw = WHOLE.sub("", content)
    raw = fill(raw, f"{split}/{domain}/{name}", split)
    media = next((word for word in words if "/" in word), None)
    clean, travelling, marks = _bodies(raw, media)
    clean, travelling = _written(clean, words), _written(travelling, words)
    leaves = _open(clean, media)
    labels = tuple(_labels(leaves, _open(travelling, media), marks, f"{split}/{domain}/{name}"))
    if len(labels) != len(marks):
        raise CorpusError(f"{split}/{domain}/{name}: {len(marks)} marks, {len(labels)} of them in a leaf")
    return Document(name, split, domain, media, clean, leaves, labels + whole)


def _bodies(raw: str, media: str | None) -> tuple[str, str, list[tuple[bool, str]]]:
    """The body as sent, the same with travelling marks, and what each mark means."""
    marks: list[tuple[bool, str]] = []

    def travel(mark: re.Match[str]) -> str:
        marks.append((bool(mark[1]), mark[2]))
        return f"{OPEN}{chr(FIRST + len(marks) - 1)}{mark[3]}{CLOSE}"

    json = media is not None and "json" in media
    quoted = STRING_OR_MARK.sub(lambda it: f'"{it[0]}"' if it[0][0] == "⟦" else it[0], raw) if json else raw
    return MARK.sub(r"\3", raw), MARK.sub(travel, quoted), marks


def _written(body: str, words: list[str]) -> str:
    """The body in the writing the header asks for."""
    if "nfd" in words:
        body = unicodedata.normalize("NFD", body)
    if "escaped" in words:
        body = "".join(sign if sign < "\x80" else f"\\u{ord(sign):04x}" for sign in body)
    if "percent" in words:
        body = "".join(sign if sign < "\x80" else quote(sign) for sign in body)
    return body.replace("\n", "\r\n") if "crlf" in words else body


def _open(body: str, media: str | None) -> tuple[Leaf, ...]:
    return open_text(body if media is None else body.encode(), media).leaves


def _labels(
    leaves: tuple[Leaf, ...], marked: tuple[Leaf, ...], marks: list[tuple[bool, str]], where: str
) -> Iterator[Label]:
    if len(leaves) != len(marked):
        raise CorpusError(f"{where}: {len(leaves)} leaves, {len(marked)} with marks")
    for leaf, other in zip(leaves, marked, strict=True):
        shift = 0
        for mark in TRAVELLING.finditer(other.text):
            optional, kind = marks[ord(mark[1]) - FIRST]
            start = mark.start() - shift
            yield Label(kind, leaf.path, start, start + len(mark[2]), optional)
            shift += 3
        if TRAVELLING.sub(r"\2", other.text) != leaf.text or leaf.path != other.path:
            raise CorpusError(f"{where}: a mark changes how {leaf.path or 'the text'} is read")
