"""Folding: full-width signs, odd spaces and dashes, decomposed Hangul and hidden characters, with the way back.

Detection reads the folded text; every span is mapped back to code points of the text as given.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_SPACES = (0x00A0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)
_DASHES = (*range(0x2010, 0x2016), 0x2043, 0x207B, 0x2212, 0xFE58, 0xFE63)
_FULL_WIDTH = range(0xFF01, 0xFF5F)

_ONE_TO_ONE: dict[int, str] = {
    **dict.fromkeys(_SPACES, " "),
    **dict.fromkeys(_DASHES, "-"),
    **{code: chr(code - 0xFEE0) for code in _FULL_WIDTH},
}

_HIDDEN = "\u00ad\u200b-\u200f\u2060-\u2064\ufeff"
_JAMO = "\u1100-\u11ff"
_SUBSTITUTES = re.compile(f"[{''.join(map(re.escape, map(chr, _ONE_TO_ONE)))}]")
_FOLDED = re.compile(f"[{''.join(map(re.escape, map(chr, _ONE_TO_ONE)))}{_HIDDEN}{_JAMO}]")
_CHANGES_LENGTH = re.compile(f"[{_HIDDEN}{_JAMO}]")
_PIECE = re.compile(f"[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?|[{_HIDDEN}]|[^{_HIDDEN}{_JAMO}]+|.", re.DOTALL)
_DROPPED = (0x00AD, 0x1100, 0x200B, 0xFEFF)
_LEADS = (*sorted({chr(code).encode()[:1] for code in (*_ONE_TO_ONE, *_DROPPED)} - {b"\xe3"}), "\u3000".encode())
"""How the characters that are folded begin in UTF-8. `_DROPPED` has one for each range that begins alike; 0xE3 begins
the Hangul compatibility letters too, and only the wide space among those folded."""
_HIDDEN_ONE = re.compile(f"[{_HIDDEN}]")


class Folded(NamedTuple):
    """A text ready for patterns. `starts` and `stops` give, for each of its characters, the code points it stands
    for in the original; both are None when the two texts run in step."""

    text: str
    starts: list[int] | None = None
    stops: list[int] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original's code points for `text[start:end]`."""
        if self.starts is None or self.stops is None or end <= start:
            return start, end
        return self.starts[start], self.stops[end - 1]


def may_need_fold(data: bytes) -> bool:
    """A first look at UTF-8, at the speed of `memchr`: False when no character that is folded can be in it."""
    return any(map(data.__contains__, _LEADS)) and not data.isascii()


def needs_fold(text: str) -> bool:
    """Whether any character of `text` is one that folding replaces, joins or drops."""
    return not text.isascii() and _FOLDED.search(text) is not None


def fold(text: str) -> Folded:
    """Fold one text."""
    if not needs_fold(text):
        return Folded(text)
    if _SUBSTITUTES.search(text):
        text = text.translate(_ONE_TO_ONE)
    return _shortened(text) if _CHANGES_LENGTH.search(text) else Folded(text)


def _shortened(text: str) -> Folded:
    pieces: list[str] = []
    starts: list[int] = []
    stops: list[int] = []
    for match in _PIECE.finditer(text):
        piece, start, stop = match.group(), match.start(), match.end()
        if _HIDDEN_ONE.fullmatch(piece):
            continue
        composed = unicodedata.normalize("NFC", piece) if "\u1100" <= piece[0] <= "\u1112" else piece
        one = len(composed) == 1
        pieces.append(composed)
        starts.extend((start,) if one else range(start, stop))
        stops.extend((stop,) if one else range(start + 1, stop + 1))
    return Folded("".join(pieces), starts, stops)
