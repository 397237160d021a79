"""The statements that the law asks of a policy (P-01 to P-27): present, only vague, or not there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from gwanmun.promise.block import Document, Span
from gwanmun.promise.fields import fields_of
from gwanmun.promise.filled import quote
from gwanmun.promise.phrases import Cue, cue, phrases, plain
from gwanmun.promise.placeholder import is_empty, is_placeholder
from gwanmun.promise.sections import Section, under
from gwanmun.promise.sentence import denies
from gwanmun.promise.stated import title
from gwanmun.promise.tables import entries
from gwanmun.promise.topics import DISCLOSURES
from gwanmun.transfer import Promise

_CONDITIONAL = frozenset(("P-04", "P-06", "P-07", "P-08", "P-11", "P-14", "P-15", "P-16", "P-18", "P-19", "P-26"))
"""Statements asked for only where the matter exists: "none" is an answer to them."""
_TOLD = {"P-04": "third-party", "P-07": "processor", "P-14": "direct-collection"}
_COLUMNS = {"P-01": "purpose", "P-02": "items", "P-03": "retention"}
"""Statements that a column of a table on collection makes."""
RULES = tuple(f"P-{number:02}" for number in range(1, 28))


@dataclass(frozen=True, slots=True)
class Rule:
    """How one statement is known: sections by topic, what they must name, and sentences elsewhere."""

    id: str
    topics: frozenset[str]
    heads: Cue | None
    needs: Cue
    cues: Cue
    vague: Cue


@lru_cache
def rules() -> tuple[Rule, ...]:
    """The rules that are read by sections and cues; P-22 and P-23 follow from title and language."""
    return tuple(
        Rule(
            name,
            frozenset(row["topics"]),
            Cue(row["heads"]) if "heads" in row else None,
            Cue(row.get("needs", [r"\S"])),
            Cue(row.get("cues", [])),
            Cue(row.get("vague_cues", [])),
        )
        for name, row in phrases("statements")["rules"].items()
    )


def statements(
    document: Document, parts: Sequence[Section], file: str, languages: tuple[str, ...], told: Sequence[Promise]
) -> Iterator[Promise]:
    """A promise for each statement that is made; one that is not made is simply not there."""
    for rule in rules():
        found = (
            _overseas(document, parts, rule, told) if rule.id == "P-12" else _found(document, parts, rule, languages)
        )
        found = found if found and found[0] == "present" else _by_promise(told, rule.id) or found
        if found:
            status, span = found
            yield Promise("statement", quote(document, file, span), rule=rule.id, status=status)
    yield from title(document, file)
    if "ko" in languages:
        first = next((block for block in document.blocks if re.search("[가-힣]", document.of(block))), None)
        if first:
            yield Promise(
                "statement", quote(document, file, Span(first.start, first.end)), rule="P-23", status="present"
            )


Found = tuple[str, Span] | None


def _found(document: Document, parts: Sequence[Section], rule: Rule, languages: tuple[str, ...]) -> Found:
    """By section, else by a sentence, else vaguely."""
    vague: Found = None
    for section in parts:
        if section.heading and section.own & rule.topics and _headed(document, section, rule):
            status = _status(document, under(parts, section.heading), rule)
            span = Span(section.heading.start, _first(section))
            if status == "present":
                return status, span
            vague = vague or ((status, span) if status else None)
    stated = _column(document, parts, rule) or _sentence(document, rule.cues, languages)
    if stated:
        return "present", stated
    hinted = _sentence(document, rule.vague, languages)
    return vague or (("vague", hinted) if hinted else None)


def _column(document: Document, parts: Sequence[Section], rule: Rule) -> Span | None:
    """The first row of a table that has a column for it; not of a table on whom the data is given to."""
    field = _COLUMNS.get(rule.id)
    for section in parts if field else ():
        for block in section.blocks if not section.topics & DISCLOSURES else ():
            for entry in entries(document, block) if block.kind == "table" else ():
                if field in entry.values and (field == "items" or entry.values.keys() & {"items", "examples"}):
                    return entry.span
    return None


def _headed(document: Document, section: Section, rule: Rule) -> bool:
    assert section.heading is not None
    return rule.heads is None or bool(rule.heads.search(plain(document.of(section.heading))))


def _first(section: Section) -> int:
    """The end of the first lines below a heading: enough to quote."""
    assert section.heading is not None
    end = section.heading.end
    for block in section.blocks:
        end = min(block.end, block.start + 400) if block.kind == "table" else block.end
        if end - section.heading.end > 40:
            break
    return end


def _status(document: Document, group: Sequence[Section], rule: Rule) -> str:
    """`present` when the section names what it must; `vague` when it says something else; "" when it is empty."""
    body = "\n".join(document.text[section.blocks[0].start : section.end] for section in group if section.blocks)
    heads = "\n".join(document.of(section.heading) for section in group[1:] if section.heading)
    if is_empty(body) and plain(body):
        return "present" if rule.id in _CONDITIONAL else ""
    if not plain(body):
        return "vague" if is_placeholder(body) else ""
    if _only_gaps(body):
        return "vague"
    return "present" if rule.needs.search(f"{heads}\n{body}") else "vague"


def _only_gaps(body: str) -> bool:
    """A template: half of its lines hold a gap, or labels without values."""
    lines = [line for line in body.split("\n") if line.strip() and not _is_header(line)]
    return bool(lines) and sum(map(_is_gap, lines)) * 2 > len(lines)


def _is_gap(line: str) -> bool:
    cells = [cell for cell in line.split("\t") if cell.strip()]
    return all(is_placeholder(cell) or bool(re.fullmatch(r"[^:：]{1,24}[:：]\s*[,.\s]*", cell)) for cell in cells)


def _is_header(line: str) -> bool:
    """The header row of a table."""
    cells = [cell for cell in line.split("\t") if cell.strip()]
    return len(cells) > 1 and all(fields_of(cell) for cell in cells)


def _sentence(document: Document, pattern: Cue, languages: tuple[str, ...]) -> Span | None:
    """The line that holds the first match."""
    found = pattern.first(document.text, languages)
    if not found:
        return None
    return _line(document, found)


def _line(document: Document, found: re.Match[str]) -> Span:
    begin = document.text.rfind("\n", 0, found.start()) + 1
    stop = document.text.find("\n", found.end())
    return Span(begin, stop if stop >= 0 else len(document.text))


def _overseas(document: Document, parts: Sequence[Section], rule: Rule, told: Sequence[Promise]) -> Found:
    """A transfer that names its recipient and country or items, or a clear denial, is a statement; less is vague."""
    moved = [promise for promise in told if promise.what == "transfer"]
    full = [promise for promise in moved if promise.recipient and (promise.countries or promise.items)]
    for promise in full or moved:
        status = "present" if full and promise.status != "hedged" else "vague"
        return status, Span(promise.quote.start, promise.quote.end)
    for section in parts:
        if section.heading and section.own & rule.topics:
            body = document.text[section.heading.end : section.end]
            if plain(body):
                return ("present" if _denies_all(body) and not _only_gaps(body) else "vague"), Span(
                    section.heading.start, _first(section)
                )
    denied = re.search(r"(국외|해외)(로|에)?\s?(이전|제공)[^\n.]{0,20}(하지|되지|해당)[^\n.]{0,4}\s?않", document.text)
    if denied:
        return "present", _line(document, denied)
    pending = next((each for each in _lines(document) if _is_pending(document.of(each))), None)
    return ("vague", pending) if pending else None


def _lines(document: Document) -> Iterator[Span]:
    return (Span(block.start, block.end) for block in document.blocks if block.kind != "table")


def _is_pending(text: str) -> bool:
    """A transfer that is only announced or held possible, with nobody named."""
    return bool(cue("overseas").search(text) and cue("transfers").search(text)) and not denies(text)


def _denies_all(body: str) -> bool:
    return bool(cue("transfers").search(body) or cue("overseas").search(body)) and denies(body)


def _by_promise(told: Sequence[Promise], rule: str) -> Found:
    """A recipient that is named, a country that is told: the statement stands wherever it stands."""
    for promise in told:
        if promise.what == _TOLD.get(rule) and (promise.recipient or promise.what == "direct-collection"):
            return "present", Span(promise.quote.start, promise.quote.end)
    return None
