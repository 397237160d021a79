"""Many leaf texts as one buffer of bytes, and the way back from byte offsets to leaf and code point."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from gwanmun.detect.fold import Folded, fold, may_need_fold, needs_fold

SEPARATOR = "\0"
"""Between two texts; no pattern matches it, so no match crosses from one leaf into the next."""


Hit = tuple[int, int, int]
"""A match inside one leaf: pattern, start and end in code points of the leaf's folded text."""


class Joined:
    """Texts folded and joined as `text`; `data` is its UTF-8, a lone surrogate in it one question mark."""

    __slots__ = ("_folded", "_starts", "_texts", "data", "text")

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts: Sequence[str] = texts
        self._folded: list[Folded] | None = None
        self.text = SEPARATOR.join(texts)
        self.data = self.text.encode("utf-8", "replace")
        if may_need_fold(self.data) and needs_fold(self.text):
            self._folded = [fold(text) for text in texts]
            self._texts = [folded.text for folded in self._folded]
            self.text = SEPARATOR.join(self._texts)
            self.data = self.text.encode("utf-8", "replace")
        self._starts = list(accumulate([len(text) + 1 for text in self._texts], initial=0))

    def folded(self, index: int) -> Folded:
        """The folded text of the leaf at `index`."""
        return Folded(self._texts[index]) if self._folded is None else self._folded[index]

    def place(self, start: int, end: int) -> tuple[int, int, int]:
        """Index of the leaf that holds `text[start:end]` of the joined text, and the span within that leaf."""
        index = bisect_right(self._starts, start) - 1
        base = self._starts[index]
        return index, start - base, end - base

    def by_leaf(self, found: Sequence[tuple[int, int, int]]) -> dict[int, list[Hit]]:
        """Sorted (byte start, pattern, byte end) as hits by index of leaf, in order of start."""
        leaves: dict[int, list[Hit]] = {}
        starts = self._starts
        for start, pattern, end in found if len(self.data) == len(self.text) else self._code_points(found):
            index = bisect_right(starts, start) - 1
            base = starts[index]
            hit = pattern, start - base, end - base
            if index in leaves:
                leaves[index].append(hit)
            else:
                leaves[index] = [hit]
        return leaves

    def _code_points(self, found: Iterable[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
        """Bytes to code points in one pass: only the stretch since the last hit is decoded."""
        data, at, point = self.data, 0, 0
        for start, pattern, end in found:
            point += len(data[at:start].decode("utf-8", "ignore"))
            at = start
            yield point, pattern, point + len(data[start:end].decode("utf-8", "ignore"))
