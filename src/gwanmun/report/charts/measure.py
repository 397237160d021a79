"""How wide a text is without a font at hand: an upper estimate that no common sans-serif face exceeds.

Korean, Chinese and Japanese characters take one em. Latin advance widths are grouped from the wider of the
usual families (Arial, Segoe UI, Noto Sans, Nanum Gothic, bold), in em.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_GROUPS: tuple[tuple[str, float], ...] = (
    ("iljI.,:;'|!·", 0.36),
    ("ftr()[]/\\- ", 0.42),
    ("mwMW%@", 1.02),
    ("ABCDEFGHKLNOPQRSTUVXYZ&", 0.80),
)
_LATIN = {char: em for chars, em in _GROUPS for char in chars}
_OTHER = 0.66
_TOKENS = re.compile(r"\s+|[^\s./\-·,)]*[./\-·,)]+|[^\s./\-·,)]+")


def width(text: str, size: float) -> float:
    """Width of `text` at font size `size`, in the unit of `size`."""
    return size * sum(_em(char) for char in text)


def _em(char: str) -> float:
    if unicodedata.combining(char):
        return 0.0
    if char.isascii():
        return _LATIN.get(char, _OTHER)
    return 0.80 if unicodedata.east_asian_width(char) in "NHNa" else 1.02


def wrap(text: str, size: float, limit: float) -> tuple[str, ...]:
    """Break `text` into lines no wider than `limit`, at spaces and after . / - · , where it can, inside a word where
    it must. No character but the spaces at breaks is dropped."""
    lines = [""]
    for token in _pieces(text, size, limit):
        if width((lines[-1] + token).rstrip(), size) <= limit:
            lines[-1] += token
        else:
            lines.append(token)
        if not lines[-1].strip():
            lines[-1] = ""
    return tuple(line for line in (line.strip() for line in lines) if line) or ("",)


def _pieces(text: str, size: float, limit: float) -> Iterator[str]:
    for token in _TOKENS.findall(text):
        if width(token, size) <= limit:
            yield token
        else:
            yield from _chopped(token, size, limit)


def _chopped(token: str, size: float, limit: float) -> Iterator[str]:
    piece = ""
    for char in token:
        if piece and width(piece + char, size) > limit:
            yield piece
            piece = ""
        piece += char
    yield piece
