"""Behaviour: how a person types and moves the pointer, in the arrays of a message.

Every value of a trace is a sighting of its own, for what is redacted is what was sighted and no part may slip by; so
the number of sightings says how many values were sent, not how many traces. Beyond `MOST_TRACE_VALUES` values of one
message an array is one sighting, which no edit can be made of: such a message passes whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from gwanmun.detect import keystrokes, pointer
from gwanmun.detect.finder import Beyond, Found
from gwanmun.detect.hints import Hints, Looker
from gwanmun.detect.joined import Joined
from gwanmun.detect.limits import MOST_TRACE_VALUES
from gwanmun.detect.message import Steps
from gwanmun.detect.traces import Arrays, Trace, array_of
from gwanmun.knowledge.kinds import Kind
from gwanmun.unpack.parts import Leaf

GROUP = "behaviour."
_NAMED, _SHAPED = 0.9, 0.75
_FEWEST_LEAVES = 4

Seen = tuple[str, int, float, str]
"""Kind, index of the leaf, confidence, what it rests on: "" for the place where an array goes on beyond the limit."""

_TOO_MANY = f"more than {MOST_TRACE_VALUES:,} values of how a hand moved: an array stands for those behind"


class BehaviourFinder:
    """Finds those of `behaviour.keystrokes` and `behaviour.pointer` that are among `kinds`."""

    def __init__(self, kinds: Iterable[Kind]) -> None:
        self._kinds = frozenset(kind.id for kind in kinds)
        self._hints = Looker()

    def find(self, leaves: Sequence[Leaf], joined: Joined) -> Iterator[Found | Beyond]:
        """One sighting for each value of each trace, up to the limit."""
        hints = self._hints.look(leaves)
        done: set[int] = set()
        arrays: set[tuple[str, str, Steps]] = set()
        for kind, index, confidence, form in _seen(leaves, hints) if any(hints) else ():
            size = len(joined.folded(index).text)
            if kind not in self._kinds or (form and (index in done or not size)):
                continue
            if form and len(done) < MOST_TRACE_VALUES:
                done.add(index)
                yield Found(kind, index, 0, size, confidence, (f"form: {form}",))
                continue
            steps = array_of(leaves[index].steps)
            if (kind, leaves[index].part, steps) not in arrays:
                arrays.add((kind, leaves[index].part, steps))
                yield Beyond(index, _TOO_MANY, kind, confidence, len(steps))


def _seen(leaves: Sequence[Leaf], hints: Hints) -> Iterator[Seen]:
    arrays = Arrays(leaves)
    if hints.named:
        for trace in arrays.series(_named):
            yield from _of_numbers(trace, "series of numbers")
        for trace in arrays.packed(_named):
            yield from _of_numbers(trace, "numbers in one text")
        for trace in arrays.tables(_named):
            yield from _of_table(trace, leaves)
    if hints.events:
        for trace in arrays.events(lambda row: keystrokes.likely(row, leaves) or pointer.likely(row, leaves)):
            yield from _of_events(trace, leaves)


def _named(words: frozenset[str]) -> bool:
    return pointer.named(words) or keystrokes.named(words) > 1


def _of_numbers(trace: Trace, form: str) -> Iterator[Seen]:
    kind = keystrokes.KIND if keystrokes.series(trace) else pointer.KIND if pointer.series(trace) else ""
    if kind:
        confidence = _NAMED if kind == pointer.KIND or keystrokes.named(trace.words) > 2 else _SHAPED
        yield from _of(trace, kind, trace.leaves, confidence, form)


def _of_table(trace: Trace, leaves: Sequence[Leaf]) -> Iterator[Seen]:
    kind = keystrokes.KIND if keystrokes.table(trace) else pointer.KIND if pointer.table(trace, leaves) else ""
    if kind:
        yield from _of(trace, kind, [index for row in trace.rows for index in row.values()], _NAMED, "rows of numbers")


def _of_events(trace: Trace, leaves: Sequence[Leaf]) -> Iterator[Seen]:
    typed = _NAMED if keystrokes.named(trace.words) else _SHAPED
    yield from _of(trace, keystrokes.KIND, list(keystrokes.events(trace, leaves)), typed, "key events")
    moved = _NAMED if pointer.named(trace.words) else _SHAPED
    yield from _of(trace, pointer.KIND, list(pointer.events(trace, leaves)), moved, "pointer events")


def _of(trace: Trace, kind: str, found: Sequence[int], confidence: float, form: str) -> Iterator[Seen]:
    """A sighting a value; and where the array goes on, its last leaf that was read."""
    yield from ((kind, index, confidence, form) for index in found)
    if found and trace.cut >= 0:
        yield kind, trace.cut, confidence, ""
