"""Sentences of a stretch of text, and what they do: state, deny, leave open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from gwanmun.promise.block import Span
from gwanmun.promise.phrases import cue

_SHORT = "".join(
    rf"(?<!\b{each})" for each in ("Inc", "Ltd", "Co", "No", "vs", "St", "Art", "Corp", "LLC", "Dr", "[A-Za-z]")
)
"""Words whose full stop ends no sentence."""
_END = re.compile(
    r"(?<=[가-힣])[.!?](?=[\s\"'”’)\d가-힣A-Z]|$)"
    rf"|{_SHORT}[.!?](?=\s+[\"'“‘(]?[A-Z가-힣①-⑳※]|\s*$)|[。！？；]|\n"
)


def sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """Spans of the sentences between `start` and `end`: cut at full stops and at line breaks."""
    for span in _cut(text[start:end]):
        yield Span(start + span.start, start + span.end)


@lru_cache(maxsize=2048)
def _cut(text: str) -> tuple[Span, ...]:
    """The sentences of a block; several readers ask for the same one."""
    edges = [0, *(found.end() for found in _END.finditer(text)), len(text)]
    spans = (_trimmed(text, begin, end) for begin, end in pairwise(edges))
    return tuple(span for span in spans if span.start < span.end)


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def denies(sentence: str) -> bool:
    """Whether the sentence says that something is not done ("이전하지 않습니다", "we do not transfer").

    An exception in the same sentence ("except to …", "다만") leaves open what is done: such a sentence denies nothing.
    """
    return bool(cue("negations").search(sentence)) and not cue("exceptions").search(sentence)


def hedges(sentence: str) -> bool:
    """Whether it only says that something may be done."""
    return bool(cue("hedges").search(sentence))
