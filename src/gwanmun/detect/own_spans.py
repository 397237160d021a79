"""Where an own value begins and ends in a text, the neighbours that a pattern took along left off."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gwanmun.detect.finder import Found
from gwanmun.detect.own_values import Sort

_LOCAL = re.compile(r"[^\s@<>\"',;:=()\[\]]{1,64}$")
_DOMAIN = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_VALUE = {
    "phone": re.compile(r"[0-9](?:.*[0-9])?", re.DOTALL),
    "number": re.compile(r"[0-9](?:.*[0-9])?", re.DOTALL),
    "code": re.compile(r"[0-9A-Za-z](?:.*[0-9A-Za-z])?", re.DOTALL),
}


def email(text: str, at: int) -> tuple[int, int] | None:
    """The mailbox around the sign that follows `at`."""
    sign = text.find("@", at, at + 2)
    local = _LOCAL.search(text, max(0, sign - 64), sign) if sign > 0 else None
    domain = _DOMAIN.match(text, sign + 1)
    return (local.start(), domain.end()) if local and domain else None


def span_of(text: str, sort: Sort, start: int, end: int) -> tuple[int, int] | None:
    """The value without the neighbours that the pattern took along."""
    if sort == "email":
        return email(text, start)
    match = _VALUE[sort].search(text, start, end)
    if match is None:
        return None
    plus = sort == "phone" and text[max(0, match.start() - 1) : match.start()] == "+"
    return match.start() - plus, match.end()


def apart(found: Iterable[Found]) -> list[Found]:
    """No two that overlap: the longer one stays."""
    kept: list[Found] = []
    for each in sorted(found, key=lambda one: (one.leaf, one.start, -one.end)):
        last = kept[-1] if kept else None
        if last is None or last.leaf != each.leaf or each.start >= last.end:
            kept.append(each)
        elif each.end - each.start > last.end - last.start:
            kept[-1] = each
    return kept
