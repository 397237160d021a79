"""Runs of digits and separators: what a label or key makes of one that means nothing by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from gwanmun.detect.here import Candidate, Here
from gwanmun.detect.labels import BEFORE
from gwanmun.detect.rules import Rule, weigh

_ZONE = re.compile(r"(?:\+|\()?\b\d(?:[ ()./-]{0,3}\d){8,}\b", re.ASCII)
"""Nine digits or more with up to three separators between any two. No kind that is read here has fewer."""

_SHAPE = str.maketrans("123456789", "0" * 9)
_REACH_BACK, _LONGEST_ZONE = 40, 25
_LONGEST_SHAPE, _MOST_SHAPES = 48, 4096
_TOKEN = re.compile(r"\\.|\[[0-9-]+\]|\[[^]]*\]|\{[^}]*\}|[0-9]|.", re.ASCII)


class Digits:
    """The forms that only a label or key can make count, as in a bare run of ten digits.

    A zone's shape (every digit a 0) tells which of them can fit it; the answer for a shape is remembered.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = tuple(rule for rule in rules if rule.form.via == "digits" and rule.announced_only)
        self._kinds = frozenset(rule.kind.id for rule in self._rules)
        self._by_shape: dict[str, tuple[Rule, ...]] = {}

    def read(self, here: Here) -> Iterator[Candidate]:
        """Every candidate in the zones of digits that the leaf's key or some label could announce."""
        if not here.labels and here.meaning.kinds.isdisjoint(self._kinds):
            return
        for left, right in _windows(here):
            for zone in _ZONE.finditer(here.text, left, right):
                for rule in self._fitting(zone.group()):
                    for match in rule.regex.finditer(here.text, *zone.span()):
                        candidate = weigh(rule, here, *match.span())
                        if candidate is not None:
                            yield candidate

    def _fitting(self, zone: str) -> tuple[Rule, ...]:
        shape = zone.translate(_SHAPE)
        rules = self._by_shape.get(shape)
        if rules is None:
            rules = tuple(rule for rule in self._rules if shape_of(rule.form.pattern).search(shape))
            if len(shape) <= _LONGEST_SHAPE and len(self._by_shape) < _MOST_SHAPES:
                self._by_shape[shape] = rules
        return rules


def _windows(here: Here) -> Iterator[tuple[int, int]]:
    """The whole text under a telling key or with a table in it, else what lies within reach of a label."""
    if here.meaning.kinds or (here.labels and here.cells()):
        yield 0, len(here.text)
        return
    left, right = 0, 0
    for label in here.labels:
        if label.start - _REACH_BACK > right:
            yield left, right
            left = label.start - _REACH_BACK
        right = max(right, label.end + BEFORE + _LONGEST_ZONE)
    yield left, right


@lru_cache(1024)
def shape_of(pattern: str) -> re.Pattern[str]:
    """The pattern with every digit and every class of digits widened to any digit: what it needs of a shape."""

    def widen(token: re.Match[str]) -> str:
        text = token.group()
        return r"\d" if text.isdigit() or re.fullmatch(r"\[[0-9-]+\]", text) else text

    return re.compile(_TOKEN.sub(widen, pattern), re.ASCII)
