"""What a column header or a label announces: recipient, country, items, purpose, retention, method, refusal …"""

from __future__ import annotations

import re
from functools import lru_cache

from gwanmun.promise.phrases import phrases

Fields = tuple[str, ...]
_SIGNS = re.compile(r"[\s\W_]+")
_BRACKETS = re.compile(r"[(（\[【<][^()（）\[\]【】<>]{0,40}[)）\]】>]")
_JOINTS = re.compile(r"^(?:및|와|과|또는|and|or|of|the|및그|등|의|[,/&·+]|和|与|及|或|或者|以及|to|for|by|in)+|^(?:별)")
_SIZE = 60
STATUTORY = ("recipient", "country", "items", "purpose", "retention", "method", "refusal", "contact", "basis")


@lru_cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(one)) for name, each in phrases("fields")["fields"].items() for one in each)


@lru_cache
def _explicit() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (name, re.compile("|".join(each), re.IGNORECASE)) for name, each in phrases("fields")["explicit"].items()
    )


@lru_cache(maxsize=4096)
def fields_of(header: str) -> Fields:
    """The fields that a header or label announces (`국가 및 이전 일시`: two); () when it is none, or not entirely."""
    if len(header) > _SIZE or not header.strip():
        return ()
    outside = _read(_plain(_BRACKETS.sub(" ", header)))
    if not outside:
        return _read(_plain(header))
    inside = (field for each in _BRACKETS.findall(header) for field in _read(_plain(each)))
    return tuple(dict.fromkeys((*outside, *inside)))


def _plain(text: str) -> str:
    return _SIGNS.sub("", text.casefold())


def _read(words: str) -> Fields:
    """Longest field first from the left; words that are no part of a field make it no header."""
    found: list[str] = []
    while words:
        words = _JOINTS.sub("", words)
        best, size = _longest(words)
        if not size:
            return tuple(dict.fromkeys(found)) if not words else ()
        found.append(best)
        words = words[size:]
    return tuple(dict.fromkeys(found))


def _longest(words: str) -> tuple[str, int]:
    best, size = "", 0
    for name, pattern in _patterns():
        match = pattern.match(words)
        if match and match.end() > size:
            best, size = name, match.end()
    return best, size


@lru_cache(maxsize=4096)
def about(header: str) -> tuple[str, ...]:
    """`transfer`, `processor`, `third-party`: what the words of the header tell by themselves."""
    words = _plain(header)
    return tuple(name for name, pattern in _explicit() if pattern.search(words))
