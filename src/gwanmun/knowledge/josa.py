"""Korean particles that fit the word before them: 을/를, 이/가, 은/는, 과/와, 으로/로.

The choice hangs on whether the word, *as it is read aloud*, ends in a consonant (받침); 으로/로 also treats a
final ㄹ as a vowel (서울로). A Hangul syllable states its final in its code point (Unicode 3.12: (s - AC00) mod 28);
digits and capital letters are read by their Korean names; a small-letter foreign word is judged by its ending,
and where that does not settle it both forms are written: 을(를).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

Final = Literal["none", "rieul", "other", "unknown"]

PAIRS: dict[str, str] = {
    "을/를": "을(를)",
    "이/가": "이(가)",
    "은/는": "은(는)",
    "과/와": "과(와)",
    "으로/로": "(으)로",
}
"""Pair (after a consonant / after a vowel) and what is written when the reading is not known."""

_ASIDE = re.compile(r"(?:\s*\([^()]*\)|[\s\"'”’」』》\]>.,!?…·]+)$")
_DIGITS: dict[str, Final] = dict(
    zip(
        "0123456789",
        ("other", "rieul", "none", "other", "none", "none", "other", "rieul", "rieul", "none"),
        strict=True,
    )
)
_LETTER_NAMES: dict[str, Final] = {"L": "rieul", "R": "rieul", "M": "other", "N": "other"}
_ENDINGS: tuple[tuple[str, Final], ...] = (
    (r"le$|l$", "rieul"),
    (r"(ng|n|m|ne|me)$", "other"),
    (r"[bckpt]$", "unknown"),
    (r"[a-z]$", "none"),
)


def josa(word: str, pair: str) -> str:
    """`word` with the fitting particle of `pair`: josa("관문", "을/를") is "관문을"."""
    return word + particle(word, pair)


def particle(word: str, pair: str) -> str:
    """The particle alone; KeyError for a pair that is not one of `PAIRS`."""
    either = PAIRS[pair]
    consonant, vowel = pair.split("/")
    ending = final(word)
    if ending == "unknown":
        return either
    if ending == "rieul":
        return vowel if pair == "으로/로" else consonant
    return consonant if ending == "other" else vowel


def final(word: str) -> Final:
    """How the word ends when read aloud; an aside in brackets and closing marks are skipped."""
    spoken = _spoken(word)
    if not spoken:
        return "unknown"
    last = spoken[-1]
    if "가" <= last <= "힣":
        return _syllable(last)
    if last in _DIGITS:
        return _number(spoken)
    if last.isascii() and last.isalpha():
        return _foreign(spoken)
    return "unknown"


def _spoken(word: str) -> str:
    text = unicodedata.normalize("NFC", word)
    while (shorter := _ASIDE.sub("", text)) and shorter != text:
        text = shorter
    return text


def _syllable(syllable: str) -> Final:
    tail = (ord(syllable) - 0xAC00) % 28
    return "none" if tail == 0 else "rieul" if tail == 8 else "other"


def _number(text: str) -> Final:
    digits = re.sub(r",", "", re.findall(r"[\d,]+$", text)[0])
    zeros = len(digits) - len(digits.rstrip("0"))
    if 12 <= zeros < 16 and zeros < len(digits):
        return "none"  # 조; 십 백 천 만 억 경 all end in a consonant
    return _DIGITS[digits[-1]]


def _foreign(text: str) -> Final:
    if text[-1].isupper():
        return _LETTER_NAMES.get(text[-1], "none")
    ending = text.lower()
    return next(found for pattern, found in _ENDINGS if re.search(pattern, ending))
