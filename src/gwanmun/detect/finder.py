"""Finders look for what no pattern describes (planted values, own data, code), beside the scanner."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from gwanmun.detect.joined import Joined
from gwanmun.unpack.parts import Leaf


class Found(NamedTuple):
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
    value: str = ""

    def __repr__(self) -> str:
        return f"Found({self.kind} leaf {self.leaf} {self.start}-{self.end} {self.confidence} {self.reasons})"


class Beyond(NamedTuple):
    """A limit was reached at the leaf, and why the rest was not looked at. Where that rest is an array of one `kind`,
    the leaf is in it, and the first `depth` of its steps lead to it."""

    leaf: int
    why: str
    kind: str = ""
    confidence: float = 0.0
    depth: int = 0


class Finder(Protocol):
    """Reads the leaves of one message at once. `joined` holds their folded texts in the same order.

    It never raises on content and keeps no state of a message, so that threads may share it.
    """

    def find(self, leaves: Sequence[Leaf], joined: Joined) -> Iterable[Found | Beyond]: ...


def by_leaf(found: Iterable[Iterable[Found | Beyond]]) -> tuple[dict[int, list[Found]], list[Beyond]]:
    """The hits of all finders by index of leaf, and the limits they reached."""
    leaves: dict[int, list[Found]] = {}
    beyond: list[Beyond] = []
    for finder in found:
        for each in finder:
            if isinstance(each, Beyond):
                beyond.append(each)
            else:
                leaves.setdefault(each.leaf, []).append(each)
    return leaves, beyond
