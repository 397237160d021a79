"""Makes text from outside safe to show: nothing in it may steer a terminal or turn the reading direction.

Host names, paths and notes come from peers. Control characters (C0, C1, DEL), format characters (bidirectional
overrides, zero-width) and lone surrogates are shown as U+FFFD; line and paragraph separators too.
"""

from __future__ import annotations

import unicodedata

_HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def clean(text: str) -> str:
    """`text` with every character that acts instead of showing replaced; length in code points is kept."""
    if text.isprintable():
        return text
    return "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(char) in _HIDDEN else char for char in text)


def columns(text: str) -> int:
    """Columns a text takes in a terminal: wide and full-width characters two (Unicode Standard Annex 11),
    combining ones and the vowels and finals of decomposed Hangul none."""
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf") or "\u1160" <= char <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def pad(text: str, width: int) -> str:
    """`text` filled with spaces to `width` columns; longer text stays whole."""
    return text + " " * max(0, width - columns(text))


def fold(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` columns, broken at spaces; a longer word stands on a line of its own."""
    lines = [""]
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if columns(joined) <= width or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines
