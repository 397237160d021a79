"""Pointer traces: which arrays record how a mouse, finger or scroll wheel moves over a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gwanmun.detect.evidence import bag
from gwanmun.detect.rhythm import instants
from gwanmun.detect.traces import ACROSS, DOWNWARD, KINDS, TIMES, Row, Trace, number
from gwanmun.unpack.parts import Leaf

KIND = "behaviour.pointer"

_NAMES = bag(
    """mouse mousemove mousemoves mousetrace mousetrack pointer pointers touch touches touchmove cursor
    swipe swipes scroll scrolls gesture gestures drag drags slide trajectory stroke strokes ptr tap taps
    click clicks finger moves movement movements wheel 마우스 터치 스크롤 커서 鼠标 轨迹 滑动 触摸"""
)
WORDS = _NAMES
"""No name speaks of a pointing device without one of these."""

_ALONE = bag("mouse mousemove mousetrace mousetrack swipe scroll scrolls 마우스 스크롤 鼠标 轨迹 滑动")
"""Names under which a plain series of numbers is a trace; under the others it takes an x and a y."""

_SCROLLED = bag("scroll scrolls wheel 스크롤")
_SCROLL_AXES = bag("scrolly scrolltop deltay")
_AXES = bag("x y xs ys dx dy t ts time times")
_EVENT = re.compile(
    r"(?:on)?(?:(?:mouse|pointer|touch)[_-]?(?:move|down|up|start|end|over|out|enter|leave|cancel)|wheel|scroll|drag|swipe|tap"
    r"|move|click|dblclick|mm|md|mu)",
    re.I,
)
_FEWEST_NAMED, _FEWEST_BARE, _MOSTLY = 5, 8, 0.8


def named(words: frozenset[str]) -> bool:
    """Whether one of the names speaks of a pointing device."""
    return bool(words & _NAMES)


def series(trace: Trace) -> bool:
    """Numbers under such a name: one axis, one coordinate after the other, or how far a page was scrolled."""
    whole = len(trace.numbers) >= _FEWEST_BARE and bool(trace.name & _ALONE)
    return named(trace.words) and len(set(trace.numbers)) > 2 and (whole or bool(trace.name & _AXES))


def table(trace: Trace, leaves: Sequence[Leaf]) -> bool:
    """Rows of two to five numbers under such a name."""
    if not named(trace.words) or len(trace.rows) < _FEWEST_NAMED:
        return False
    return all(number(leaves[index].text) is not None for row in trace.rows for index in row.values())


def events(trace: Trace, leaves: Sequence[Leaf]) -> Iterator[int]:
    """Elements with a place and a time: the leaves that hold numbers."""
    axes = DOWNWARD if trace.words & _SCROLLED else _SCROLL_AXES
    rows = [row for row in trace.rows if _placed(row, axes, leaves)]
    if len(rows) >= _FEWEST_NAMED and (named(trace.words) or _bare(trace, rows, leaves) or _eventful(rows, leaves)):
        for row in rows:
            yield from (index for index in row.values() if number(leaves[index].text) is not None)


def likely(row: Row, leaves: Sequence[Leaf]) -> bool:
    """Whether an element may be a place of a pointer."""
    return _placed(row, DOWNWARD, leaves)


def _placed(row: Row, alone: frozenset[str], leaves: Sequence[Leaf]) -> bool:
    names = row.keys()
    both = bool(names & ACROSS) and bool(names & DOWNWARD)
    scrolled = bool(names & alone) and bool(names & TIMES)
    places = [row[name] for name in names & (ACROSS | DOWNWARD)]
    return (both or scrolled) and "z" not in names and all(number(leaves[at].text) is not None for at in places)


def _eventful(rows: Sequence[Row], leaves: Sequence[Leaf]) -> bool:
    told = sum(any(_EVENT.fullmatch(leaves[row[name]].text) for name in row.keys() & KINDS) for row in rows)
    return told >= _MOSTLY * len(rows)


def _bare(trace: Trace, rows: Sequence[Row], leaves: Sequence[Leaf]) -> bool:
    """Without a telling name: nearly all elements, at the pace of a hand."""
    timed = [next((row[name] for name in row if name in TIMES), None) for row in rows]
    times = [number(leaves[at].text) for at in timed if at is not None]
    enough = len(times) >= max(_FEWEST_BARE, _MOSTLY * len(trace.rows))
    return enough and instants([each for each in times if each is not None], shortest=4, distinct=2)
