"""Statements that follow from the title and from the sentences themselves: P-22, and direct collection abroad."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gwanmun.promise.block import Document, Span
from gwanmun.promise.countries import countries
from gwanmun.promise.filled import foreign, quote
from gwanmun.promise.phrases import cue
from gwanmun.promise.sections import Section
from gwanmun.promise.sentence import denies, sentences
from gwanmun.transfer import Promise


def title(document: Document, file: str) -> Iterator[Promise]:
    """P-22: a title that is the statute's own, in the first lines."""
    for block in document.blocks[:12]:
        text = document.of(block)
        if block.kind != "table" and len(text) < 60 and re.search(r"개인정보\s?처리\s?방침", text):
            yield Promise(
                "statement", quote(document, file, Span(block.start, block.end)), rule="P-22", status="present"
            )
            return


def direct_collection(document: Document, parts: Sequence[Section], file: str) -> Iterator[Promise]:
    """Countries where a foreign firm says that it collects and processes data itself (Decree art. 31(1)4)."""
    for section in parts:
        for block in section.blocks:
            headed = "direct_collection" in section.topics
            if not headed and not cue("direct_collection").search(document.text, block.start, block.end):
                continue
            for span in sentences(document.text, block.start, block.end):
                text = document.of(span)
                codes = foreign(countries(text))
                if codes and not denies(text) and (headed or cue("direct_collection").search(text)):
                    yield Promise("direct-collection", quote(document, file, span), countries=codes)
