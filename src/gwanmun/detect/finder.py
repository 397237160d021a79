"""Finders look for what no pattern describes (planted values, own data, code), beside the scanner."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from gwanmun.detect.joined import Joined
from gwanmun.unpack.parts import Leaf


@dataclass(frozen=True, slots=True)
class Found:
    """One hit: index of the leaf, code points `start` to `end` (exclusive) of that leaf's folded text.

    `value` is what the fingerprint is made of where that is not the text itself: one planted value has one
    fingerprint, however it was encoded. It never shows in a repr.
    """

    kind: str
    leaf: int
    start: int
    end: int
    confidence: float
    reasons: tuple[str, ...]
    value: str = field(default="", repr=False)


class Finder(Protocol):
    """Reads the leaves of one message at once. `joined` holds their folded texts in the same order.

    It never raises on content and keeps no state of a message, so that threads may share it.
    """

    def find(self, leaves: Sequence[Leaf], joined: Joined) -> Iterable[Found]: ...


def by_leaf(found: Iterable[Iterable[Found]]) -> dict[int, list[Found]]:
    """The hits of all finders by index of leaf."""
    leaves: dict[int, list[Found]] = {}
    for finder in found:
        for each in finder:
            leaves.setdefault(each.leaf, []).append(each)
    return leaves
