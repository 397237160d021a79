"""Where a candidate stands: the leaf, its folded text, its key's meaning, labels around, sibling leaves."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gwanmun.detect.fold import Folded
from gwanmun.detect.keys import NOTHING, Meaning, Meanings
from gwanmun.detect.labels import Label, is_business, label_of
from gwanmun.detect.tables import Cell, cells
from gwanmun.unpack.parts import Leaf

_NEIGHBOURS = 12
_LONGEST_NAME = 80


def key_of(leaf: Leaf) -> str:
    """`leaf.key`, without the walk where the last step is the key."""
    steps = leaf.steps
    return steps[-1] if steps and type(steps[-1]) is str else leaf.key


class Candidate(NamedTuple):
    """What may be a value: span in the folded text, confidence and what it rests on."""

    kind: str
    start: int
    end: int
    confidence: float
    reasons: tuple[str, ...]


class Here:
    """One leaf under examination. Built only for leaves in which something was hit; lives for one scan.

    `alone` stays true as long as nobody has looked at another leaf.
    """

    __slots__ = (
        *("_cells", "_leaves", "_starts", "alone", "folded", "index", "labels", "leaf", "meaning", "meanings", "text"),
    )

    def __init__(
        self, leaves: Sequence[Leaf], index: int, folded: Folded, labels: Sequence[Label], keys: Meanings
    ) -> None:
        self._leaves = leaves
        self.alone = True
        self.index = index
        self.leaf = leaves[index]
        self.folded = folded
        self.text = folded.text
        self.labels = labels
        self.meanings = keys
        meaning = keys.of(key_of(self.leaf))
        self.meaning = self._named_by_sibling() if meaning.generic else meaning
        self._cells: list[Cell] | None = None
        self._starts: list[int] = []

    @property
    def leaves(self) -> Sequence[Leaf]:
        """All leaves of the message. Who looks at them makes what is found here depend on more than this leaf."""
        self.alone = False
        return self._leaves

    def _named_by_sibling(self) -> Meaning:
        """For `{"name": "phone", "value": "…"}`: what the sibling says."""
        for sibling in self.siblings():
            if key_of(sibling).lower() in self.meanings.naming and len(sibling.text) <= _LONGEST_NAME:
                return self.meanings.of(sibling.text)
        return NOTHING

    def siblings(self) -> Iterator[Leaf]:
        """Leaves of the same object or array, nearest first, from a dozen places either side."""
        part, steps = self.leaf.part, self.leaf.steps
        leaves, at, head, size = self.leaves, self.index, steps[:-1], len(steps)
        for distance in range(1, _NEIGHBOURS + 1) if size else ():
            for index in (at - distance, at + distance):
                if 0 <= index < len(leaves):
                    other = leaves[index]
                    if len(other.steps) == size and other.steps[:-1] == head and other.part == part:
                        yield other

    def cells(self) -> list[Cell]:
        """The cells of tables in this text, found once."""
        if self._cells is None:
            tabular = bool(self.labels) and "\n" in self.text
            self._cells = list(cells(self.text, self.labels)) if tabular else []
            self._starts = [cell.start for cell in self._cells]
        return self._cells

    def _cell(self, start: int, end: int) -> Cell | None:
        found = self.cells()
        at = bisect_right(self._starts, start) - 1
        return found[at] if at >= 0 and found[at].end >= end else None

    def announced(self, kind: str, start: int, end: int) -> tuple[str, str]:
        """How `kind` is announced for this span: ("key", word), ("label", word), or ("", "")."""
        if kind in self.meaning.kinds:
            return "key", self.meaning.word
        if not self.labels:
            return "", ""
        cell = self._cell(start, end)
        if cell is not None:
            return ("label", "column") if kind in cell.owners else ("", "")
        word = label_of(self.text, self.labels, kind, start, end)
        return ("label", word) if word else ("", "")

    def business(self, start: int) -> bool:
        """Whether the key or the nearest label says that a number here is an order, trace, price … number."""
        if self.meaning.business and not self.meaning.kinds:
            return True
        return bool(self.labels) and is_business(self.text, self.labels, start)

    def whole(self, start: int, end: int) -> bool:
        """Whether the span is all there is in the leaf."""
        return not self.text[:start].strip() and not self.text[end:].strip()
