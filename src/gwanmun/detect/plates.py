"""Vehicle plates: the numbers and syllables that Korean plates have, and what shows that a number is counted."""

from __future__ import annotations

import re

from gwanmun.detect.evidence import FOLLOWS, Evidence, digits_of
from gwanmun.detect.here import Here

_COUNTER = re.compile(
    r" ?(?:[억만천백]|원|년|월|일|명|개|건|호선|점|장|대[^ ]?|톤|km|kg|%|부|권|회|평|세대|가구|종|번지|층"
    r"|쪽|페이지|억|여|\.\d|,\d)"
)
_ORDINAL = re.compile(r"(?:제|약|총|최대) ?$|[\d.,/-]$")


def plate(value: str) -> Evidence | None:
    """Class number 01 to 99 or 100 to 999, a syllable, and a serial from 0100 (Ministry of Land, notice on plates)."""
    digits = digits_of(value)
    serial = int(digits[-4:])
    if len(digits) not in (5, 6, 7) or serial < 100 or int(digits[:-4]) < 1:
        return None
    return FOLLOWS if " " in value else ("tight",)


def counted(here: Here, start: int, end: int) -> Evidence:
    """What comes before or behind makes it an amount (`12조 3456억`), an ordinal or a piece of a longer number."""
    if _COUNTER.match(here.text, end) or _ORDINAL.search(here.text, max(0, start - 4), start):
        return ("counted",)
    return ()
