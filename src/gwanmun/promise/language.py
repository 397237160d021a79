"""Languages of a text by its script: Korean, English, Chinese; others are not read."""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORDS = re.compile(r"[a-z]+")
_HANGUL, _KANA, _HAN = re.compile("[가-힣]"), re.compile("[\u3041-\u30ff]"), re.compile("[\u4e00-\u9fff]")
_ENGLISH_WORDS = (
    "the of and to in we you your our for or is are be with that this by as may any not information personal"
)
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_LEAST = 0.12
"""Share of the letters that a second language has at least."""
_PARAGRAPH = 400
"""Letters of a second language that count however small their share."""


def languages(text: str) -> tuple[str, ...]:
    """`ko`, `en`, `zh`, the one with the most text first; a language needs a part of the text, not stray names."""
    counts = _counts(text)
    whole = sum(counts.values())
    kept = {
        lang: count
        for lang, count in counts.items()
        if lang and (count >= _LEAST * whole or count >= _PARAGRAPH) and count
    }
    return tuple(sorted(kept, key=lambda lang: (-kept[lang], lang)))


def _counts(text: str) -> dict[str, int]:
    """Letters by language, line by line; a Korean or Chinese one says about as much as two Latin ones."""
    counts = {"ko": 0, "en": 0, "zh": 0, "": 0}
    for line in text.split("\n"):
        size = len(line)
        if size >= 4:
            tongue = _of_line(line)
            counts[tongue] += size if tongue in ("en", "") else 2 * size
    return counts


def _of_line(line: str) -> str:
    if line.isascii():
        return "en" if _is_english(line) else ("en" if len(line) < 25 else "")
    hangul = len(_HANGUL.findall(line))
    if hangul * 6 >= len(line):
        return "ko"
    kana, han = len(_KANA.findall(line)), len(_HAN.findall(line))
    if han * 4 >= len(line):
        return "" if kana * 12 > han else "zh"
    if kana:
        return ""
    return "en" if _is_english(line) else ("ko" if hangul else "")


def _is_english(line: str) -> bool:
    words = _WORDS.findall(line.lower())
    return len(words) < 6 or sum(word in _ENGLISH for word in words) * 9 >= len(words)


def main_language(found: Iterable[str]) -> str:
    return next(iter(found), "")
