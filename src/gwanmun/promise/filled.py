"""An entry to promises: names, countries and items as values; a field that the text does not state stays empty."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from gwanmun.promise.block import Document, Span
from gwanmun.promise.countries import countries, is_vague
from gwanmun.promise.names import Party, parties
from gwanmun.promise.phrases import cue
from gwanmun.promise.placeholder import is_empty, is_generic, is_placeholder
from gwanmun.promise.raw import Entry
from gwanmun.transfer import Promise, Promised, Quote

_HOME = "KR"
_PARTS = re.compile(r"\s*\n\s*|\s*/\s*|\s*;\s*|\s*\|\s*")
_COMMAS = re.compile(r"\s*\n\s*|\s*/\s*|\s*[,;·|]\s*")
_MARKS = re.compile(r"\s*(?:[①-⑳]|[(（]?\d{1,2}[)）]|(?<!\d)\d{1,2}\.(?=\s))\s*")
_KOREAN = re.compile(r"주식회사|유한회사|㈜|\(주\)|한국|코리아|Korea")


def quote(document: Document, file: str, span: Span) -> Quote:
    """The words at a place, without blanks at the ends."""
    start, end = span
    text = document.text
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Quote(file, text[start:end], start, end)


def foreign(codes: tuple[str, ...]) -> tuple[str, ...]:
    """The countries that are not Korea."""
    return tuple(code for code in codes if code != _HOME)


def looks_korean(entry: Entry) -> bool:
    """A Korean legal form, or a name in Hangul alone: in a section on both, that is an outsourcing at home."""
    names = [party.name for party in _who(entry)]
    return bool(names) and all(_KOREAN.search(name) or not re.search("[A-Za-z\u4e00-\u9fff]", name) for name in names)


def promises(
    document: Document, file: str, entry: Entry, kind: Promised, extra: Mapping[str, str]
) -> Iterator[Promise]:
    """A promise for each recipient named; one without a name where only the country, or the labels, are told."""
    who = _who(entry) or _nameless(entry, kind)
    for party, values in zip(who, shares(entry.values, len(who)), strict=True):
        own = replace(entry, values=values)
        promise = _promise(document, file, own, kind, party, extra if kind == "transfer" else {})
        if promise.recipient or promise.countries:
            yield promise


def shares(values: Mapping[str, str], count: int) -> list[Mapping[str, str]]:
    """The values for each of several recipients in one cell: `① 미국 ② 호주` goes to the first and to the second."""
    if count < 2:
        return [values] * count
    own: list[dict[str, str]] = [dict(values) for _ in range(count)]
    for field, text in values.items():
        pieces = [piece for piece in _MARKS.split(text) if piece.strip()] if _MARKS.match(text) else []
        if not pieces and field == "country":
            pieces = [piece for piece in text.split("\n") if piece.strip()]
        if len(pieces) == count and field != "recipient":
            for share, piece in zip(own, pieces, strict=True):
                share[field] = piece.strip()
    return [*own]


def _who(entry: Entry) -> tuple[Party, ...]:
    if entry.parties:
        return entry.parties
    return parties(entry.values.get("recipient", "")) or parties(entry.values.get("recipient?", ""))


def _nameless(entry: Entry, kind: Promised) -> tuple[Party, ...]:
    """A transfer whose recipient is not told; a gap of a template in its place is no promise at all."""
    gap = is_placeholder(entry.values.get("recipient", ""))
    return (Party(""),) if kind == "transfer" and not gap else ()


def _promise(
    document: Document, file: str, entry: Entry, kind: Promised, party: Party, extra: Mapping[str, str]
) -> Promise:
    values = {field: text for field, text in entry.values.items() if not _says_nothing(text)}
    where = values.get("country", "")
    codes = countries(where) or party.countries or entry.places or _around(entry, extra)
    purpose, retention = _apart(values.get("purpose", ""), values.get("retention", ""))
    return Promise(
        kind,
        quote(document, file, entry.span),
        recipient=party.name,
        countries=codes,
        items=items(values.get("items", "") or extra.get("items", "")),
        purpose=purpose or extra.get("purpose", ""),
        retention=retention or extra.get("retention", ""),
        method=_method(values.get("method", ""), where) or extra.get("method", ""),
        refusal=values.get("refusal", "") or extra.get("refusal", ""),
        contact=_contact("" if values.get("contact") == values.get("recipient") else values.get("contact", ""), party),
        status=_status(entry, party, where),
    )


def _says_nothing(text: str) -> bool:
    return is_empty(text) or (is_placeholder(text) and len(text) < 30)


def _around(entry: Entry, extra: Mapping[str, str]) -> tuple[str, ...]:
    """The country told for all of them, unless a column for it stands there and is blank."""
    return (
        ()
        if entry.placed and not entry.places and "country" in entry.values
        else (() if entry.placed else foreign(countries(extra.get("country", ""))))
    )


def _contact(text: str, party: Party) -> str:
    return " ".join((text or party.contact).split())


def _status(entry: Entry, party: Party, where: str) -> str:
    """`vague` where recipient or country is left open, or where it is only said that it may happen."""
    if entry.hedged or is_generic(party.name) or is_vague(where) or entry.values.get("vague"):
        return "vague"
    return "present"


def _apart(purpose: str, retention: str) -> tuple[str, str]:
    """A cell that holds both is cut where a separator parts them; without one it counts for both as it stands."""
    if not purpose or purpose != retention:
        return purpose, retention
    pieces = [piece for piece in _PARTS.split(purpose) if piece]
    kept = [piece for piece in pieces if cue("retention").search(piece)]
    rest = [piece for piece in pieces if piece not in kept]
    return (" ".join(rest), " ".join(kept)) if kept and rest else (purpose, retention)


def _method(method: str, where: str) -> str:
    """Of a cell that holds country, time and method, what is left without the country."""
    if not method or method != where:
        return method
    rest = [piece for piece in _COMMAS.split(method) if piece and not (countries(piece) and len(piece) <= 16)]
    return ", ".join(rest)


def items(text: str) -> tuple[str, ...]:
    """A list of items cut at its commas, not inside brackets; each once, as written."""
    found: list[str] = []
    depth, start = 0, 0
    for at, sign in enumerate(text):
        depth += (sign in "(（[") - (sign in ")）]" and depth > 0)
        if sign in "\n;；、" or (sign in ",，" and depth == 0 and not _in_number(text, at)):
            found.append(text[start:at])
            start = at + 1
    found.append(text[start:])
    bare = (" ".join(each.strip(" \t-•·*.。").split()) for each in found)
    return tuple(dict.fromkeys(each for each in bare if each and not is_empty(each)))


def _in_number(text: str, at: int) -> bool:
    return text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit()
