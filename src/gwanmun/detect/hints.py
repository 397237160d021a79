"""Hints: whether the names in a message, and what stands under a few of them, leave room for a trace of a hand.

Most messages have none, and are done with after one look at their distinct names.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import NamedTuple

from gwanmun.detect import keystrokes, pointer
from gwanmun.detect.keys import words_of
from gwanmun.detect.message import Message, message
from gwanmun.detect.traces import DOWNWARD, KINDS, PROBES, TELLING, TYPED, plain
from gwanmun.unpack.parts import Leaf
from gwanmun.unpack.path import Member, Step

_HAND, _TELLING, _DOWNWARD, _CHECKED = 1, 2, 4, 8
_HAND_WORDS = keystrokes.WORDS | pointer.WORDS
_LONGEST, _MOST, _MOST_INDICES = 80, 8192, 1024


class Hints(NamedTuple):
    """`named`: some name speaks of typing or pointing. `events`: there may be arrays of key or pointer events."""

    named: bool
    events: bool


class _Bits(dict[Step, int]):
    """What a name hints at; answers for the first few thousand names are remembered, but no name that is a value."""

    def __init__(self) -> None:
        super().__init__(dict.fromkeys(range(_MOST_INDICES), 0))

    def __missing__(self, name: Step) -> int:
        if not isinstance(name, str):
            return 0
        found = _bits(name)
        if not isinstance(name, Member) and len(name) <= _LONGEST and len(self) < _MOST:
            self[name] = found
        return found


class Looker:
    """Looks at messages; may be shared by threads."""

    def __init__(self) -> None:
        self._known = _Bits()

    def look(self, leaves: Sequence[Leaf]) -> Hints:
        """The hints in one message."""
        whole = message(leaves)
        bits = reduce(or_, map(self._known.__getitem__, whole.every_step | set(whole.parts)), 0)
        events = bool(bits & _TELLING) and not whole.every_step.isdisjoint(PROBES)
        return Hints(bool(bits & _HAND), events and (bool(bits & _DOWNWARD) or self._typed(whole, bits)))

    def _typed(self, leaves: Message, bits: int) -> bool:
        """Whether any leaf holds one key or names a key event or an edit."""
        if not bits & _CHECKED:
            return False
        checked = {name for name in leaves.every_step if self._known[name] & _CHECKED}
        found = (leaf for name, leaf in zip(leaves.names, leaves, strict=True) if name in checked)
        return any(keystrokes.telling(plain(str(leaf.steps[-1])), leaf) for leaf in found)


def _bits(name: str) -> int:
    bare = plain(name)
    bits = _HAND if not _HAND_WORDS.isdisjoint(words_of(name)) else 0
    bits |= _TELLING if bare in TELLING else 0
    bits |= _DOWNWARD if bare in DOWNWARD else 0
    return bits | (_CHECKED if bare in TYPED or bare in KINDS else 0)
