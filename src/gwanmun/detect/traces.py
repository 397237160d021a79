"""Traces: the arrays of a message that may record what a hand did, as rows of fields and as series of numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from math import isfinite
from typing import NamedTuple

from gwanmun.detect.evidence import bag
from gwanmun.detect.keys import words_of
from gwanmun.detect.limits import MOST_TRACE_VALUES
from gwanmun.unpack.parts import Leaf
from gwanmun.unpack.path import Layer, Step

FEWEST_ROWS, FEWEST_NUMBERS, _FEWEST_PACKED = 4, 5, 7
TIMES = bag(
    """t ts time timestamp timestampms timems timeoffset offset at down up downat upat downtime uptime
    pressed released pressat releaseat presstime releasetime dwell dwelltime flight flighttime hold
    holdtime dt delta elapsed ms d f dur duration kd ku interval gap"""
)
TYPED = bag("key code keycode which k char ch c data text insert")
KINDS = bag("type event eventtype eventname inputtype action op evt e")
PLACES = bag("caret cursor pos position selectionstart selectionend")
ACROSS = bag("x clientx pagex screenx offsetx dx movementx scrollx scrollleft")
DOWNWARD = bag("y clienty pagey screeny offsety dy movementy scrolly scrolltop deltay")
TELLING = TIMES | ACROSS | DOWNWARD | PLACES | {"inputtype"}
PROBES = frozenset(range(3, 11))
_FIRST = frozenset("-[0123456789")
_PACKED = re.compile(r"\[{0,2}-?\d+(?:\.\d+)?(?:[ ,;|:/\[\]]{1,4}-?\d+(?:\.\d+)?){7,}\]{0,2}", re.ASCII)
_NUMBERS = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)

Row = Mapping[str, int]
"""The fields of one element: index of the leaf by name, in lower case and without `_` and `-`."""

Head = tuple[str, tuple[Step, ...]]


Wanted = Callable[[frozenset[str]], bool]
"""Whether the words that lead to an array make it worth reading."""


class Trace(NamedTuple):
    """One array. `words` are those of the names that lead to it and of the series beside it, `name` those of the
    last name. `rows` are the fields of each element by name in lower case; a series has its numbers in `numbers`.
    `cut` is the last leaf that was read of an array that goes on, -1 of a whole one."""

    words: frozenset[str]
    name: frozenset[str]
    leaves: tuple[int, ...]
    rows: tuple[Row, ...] = ()
    numbers: tuple[float, ...] = ()
    cut: int = -1


class Arrays:
    """The arrays of a message, each found once: `events` (of objects), `tables` (of arrays), `series` (of numbers)
    and `packed` (numbers written as one text)."""

    def __init__(self, leaves: Sequence[Leaf]) -> None:
        self.leaves = leaves

    def _noticed(self) -> Mapping[Head, Mapping[int, int]]:
        """Arrays of objects by one leaf of each of the fourth to eleventh element: written for speed."""
        found: dict[Head, dict[int, int]] = {}
        for index, (part, steps, *_) in enumerate(self.leaves):
            last = steps[-1] if steps else None
            if last.__class__ is str and not PROBES.isdisjoint(steps) and _telling(str(last)):
                head = _array(steps)
                if head:
                    found.setdefault((part, steps[:head]), {})[int(steps[head])] = index
        return found

    def events(self, likely: Callable[[Row], bool]) -> Iterator[Trace]:
        """Arrays of objects of which a `likely` one stands among the fourth to eleventh; all fields of an element
        count, also those by which none was noticed."""
        for (_, head), noticed in self._noticed().items():
            if any(likely(row) for place, at in noticed.items() for row in self._rows(head, at, (*head, place))):
                at = next(iter(noticed.values()))
                yield Trace(_words(head), _name(head), (), self._rows(head, at, head), cut=self._cut(at, head))

    def tables(self, wanted: Wanted) -> Iterator[Trace]:
        """Arrays of short arrays, as `[[x, y, t], …]`."""
        for at, (_, steps, *_) in enumerate(self.leaves):
            if len(steps) < 2 or steps[-1] != 0 or steps[-2] != FEWEST_NUMBERS - 1 or steps[-1].__class__ is not int:
                continue
            head = steps[:-2]
            rows = self._rows(head, at, head) if wanted(_words(head)) else ()
            if rows and all(2 <= len(row) <= FEWEST_NUMBERS for row in rows):
                yield Trace(_words(head), _name(head), (), rows, cut=self._cut(at, head))

    def _rows(self, head: tuple[Step, ...], at: int, within: tuple[Step, ...]) -> tuple[Row, ...]:
        size, rows = len(head), dict[Step, dict[str, int]]()
        for index in self._stretch(at, within):
            steps = self.leaves[index].steps
            if len(steps) >= size + 2:
                rows.setdefault(steps[size], {})[plain(str(steps[-1]))] = index
        return tuple(rows.values())

    def _stretch(self, at: int, head: tuple[Step, ...]) -> range:
        """The leaves of an array stand together."""
        leaves, size, part = self.leaves, len(head), self.leaves[at].part
        first, last = at, at + 1
        while first > 0 and leaves[first - 1].steps[:size] == head and leaves[first - 1].part == part:
            first -= 1
        most = min(len(leaves), first + MOST_TRACE_VALUES)
        while last < most and leaves[last].steps[:size] == head and leaves[last].part == part:
            last += 1
        return range(first, min(last, first + MOST_TRACE_VALUES))

    def _cut(self, at: int, head: tuple[Step, ...]) -> int:
        last = self._stretch(at, head)[-1]
        more = self.leaves[last + 1].steps[: len(head)] == head if last + 1 < len(self.leaves) else False
        return last if more and self.leaves[last + 1].part == self.leaves[at].part else -1

    def series(self, wanted: Wanted) -> Iterator[Trace]:
        """Arrays of numbers; the names of the series in the same object speak for one another."""
        beside: dict[Head, frozenset[str]] = {}
        noticed = [at for at, leaf in enumerate(self.leaves) if leaf[1] and leaf[1][-1] == FEWEST_NUMBERS - 1]
        for at in noticed:
            part, steps, *_ = self.leaves[at]
            beside[part, steps[:-2]] = beside.get((part, steps[:-2]), frozenset()) | _name(steps)
        for at in noticed:
            part, steps, *_ = self.leaves[at]
            words = _words(steps) | beside[part, steps[:-2]]
            if not wanted(words):
                continue
            row = [each for each in self._stretch(at, steps[:-1]) if _element(self.leaves[each].steps, len(steps))]
            numbers = [found for each in row if (found := number(self.leaves[each].text)) is not None]
            if len(numbers) == len(row):
                yield Trace(words, _name(steps), tuple(row), (), tuple(numbers), self._cut(at, steps[:-1]))

    def packed(self, wanted: Wanted) -> Iterator[Trace]:
        """Texts that are nothing but numbers, as forms and cookies carry them: `kd=92,88,101,…`."""
        for index, leaf in enumerate(self.leaves):
            if leaf[3] or len(leaf[2]) <= 2 * _FEWEST_PACKED or leaf[2][0] not in _FIRST:
                continue
            text, names = leaf.text.strip(), leaf.steps or (leaf.key,)
            if wanted(_words(names)) and _PACKED.fullmatch(text):
                numbers = islice(_NUMBERS.finditer(text), MOST_TRACE_VALUES)
                yield Trace(_words(names), _name(names), (index,), (), tuple(float(each.group()) for each in numbers))


def number(text: str) -> float | None:
    """The number that `text` is, or None."""
    try:
        found = float(text)
    except ValueError:
        return None
    return found if isfinite(found) else None


@lru_cache(4096)
def plain(name: str) -> str:
    """A name as it is compared: in lower case, without `_` and `-`."""
    return name.lower().replace("_", "").replace("-", "")[:40]


@lru_cache(4096)
def _telling(name: str) -> bool:
    return plain(name) in TELLING


def _element(steps: tuple[Step, ...], size: int) -> bool:
    """Whether it is an element right in the array: not deeper, and not the array's own name told as a text."""
    return len(steps) == size and type(steps[-1]) is int


def _array(steps: tuple[Step, ...]) -> int:
    """The place of the innermost index, 0 for none."""
    return next((place for place in range(len(steps) - 2, 0, -1) if type(steps[place]) is int), 0)


def array_of(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The steps that lead to the innermost array on the way; none where there is no array."""
    return steps[:-1] if steps and type(steps[-1]) is int else steps[: _array(steps)]


def _names(head: tuple[Step, ...]) -> list[str]:
    return [step for step in head if isinstance(step, str) and not isinstance(step, Layer)]


def _words(head: tuple[Step, ...]) -> frozenset[str]:
    return frozenset(word for name in _names(head)[-4:] for word in words_of(name))


def _name(head: tuple[Step, ...]) -> frozenset[str]:
    names = _names(head)
    return frozenset(words_of(names[-1])) if names else frozenset()
