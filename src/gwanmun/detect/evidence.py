"""Evidence: what a check says about a value, and the digits that checks count."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

Evidence = tuple[str, ...]
"""Names of evidence ("checksum", "checksum-failed", …) whose weight each kind's TOML file sets."""

Check = Callable[[str], Evidence | None]
"""Takes a value as written; None when it cannot be of the kind. A check never sees context."""

FOLLOWS: Evidence = ()
PASS: Evidence = ("checksum",)
FAIL: Evidence = ("checksum-failed",)

_NOT_DIGIT = re.compile(r"\D+", re.ASCII)


def bag(words: str) -> frozenset[str]:
    """The words of a list written with blanks between them."""
    return frozenset(words.split())


def digits_of(value: str) -> str:
    """The ASCII digits of `value`, everything else dropped."""
    return value if value.isdecimal() and value.isascii() else _NOT_DIGIT.sub("", value)


def calendar(year: int, month: int, day: int) -> date | None:
    """The date, or None where the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
