"""Sentences that tell of a transfer: who, to which country, and whether it is said at all or denied."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gwanmun.promise.block import Document, Span
from gwanmun.promise.countries import Place, is_vague, places
from gwanmun.promise.known import named
from gwanmun.promise.names import EMAIL, Party, same
from gwanmun.promise.phrases import cue
from gwanmun.promise.raw import Entry
from gwanmun.promise.sentence import denies, hedges, sentences

_HOME = "KR"
_ABROAD = frozenset(("transfer",))
_CLOSE = 60
_LAW = re.compile(r"보호법|시행령|위원회|진흥원|Act\b|Regulation|Commission|Commissioner|委员会|保护法")


def entries(document: Document, span: Span, overseas: bool) -> Iterator[Entry]:
    """An entry for each recipient that a sentence names as one, and one without a name where only a place is told.

    `overseas` tells that the section is about transfers abroad: then a verb of transfer is enough; elsewhere the
    sentence must speak of abroad itself.
    """
    for place in sentences(document.text, span.start, span.end):
        text = document.of(place)
        if len(text) < 1200 and _is_transfer(text, overseas):
            yield from _entries(text, place)


def handed(document: Document, span: Span) -> Iterator[Entry]:
    """An entry for each name to whom a sentence of a section on outsourcing or provision says that data goes."""
    for place in sentences(document.text, span.start, span.end):
        text = document.of(place)
        if len(text) < 1200 and cue("hands").search(text) and not denies(text) and not _denied(text):
            for name, start, end in named(text):
                if not _LAW.search(name) and not _is_own(text, (name, start, end)):
                    party = Party(name, _contact(text, end, len(text)))
                    yield Entry(place, {}, parties=(party,), hedged=hedges(text))


def _is_transfer(text: str, overseas: bool) -> bool:
    if not overseas and not (_abroad(text) or cue("overseas").search(text)):
        return False
    if not cue("moves").search(text) or denies(text) or _denied(text) or _is_refusal(text):
        return False
    moved = bool(cue("transfers").search(text))
    return moved or (overseas and bool(cue("located").search(text) or cue("overseas").search(text)))


def _denied(text: str) -> bool:
    """`국내 사업자로서 국외 이전에 해당하지 않습니다`: no exception word makes that a transfer."""
    return bool(
        re.search(
            r"이전(에|이|은|을|되는\s?것)?\s?\S{0,8}(해당하지|발생하지|하지|되지)\s?않|no (international|"
            r"overseas|cross-border) transfers?",
            text,
        )
    )


def _is_refusal(text: str) -> bool:
    return bool(cue("refusal").search(text))


def _abroad(text: str) -> bool:
    return any(place.code != _HOME for place in places(text))


def _entries(text: str, span: Span) -> Iterator[Entry]:
    found = [each for each in named(text) if not _LAW.search(each[0]) and not _is_own(text, each)]
    where = [place for place in places(text) if not _inside(place, found) and not _is_origin(text, place)]
    hedged = hedges(text)
    if not found:
        abroad = tuple(dict.fromkeys(place.code for place in where if place.code != _HOME))
        if abroad:
            yield Entry(span, _values(text, where), _ABROAD, (), abroad, hedged, True)
        return
    for at, (name, _start, end) in enumerate(found):
        codes = _near(found, where, at, text)
        contact = _contact(text, end, found[at + 1][1] if at + 1 < len(found) else len(text))
        party = Party(name, contact, codes)
        yield Entry(span, _values(text, where), _ABROAD, (party,), codes, hedged, bool(where))


def _is_own(text: str, each: tuple[str, int, int]) -> bool:
    """The firm that speaks: `X Inc. ("we")`, `X는 … 이전합니다` at the head of the sentence."""
    _, start, end = each
    after = text[end : end + 24]
    if re.match(r"\s*[(（][^)]{0,12}(이하|회사|당사|we\b|us\b|our\b|以下|我们|\"|“)", after):
        return True
    subject = re.match(
        r"\s?(?:은|는|이|가)(?:\s|\()|(?:은\(는\))|\s?(?:transfers?|stores?|sends?|shares?|may|will|also|"
        r"uses?|provides?|processes|engages|entrusts?|outsources?)\b|\s?(?:会|将|可能)",
        after,
    )
    return start < 12 and bool(subject)


def _inside(place: Place, found: Sequence[tuple[str, int, int]]) -> bool:
    """A country that is part of a name (`Beijing Volcano Engine`) is no place of transfer."""
    return any(start <= place.start < end for _, start, end in found)


def _is_origin(text: str, place: Place) -> bool:
    """`대한민국에서 일본으로`, "from Korea to Japan", "outside Korea": where it comes from."""
    before, after = text[max(0, place.start - 18) : place.start], text[place.end : place.end + 8]
    if re.search(
        r"\b(from|outside|outside of|leav\w+|users? (in|of)|residents? (in|of)|law of|laws of) (the )?$",
        before,
        re.IGNORECASE,
    ):
        return True
    return bool(
        re.match(
            r"에서\s?(?!직접|수집|보관|처리|운영|저장)|\s?(이외|외)의|\s?거주|\s?(개인정보\s?)?보호법|\s?이용자", after
        )
    ) or before.endswith(("从", "在您所在的"))


def _near(found: Sequence[tuple[str, int, int]], where: Sequence[Place], at: int, text: str) -> tuple[str, ...]:
    """The country that stands at a name: in brackets or close behind it, else before it, else the only one told."""
    _, start, end = found[at]
    after = found[at + 1][1] if at + 1 < len(found) else len(text)
    before = found[at - 1][2] if at else 0
    behind = [place for place in where if end <= place.start < after and _adjoins(text[end : place.start])]
    if behind:
        return (behind[0].code,)
    ahead = [place for place in where if before <= place.end <= start and not _taken(text, before, place, at)]
    if ahead:
        return (ahead[-1].code,)
    codes = tuple(dict.fromkeys(place.code for place in where))
    return codes if len(codes) == 1 else ()


def _adjoins(between: str) -> bool:
    return bool(
        re.fullmatch(
            r"\s*[(（,]?\s*(?:located in|based in|in|of|a company in|established in|incorporated in|"
            r"소재지\s?:?|the)?\s*(?:the )?",
            between,
            re.IGNORECASE,
        )
    )


def _taken(text: str, before: int, place: Place, at: int) -> bool:
    """The place behind the name before belongs to that one."""
    return at > 0 and _adjoins(text[before : place.start])


def _contact(text: str, start: int, end: int) -> str:
    found = EMAIL.search(text, start, min(end, start + _CLOSE))
    return found[0] if found else ""


def _values(text: str, where: Sequence[Place]) -> dict[str, str]:
    values = {}
    if where and is_vague(text):
        values["vague"] = "country"
    method = cue("method").search(text)
    if method:
        values["method"] = method[0].strip()
    return values


def keys(found: Sequence[Entry]) -> set[str]:
    """The names that entries hold, as keys."""
    return {same(party.name) for entry in found for party in entry.parties}
