"""List items that each name a recipient: `Amazon Web Services (미국): 데이터 보관`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gwanmun.promise.block import Block, Document, Span
from gwanmun.promise.countries import countries
from gwanmun.promise.known import named
from gwanmun.promise.names import Party, parties
from gwanmun.promise.phrases import phrases
from gwanmun.promise.raw import Entry
from gwanmun.promise.sentence import denies

_CUT = re.compile(r"\s*[:：]\s*(?!//)|\s+[–—-]\s+|，|,\s+(?=[^A-Z\s])")
_SENTENCE = re.compile(r"니다|。|[a-z]{5,}\.\s|\b(we|you|our|may|will)\b", re.IGNORECASE)
_BODY = re.compile(rf"(?:{'|'.join(phrases('names')['korean_bodies'])})$")
_PLACE = re.compile(r"\s*[(（]([^()（）]*)[)）]")
_NUMBER = re.compile(r"^\s*(?:\d{1,2}[.)]|[①-⑳]|[가-하][.)]|[(（]\d{1,2}[)）])\s*")


def entries(document: Document, blocks: Sequence[Block]) -> Iterator[Entry]:
    """An entry for each item that begins with the name of a known company or service, or one with a legal form."""
    for block in blocks:
        text = document.of(block)
        if block.kind == "table" or not (block.kind == "item" or _NUMBER.match(text)) or denies(text):
            continue
        entry = _entry(_NUMBER.sub("", text), Span(block.start, block.end))
        if entry:
            yield entry


def _entry(text: str, span: Span) -> Entry | None:
    cut = _CUT.search(text)
    head, rest = (text[: cut.start()], text[cut.end() :]) if cut else (text, "")
    found = named(head)
    if not found and rest and _BODY.search(head.strip()) and len(head) < 30:
        found = [(head.strip(), 0, len(head))]
    if not found or found[0][1] > 12 or _SENTENCE.search(head) or len(head) > 80:
        return None
    who = parties(head) or (Party(found[0][0]),)
    places = tuple(dict.fromkeys(code for party in who for code in party.countries)) or countries(rest)
    purpose = _PLACE.sub(lambda each: "" if countries(each[1]) else each[0], rest).strip() if rest else ""
    values = {"purpose": purpose} if purpose and not (countries(purpose) and len(purpose) < 30) else {}
    return Entry(span, values, parties=who, places=places, placed=bool(places))
