"""Replacements in a text, and how they carry over from a decoded text to the characters it was written with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

Splice = tuple[int, int, str]
"""Replace the code points from start (inclusive) to end (exclusive) by a text."""


def spliced(text: str, splices: Iterable[Splice]) -> str:
    """Apply replacements, which must not overlap; two at the same place are put one after the other."""
    out, at = [], 0
    for start, end, new in sorted(splices, key=lambda splice: splice[:2]):
        if not at <= start <= end <= len(text):
            raise ValueError("replacements overlap or lie outside of the text")
        out += [text[at:start], new]
        at = end
    return "".join([*out, text[at:]])


def starts(units: re.Pattern[str], raw: str) -> list[int]:
    """Where each decoded character begins in `raw`, whose every match of `units` is one; the end of `raw` is last."""
    return [match.start() for match in units.finditer(raw)] + [len(raw)]


def carried(
    splices: Iterable[Splice], places: Sequence[int], escape: Callable[[str], str], base: int = 0
) -> list[Splice]:
    """Replacements on a decoded text as replacements on what it was written with, which begins at `base`."""
    return [(base + places[start], base + places[end], escape(new)) for start, end, new in splices]
