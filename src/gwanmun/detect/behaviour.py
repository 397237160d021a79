"""Behaviour: how a person types and moves the pointer, in the arrays of a message.

Every value of a trace is a sighting of its own, for what is redacted is what was sighted and no part may slip by; so
the number of sightings says how many values were sent, not how many traces. Beyond `traces.MOST_VALUES` values of
one message none are added.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from gwanmun.detect import keystrokes, pointer
from gwanmun.detect.finder import Found
from gwanmun.detect.joined import Joined
from gwanmun.detect.traces import MOST_VALUES, Arrays, Trace
from gwanmun.knowledge.kinds import Kind
from gwanmun.unpack.parts import Leaf

GROUP = "behaviour."
_NAMED, _SHAPED = 0.9, 0.75
_FEWEST_LEAVES = 4

Seen = tuple[str, int, float, str]
"""Kind, index of the leaf, confidence, what it rests on."""


class BehaviourFinder:
    """Finds those of `behaviour.keystrokes` and `behaviour.pointer` that are among `kinds`."""

    def __init__(self, kinds: Iterable[Kind]) -> None:
        self._kinds = frozenset(kind.id for kind in kinds)

    def find(self, leaves: Sequence[Leaf], joined: Joined) -> Iterator[Found]:
        """One sighting for each value of each trace."""
        done: set[int] = set()
        for kind, index, confidence, form in islice(_seen(leaves), MOST_VALUES):
            size = len(joined.folded(index).text)
            if kind in self._kinds and index not in done and size:
                done.add(index)
                yield Found(kind, index, 0, size, confidence, (f"form: {form}",))


def _seen(leaves: Sequence[Leaf]) -> Iterator[Seen]:
    arrays = Arrays(leaves)
    for trace in arrays.series(_named):
        yield from _of_numbers(trace, "series of numbers")
    for trace in arrays.packed(_named):
        yield from _of_numbers(trace, "numbers in one text")
    for trace in arrays.tables(_named):
        yield from _of_table(trace, leaves)
    for trace in arrays.events(lambda row: keystrokes.likely(row, leaves) or pointer.likely(row, leaves)):
        yield from _of_events(trace, leaves)


def _named(words: frozenset[str]) -> bool:
    return pointer.named(words) or keystrokes.named(words) > 1


def _of_numbers(trace: Trace, form: str) -> Iterator[Seen]:
    kind = keystrokes.KIND if keystrokes.series(trace) else pointer.KIND if pointer.series(trace) else ""
    if kind:
        confidence = _NAMED if kind == pointer.KIND or keystrokes.named(trace.words) > 2 else _SHAPED
        yield from ((kind, index, confidence, form) for index in trace.leaves)


def _of_table(trace: Trace, leaves: Sequence[Leaf]) -> Iterator[Seen]:
    kind = keystrokes.KIND if keystrokes.table(trace) else pointer.KIND if pointer.table(trace, leaves) else ""
    if kind:
        yield from ((kind, index, _NAMED, "rows of numbers") for row in trace.rows for index in row.values())


def _of_events(trace: Trace, leaves: Sequence[Leaf]) -> Iterator[Seen]:
    typed = _NAMED if keystrokes.named(trace.words) else _SHAPED
    yield from ((keystrokes.KIND, index, typed, "key events") for index in keystrokes.events(trace, leaves))
    moved = _NAMED if pointer.named(trace.words) else _SHAPED
    yield from ((pointer.KIND, index, moved, "pointer events") for index in pointer.events(trace, leaves))
