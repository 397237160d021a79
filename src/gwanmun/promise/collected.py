"""The items that a policy says are collected: from tables, labels, lists and sentences of the sections on them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gwanmun.promise.block import Block, Document, Span
from gwanmun.promise.fields import fields_of
from gwanmun.promise.filled import items, quote
from gwanmun.promise.phrases import cue
from gwanmun.promise.placeholder import is_empty, is_placeholder
from gwanmun.promise.sections import Section
from gwanmun.promise.sentence import denies, sentences
from gwanmun.promise.tables import entries
from gwanmun.promise.topics import DISCLOSURES
from gwanmun.transfer import Promise

_LISTED = re.compile(
    r"(?:such as|includ(?:e|es|ing)|like|consists? of|namely|the following(?: information|"
    r" data)?:?)\s*:?\s*(?P<en>[^.;]{3,500})"
    r"|\b(?:collect|gather|record)s?\s+(?:your\s+|the\s+)?(?P<verb>(?!information\b|data\b|certain\b|"
    r"personal\b|it\b|this\b|from\b|some\b)[^.;:]{3,400})"
    r"|(?P<after>[^.\n]{2,300}?)(?:을|를|등을|등의 정보를|등의 정보가|이|가|"
    r"정보를)\s?(?:자동으로\s?)?(?:수집|처리)(?:합니다|하고|하며|됩니다|될|할|한다)"
    r"|(?:包括|如|例如|收集(?:您的)?)[:：]?(?P<zh>[^。；\n]{2,200})",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^\s*(?:[①-⑳]|\d{1,2}[.)]|[가-하][.)])?\s*(?P<label>[^:：\n]{1,40})\s*[:：]\s*(?P<value>\S[^\n]*)$"
)
_TAIL = re.compile(
    r"\s*\b(?:and/or|and|및)\s+(?=\S)|(?<=[가-힣])(?:와|과)\s+|(?<=[\u4e00-\u9fff])(?:和|与|以及|"
    r"及)(?=[\u4e00-\u9fff])"
)
_USE = re.compile(r"用于.*|以便.*|以提供.*")
_EXTRA = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")
_LEAD = re.compile(r"^(?:and|or|your|the|a|an|및|또는|和|您的|the following|other)\s+", re.IGNORECASE)
_SUBJECT = re.compile(
    r"^(?:.*(?:위하여|위해서?|위한|과정에서|경우(?:에는)?|이용\s?시|가입\s?시|"
    r"사용할\s?때)\s+)?(?:[^\s,]{1,14}(?:은|는)(?<!또는)\s+)?"
    r"(?:(?:다음|아래)(?:과|와)?\s?(?:같은|의)\s+)?"
)
_NOTHING = re.compile(
    r"^(?:다음|아래|최소한|필요한|이러한|관련|해당|위|상기)[의과와 ]|개인\s?정보(?:\s?항목)?$|"
    r"^(?:개인)?정보$|니다$|^(?:필수|선택)\s?(?:항목|정보)?\s?[:：]?$"
)
_LONG = 90


def collected(document: Document, parts: Sequence[Section], file: str) -> Iterator[Promise]:
    """A promise for each table row, label, list item or sentence that names items; never one that denies it."""
    for section in parts:
        if "items" not in section.topics or section.topics & DISCLOSURES:
            continue
        for block, after in zip(section.blocks, (*section.blocks[1:], None), strict=False):
            if (
                after
                and block.kind == after.kind == "item"
                and after.level > block.level
                and len(document.of(block)) < 20
            ):
                continue  # the name of a list, not an item
            for what, span in _of_block(document, block):
                if what:
                    yield Promise("items", quote(document, file, span), items=what)


def _of_block(document: Document, block: Block) -> Iterator[tuple[tuple[str, ...], Span]]:
    if block.kind == "table":
        yield from _of_table(document, block)
        return
    text = document.of(block)
    if denies(text) and not re.search(r"[.。]\s", text):
        return
    label = _LABEL.match(text)
    if label and len(label["label"]) < 40:
        yield from _labelled(label, block)
    elif _is_list(block, text):
        yield _cut(text), Span(block.start, block.end)
    else:
        yield from _told(document, block)


def _of_table(document: Document, table: Block) -> Iterator[tuple[tuple[str, ...], Span]]:
    """By headers that are understood, else the one column whose header says that it holds items."""
    found = [*entries(document, table)]
    for entry in found:
        yield _cut(entry.values.get("items") or entry.values.get("examples", "")), entry.span
    heads = [fields_of(" ".join(document.of(cell).split())) for cell in table.rows[0]]
    for row in table.rows[1:] if not found and ("items",) in heads else ():
        cell = row[heads.index(("items",))]
        yield _cut(document.of(cell)), cell


def _is_list(block: Block, text: str) -> bool:
    """An item, or a line that only lists: no sentence."""
    if re.search(r"(?:니다|다)[.\s]*$|[.。]\s*\S|。\s*$|[:：]\s*$|\b(we|you|our)\b", text, re.IGNORECASE):
        return False
    return len(text) <= _LONG if block.kind == "item" else len(text) <= 3 * _LONG and bool(re.search("[,、，]", text))


def _labelled(label: re.Match[str], block: Block) -> Iterator[tuple[tuple[str, ...], Span]]:
    """`필수항목: 이메일, 이름`; the value of a label that announces something else (a purpose) is not an item."""
    fields = fields_of(label["label"])
    if (fields and not {"items", "other"}.intersection(fields)) or denies(label["value"]):
        return
    value = label["value"]
    told = bool(re.search(r"니다[.\s]|\b(we|you)\b", value))
    if told:
        found = _LISTED.search(value)
        value = (found["en"] or found["verb"] or found["after"] or found["zh"] or "") if found else ""
    yield _cut(value, told=told), Span(block.start, block.end)


def _told(document: Document, block: Block) -> Iterator[tuple[tuple[str, ...], Span]]:
    for span in sentences(document.text, block.start, block.end):
        text = document.of(span)
        if denies(text) or not cue("collects").search(text):
            continue
        for found in _LISTED.finditer(text):
            yield _cut(found["en"] or found["verb"] or found["after"] or found["zh"] or "", told=True), span


def _cut(text: str, *, told: bool = False) -> tuple[str, ...]:
    """Items of a list; in a sentence the last one stands behind "and", and the first behind its subject."""
    kept: list[str] = []
    for each in items(_USE.sub("", _SUBJECT.sub("", text)) if told else text):
        pieces = _TAIL.split(each) if told or len(each) > 60 or re.match(r"(?i)(and|or)\s", each) else [each]
        for piece in pieces:
            bare = _LEAD.sub("", piece.strip(" .:：。\"'“”")).strip()
            if 1 < len(bare) <= 120 and not _NOTHING.search(bare) and not is_empty(bare) and not is_placeholder(bare):
                kept.append(bare)
    return tuple(dict.fromkeys(kept))
