"""Label words (성명, 계좌번호, card number, 手机号 …): one Hyperscan pattern per kind, and which label a value has."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gwanmun.knowledge.kinds import Kind, load_words

BUSINESS = "business"
"""Owner of the labels that mark order, tracking, session … numbers."""

BEFORE = 40
"""A label counts when it ends at most so many characters before the value …"""

AFTER = 14
"""… or begins at most so many after it, on the same line."""

_LONGEST_LABEL = 40
_SPACED_FROM = 3
_VALUE_BETWEEN = re.compile(r"\d{5}|\d{3,4}[-. ]\d{4}", re.ASCII)
_BREAK = re.compile(r"[\n,;|\t]")
_INTRODUCES = re.compile(r" ?[:=：]")


class Label(NamedTuple):
    """A label word at `start` to `end` of the folded text, and the kind it announces."""

    start: int
    end: int
    owner: str


def _pattern(word: str) -> str:
    if word.isascii():
        return rf"\b{re.escape(word)}\b"
    letters = word.replace(" ", "")
    return re.escape(word) if len(letters) < _SPACED_FROM or not letters.isalpha() else " ?".join(letters)


def label_patterns(kinds: Sequence[Kind]) -> list[tuple[str, str]]:
    """(owner, pattern) for every kind with labels and for business numbers; case does not matter."""
    owners = [(kind.id, kind.labels) for kind in kinds if kind.labels]
    owners.append((BUSINESS, load_words("business")["labels"]))
    return [(owner, "(?i)(?:" + "|".join(map(_pattern, words)) + ")") for owner, words in owners]


def label_of(text: str, labels: Sequence[Label], owner: str, start: int, end: int) -> str:
    """The word by which `owner` announces `text[start:end]`, or "".

    The nearest label before wins over a business label farther away and loses to a nearer one; a label whose value
    has already come is spent. Behind the value only words on the same line count.
    """
    for label in _before(text, labels, start):
        if label.owner == owner:
            return text[label.start : label.end]
        if label.owner == BUSINESS and not _shares(labels, label, owner):
            return ""
    return _behind(text, labels, owner, end)


def is_business(text: str, labels: Sequence[Label], start: int) -> bool:
    """Whether the nearest label before `start` marks a business number whose value has not come yet."""
    nearest = next(_before(text, labels, start), None)
    return nearest is not None and nearest.owner == BUSINESS


def _before(text: str, labels: Sequence[Label], start: int) -> Iterator[Label]:
    """Labels within reach before `start`, nearest first, up to one whose value has come. `labels` are in order."""
    for index in range(bisect_left(labels, (start,)) - 1, -1, -1):
        label = labels[index]
        if start - label.start > BEFORE + _LONGEST_LABEL:
            return
        if label.end <= start:
            if start - label.end > BEFORE or _VALUE_BETWEEN.search(text, label.end, start):
                return
            yield label


def _shares(labels: Sequence[Label], business: Label, owner: str) -> bool:
    """Whether a longer label of `owner` covers the business word (`계좌 일련번호`)."""
    first = bisect_left(labels, (business.start - _LONGEST_LABEL,))
    last = bisect_left(labels, (business.end,))
    return any(
        each.owner == owner and each.end >= business.end and each.start <= business.start for each in labels[first:last]
    )


def _behind(text: str, labels: Sequence[Label], owner: str, end: int) -> str:
    for index in range(bisect_left(labels, (end,)), len(labels)):
        label = labels[index]
        if label.start - end > AFTER:
            return ""
        if label.owner == owner:
            lone = not _BREAK.search(text, end, label.start) and not _INTRODUCES.match(text, label.end)
            return text[label.start : label.end] if lone else ""
    return ""
