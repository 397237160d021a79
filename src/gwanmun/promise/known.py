"""Companies and services as they are written in sentences and list items: by legal form, or known by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ahocorasick_rs import AhoCorasick, MatchKind

from gwanmun.knowledge.entities import load_entities
from gwanmun.knowledge.services import load_services
from gwanmun.promise.names import FORM, STOP
from gwanmun.promise.phrases import phrases

_WORD = re.compile(r"[A-Z0-9À-Þ][\w&'’.+-]*,?$|(?:of|and|&|de|the)$|\([\w ]{2,20}\)$")
_FORMED = re.compile(rf"(?<![A-Za-z0-9])(?:{FORM}){STOP}(?:,?\s*(?:{FORM}){STOP})*")
_HEAD = re.compile(r"[A-Z0-9À-Þ(]")
_DATA = phrases("names")
_EASTERN = re.compile(
    rf"(?:{'|'.join(_DATA['korean_before'])})\s?[가-힣A-Za-z0-9&.]{{2,20}}"
    rf"|[가-힣A-Za-z0-9&]{{2,20}}(?<![을를은는에의와과며고])\s?(?:{'|'.join(_DATA['korean_after'])})"
    rf"|[\u4e00-\u9fffA-Za-z0-9（）()]{{2,24}}?(?:{'|'.join(_DATA['chinese_forms'])})"
)
_MARK = re.compile("|".join((*_DATA["korean_before"], *_DATA["chinese_forms"])))
_WORDS = 7
_LEAD = re.compile(r".*(?:给|向|由|与|和|为|至|到|将|的|及|、|，|于|是|托|在|请|用)")
_KOREAN_LEAD = re.compile(r"^(?:회사는|당사는|및|또는|그리고)\s*")
_LATIN_LEAD = re.compile(
    r"^(?:(?:The|We|Our|To|By|With|And|In|For|From|Personal|Data|Information|Your|Such|As|Also|"
    r"Services?|Is|Are|This|If|When|Where|Through)\s+)+"
)
_BEFORE = re.compile("|".join(phrases("names")["korean_before"]))
_PARTICLE = re.compile(r"(?<=[가-힣]{2})(?:에게서?|에서|에게|에|을|를|은|는|와|과|의|으로부터|로부터)$")
_SHORT = 3


Name = tuple[str, int, int]
"""A name as written, and where it stands."""


@lru_cache
def _names() -> AhoCorasick:
    """Names of companies and of services."""
    found = {name for entity in load_entities().values() for _, name in entity.names}
    found.update(name for service in load_services().values() for _, name in service.names)
    return AhoCorasick(sorted(name for name in found if len(name) >= _SHORT), matchkind=MatchKind.LeftmostLongest)


def named(text: str) -> list[Name]:
    """Every company or service written in the text, in order; by legal form first, then by knowledge."""
    taken = [*_latin(text), *(_eastern(text) if _MARK.search(text) else ())]
    for _, start, end in _names().find_matches_as_indexes(text):
        if _alone(text, start, end) and all(end <= each[1] or start >= each[2] for each in taken):
            taken.append((text[start:end], start, end))
    return sorted(taken, key=lambda each: each[1])


def _alone(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    return not re.match("[A-Za-z0-9가-힣]", before) and not re.match("[A-Za-z0-9]", after)


def _latin(text: str) -> Iterator[Name]:
    """From a legal form back over the words that begin with a capital."""
    last = 0
    for form in _FORMED.finditer(text):
        start = _back(text, form.start(), last)
        if start < form.start():
            name, start = _trimmed(text[start : form.end()], start)
            if name and not name.startswith(("of ", "and ")):
                yield name, start, start + len(name)
                last = start + len(name)


def _back(text: str, end: int, least: int) -> int:
    """Where the words before a legal form begin; a comma between words ends the way back, one at the form does not."""
    start, stop, count = end, end, 0
    while count < _WORDS and start > least:
        head = text[least:stop].rstrip(" ")
        cut = max(head.rfind(each) for each in ' \n\t"“‘「') + 1
        word = head[cut:]
        if not _WORD.match(word) or (count and word.endswith(",")):
            break
        stop, count = least + cut, count + 1
        start = stop if _HEAD.match(word) else start
    return start


def _eastern(text: str) -> Iterator[Name]:
    for found in _EASTERN.finditer(text):
        name, start = _trimmed(found[0], found.start())
        if name:
            yield name, start, start + len(name)


def _trimmed(name: str, start: int) -> tuple[str, int]:
    """Without words of the sentence that stand before the name."""
    for lead in (_LEAD if name[-1] == "司" else _LATIN_LEAD, _KOREAN_LEAD):
        match = lead.match(name)
        if match and match.end() < len(name) - 2:
            name, start = name[match.end() :], start + match.end()
    if _BEFORE.match(name):
        name = _PARTICLE.sub("", name)
    return name.strip(" ,"), start + len(name) - len(name.lstrip(" ,"))
