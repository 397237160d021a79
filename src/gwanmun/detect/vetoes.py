"""Vetoes: what a run of digits is when it is not personal data. Each looks at a span and says whether it objects."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from gwanmun.detect.here import Here
from gwanmun.detect.versions import version

Veto = Callable[[Here, int, int], bool]

_FIRST_SECOND, _LAST_SECOND = 1_000_000_000, 2_200_000_000
_UNITS = {10: 1, 13: 10**3, 16: 10**6, 19: 10**9}


def epoch(here: Here, start: int, end: int) -> bool:
    """A time in seconds, milli-, micro- or nanoseconds between 2001 and 2039."""
    digits = here.text[start:end]
    unit = _UNITS.get(len(digits))
    return unit is not None and digits.isdecimal() and _FIRST_SECOND <= int(digits) // unit <= _LAST_SECOND


def array(here: Here, start: int, end: int) -> bool:
    """A member of an array whose neighbours are numbers of the same length: a series, not a list of identifiers."""
    steps = here.leaf.steps
    if not steps or not isinstance(steps[-1], int) or not here.whole(start, end):
        return False
    beside = [sibling.text for sibling in here.siblings()][:4]
    alike = [text for text in beside if text.isdecimal() and len(text) == end - start]
    return len(alike) >= 2 and here.text[start:end].isdecimal()


def business(here: Here, start: int, end: int) -> bool:
    """Key or nearest label says order, tracking, trace, price … number."""
    return here.business(start)


def dotted(here: Here, start: int, end: int) -> bool:
    """A piece of a longer dotted number (`1.2.3.4.5`, an OID)."""
    text = here.text
    return text[max(0, start - 1) : start] == "." or (text[end : end + 1] == "." and text[end + 1 : end + 2].isdigit())


def userinfo(here: Here, start: int, end: int) -> bool:
    """Not a mailbox but `user:password@host` of a URL."""
    before = here.text[max(0, start - 200) : start].rpartition("://")
    return bool(before[1]) and not re.search(r"[\s/?#]", before[2]) and ":" in before[2]


def message_id(here: Here, start: int, end: int) -> bool:
    """A Message-ID, In-Reply-To or References field (RFC 5322 section 3.6.4) names a message, not a mailbox."""
    return bool(re.search(r"(?i)(?:message-id|in-reply-to|references): ?<?$", here.text[max(0, start - 20) : start]))


def joined(here: Here, start: int, end: int) -> bool:
    """Digits go on behind a point or hyphen at either end: a decimal, or a piece of a longer number."""
    text = here.text
    if text[end : end + 1] in {".", "-"} and text[end + 1 : end + 2].isdigit():
        return True
    return start > 1 and text[start - 1] in ".-" and text[start - 2].isdigit()


VETOES: Mapping[str, Veto] = {
    "array": array,
    "business": business,
    "dotted": dotted,
    "epoch": epoch,
    "message-id": message_id,
    "userinfo": userinfo,
    "version": version,
}

ALWAYS = frozenset({"dotted", "message-id", "userinfo", "version"})
"""Vetoes that no label overrules."""
