"""Countries in the words of a policy -> ISO 3166-1 alpha-2 codes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from gwanmun.knowledge.words import load_words
from gwanmun.promise.phrases import cue, phrases

_AFTER = re.compile(
    r"[^가-힣]|$|에|의|로|으로|와|과|을|를|이|가|은|는|내(?!외)|등|소재|법인|서버|리전|지역|현지|본사|정부|[동서중북남]부|까지|도|및|향"
)
"""What may follow a country's name inside a Korean word: particles and few nouns (`미국으로`, not `한국어`)."""
_LATIN = re.compile(r"[A-Za-z0-9_@]")
_HANGUL = re.compile("[가-힣]")


class Place(NamedTuple):
    """A country named at `start` to `end` of the text that was searched."""

    code: str
    start: int
    end: int


Stands = Callable[[str, int, int], bool]


class _Words(NamedTuple):
    finder: AhoCorasick
    codes: tuple[str, ...]
    stands: tuple[Stands, ...]


@lru_cache
def _words() -> _Words:
    """All names of all countries; a name that stands in several lists counts by the first."""
    found: dict[str, tuple[str, Stands]] = {}
    for word, code, stands in _names():
        found.setdefault(word, (code, stands))
    finder = AhoCorasick(list(found), matchkind=MatchKind.Standard)
    return _Words(finder, tuple(code for code, _ in found.values()), tuple(stands for _, stands in found.values()))


def _names() -> Iterator[tuple[str, str, Stands]]:
    data = phrases("countries")
    for script, stands in (("chinese", _anywhere), ("korean", _korean), ("latin", _latin)):
        for code, words in data[script].items():
            yield from ((word, code, stands) for word in words)
    for lang, stands in (("ko", _korean), ("en", _latin)):
        for key, name in load_words(lang).texts.items():
            code = key.removeprefix("country.")
            if key.startswith("country.") and len(code) == 2 and (len(name) > 2 or code not in data["korean"]):
                yield name, code, stands


def _anywhere(text: str, start: int, end: int) -> bool:
    return True


def _korean(text: str, start: int, end: int) -> bool:
    return not (start and _HANGUL.match(text, start - 1)) and bool(_AFTER.match(text, end))


def _latin(text: str, start: int, end: int) -> bool:
    """A word of its own, and no part of a host name or an address."""
    if start and (_LATIN.match(text, start - 1) or text[start - 1] == "."):
        return False
    return not _LATIN.match(text, end) and not (text[end : end + 1] == "." and text[end + 1 : end + 2].islower())


def places(text: str) -> Iterator[Place]:
    """Every country named, in order; of names that overlap the longest of the first."""
    words, last = _words(), 0
    hits = words.finder.find_matches_as_indexes(text, overlapping=True)
    for number, start, end in sorted(hits, key=lambda hit: (hit[1], -hit[2])):
        if start >= last and words.stands[number](text, start, end):
            last = end
            yield Place(words.codes[number], start, end)


@lru_cache(maxsize=4096)
def countries(text: str) -> tuple[str, ...]:
    """The codes of the countries named, each once, in order."""
    return tuple(dict.fromkeys(place.code for place in places(text)))


def is_vague(text: str) -> bool:
    """Whether the words leave the country open (`전 세계`, `미국 등`, "other countries")."""
    return bool(cue("vague_countries").search(text))
