"""Winnowing: the few k-grams of a text by which a passage of it is recognised in another (Schleimer et al. 2003).

Of every `WINDOW` k-grams that follow one another at least one is taken, so a passage of K + WINDOW - 1 characters in
common always shares one. The order among k-grams puts those that begin with an anchor character first, a fixed sixth
of all characters: the text that is searched is then hashed at its anchors only, which a regular expression finds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from gwanmun.detect.own_hashes import Hasher

K = 14
"""Characters of a k-gram, after `normalised`: three or four Korean words."""

WINDOW = 40

_ONE_IN = 6
_KEPT = re.compile(r"[^\W_]+")
_LAST = 0x10000


class Normal(NamedTuple):
    """A text's letters and digits in lower case; `runs` are (place there, place in the text) where they part ways."""

    text: str
    runs: list[tuple[int, int]]


def normalised(text: str) -> str:
    """Letters and digits only, in lower case: spaces, lines, punctuation and layout make no difference."""
    return "".join(filter(str.isalnum, _lower(text)))


def placed(text: str) -> Normal:
    """The same, with the way back."""
    pieces: list[str] = []
    runs: list[tuple[int, int]] = []
    at = 0
    for match in _KEPT.finditer(_lower(text)):
        runs.append((at, match.start()))
        pieces.append(match.group())
        at += len(pieces[-1])
    return Normal("".join(pieces), runs)


def _lower(text: str) -> str:
    """Lower case where it is one character for one, so that places stay."""
    lower = text.lower()
    return (
        lower if len(lower) == len(text) else "".join(low if len(low := sign.lower()) == 1 else sign for sign in text)
    )


@lru_cache(1)
def anchors() -> re.Pattern[str]:
    """The anchor characters: those whose code point times a large odd number is small modulo 2^32 (Knuth 6.4)."""
    chosen = (chr(code) for code in range(_LAST) if code * 0x9E3779B1 % (1 << 32) < (1 << 32) // _ONE_IN)
    return re.compile("[" + "".join(re.escape(sign) for sign in chosen if sign.isalnum()) + "]")


def selected(text: str, hasher: Hasher) -> Iterator[tuple[int, bytes]]:
    """(place, digest) of the k-grams taken from a normalised text, in order of place."""
    last = len(text) - K
    if last < 0:
        return
    at = 0
    for match in anchors().finditer(text, 0, last + 1):
        place = match.start()
        if place - at >= WINDOW:
            yield from _between(text, at, place, hasher)
        yield place, hasher.of(text[place : place + K])
        at = place + 1
    yield from _between(text, at, last + 1, hasher)


def _between(text: str, start: int, end: int, hasher: Hasher) -> Iterator[tuple[int, bytes]]:
    """K-grams taken where a whole window has no anchor: that with the greatest first character, of equals the last."""
    left = start
    while left + WINDOW <= end:
        window = text[left : left + WINDOW]
        greatest = max(window)
        taken = left + window.rindex(greatest)
        yield taken, hasher.of(text[taken : taken + K])
        coming = text[left + WINDOW : min(end, taken + WINDOW)]
        greater = next((at for at, sign in enumerate(coming) if sign > greatest), None)
        left = taken + 1 if greater is None else left + greater + 1
