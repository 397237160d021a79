"""What the sentences of a section add to all its recipients: how to refuse, when and how, items, purpose, retention."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from gwanmun.promise import labels
from gwanmun.promise.block import Document, Span
from gwanmun.promise.phrases import cue
from gwanmun.promise.placeholder import is_empty, is_placeholder
from gwanmun.promise.sections import Section
from gwanmun.promise.sentence import sentences
from gwanmun.promise.topics import DISCLOSURES, topics_of

_SHARED = ("refusal", "method", "items", "purpose", "retention")
_ITEMS = re.compile(
    r"(?:이전|제공|전송)(?:되|하)는\s?(?:개인정보(?:의)?\s?)?항목(?:은|"
    r":)\s?(?P<ko>[^.。\n]{2,160}?)(?:입니다|이며|[.。\n]|$)"
    r"|(?:information|data|items)\s+(?:to be )?(?:transferred|shared|sent)\s+(?:is|are|includes?|"
    r"consists? of)\s*:?\s*(?P<en>[^.\n]{3,200})"
    r"|(?:传输|提供|转移|出境)的(?:个人)?信息(?:种类|类型)?(?:包括|为|是)[:：]?(?P<zh>[^。\n]{2,120})",
    re.IGNORECASE,
)


def shared(document: Document, parts: Iterable[Section]) -> dict[str, str]:
    """Field -> the sentence or labelled value that holds for the whole section; nothing where nothing is said."""
    found: dict[str, str] = {}
    for section in parts:
        for field, value in _labelled(document, section).items():
            found.setdefault(field, value)
        for block in section.blocks:
            if block.kind == "table":
                continue
            if not labels.is_labelled(document, block):
                for span in sentences(document.text, block.start, block.end):
                    _add(found, document.of(span))
        _headed(document, section, found)
    return {field: value for field, value in found.items() if not is_placeholder(value) and not is_empty(value)}


def _labelled(document: Document, section: Section) -> Mapping[str, str]:
    """Labels that stand for all: beside a table, or one alone; several without a table are a recipient's own."""
    lines = [line for line in labels.lines(document, section.blocks) if line.fields]
    named = any("recipient" in line.fields for line in lines)
    tabled = any(block.kind == "table" for block in section.blocks)
    kept = _SHARED if (tabled or len(lines) == 1) and not named else ("refusal",)
    return {field: line.value for line in reversed(lines) for field in line.fields if field in kept}


def _add(found: dict[str, str], sentence: str) -> None:
    if cue("refusal").search(sentence) and not cue("refusal_off").search(sentence):
        found["refusal"] = f"{found['refusal']} {sentence}" if "refusal" in found else sentence
        return
    method = cue("method").search(sentence)
    if method and "method" not in found:
        found["method"] = sentence
    items = _ITEMS.search(sentence)
    if items and "items" not in found:
        found["items"] = (items["ko"] or items["en"] or items["zh"]).strip(" :")


def _headed(document: Document, section: Section, found: dict[str, str]) -> None:
    """A sub-heading that is itself a field (`거부 방법`) with text below."""
    if not section.heading or "refusal" in found or not section.blocks:
        return
    words = document.of(section.heading)
    if re.search(r"거부|refus|opt[- ]?out|拒绝", words, re.IGNORECASE) and not topics_of(words) - DISCLOSURES:
        last = section.blocks[-1]
        found["refusal"] = document.of(Span(section.blocks[0].start, last.end)).strip()
