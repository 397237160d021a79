"""Many leaf texts as one buffer of bytes, and the way back from byte offsets to leaf and code point."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from gwanmun.detect.fold import Folded, fold, may_need_fold, needs_fold

SEPARATOR = "\0"
"""Between two texts; no pattern matches it, so no match crosses from one leaf into the next."""

_ZERO = SEPARATOR.encode()


Hit = tuple[int, int, int]
"""A match inside one leaf: pattern, start and end in code points of the leaf's folded text."""


class Joined:
    """Texts folded and joined as `text`; `data` is its UTF-8, a lone surrogate in it one question mark."""

    __slots__ = ("_folded", "_places", "_texts", "data", "text")

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
        self._places: list[int] | None = None

    @property
    def _starts(self) -> list[int]:
        """Where each text begins in `text`: worked out when it is first asked for, most messages do without."""
        if self._places is None:
            self._places = list(accumulate([len(text) + 1 for text in self._texts], initial=0))
        return self._places

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
        if not found:
            return {}
        return self._counted(found) if self.data.count(_ZERO) < len(self._texts) else self._searched(found)

    def _counted(self, found: Sequence[tuple[int, int, int]]) -> dict[int, list[Hit]]:
        """The leaf is the number of separators passed: nothing is done for a leaf without a hit."""
        leaves: dict[int, list[Hit]] = {}
        data, stop, index, base, at, point, plain = self.data, -1, 0, 0, 0, 0, True
        for start, pattern, end in found:
            if start >= stop:
                index += data.count(_ZERO, base, start)
                at = base = data.rfind(_ZERO, base, start) + 1 or base
                stop = data.find(_ZERO, start) % (len(data) + 1)
                point, plain, leaves[index] = 0, data[base:stop].isascii(), []
            if plain:
                leaves[index].append((pattern, start - base, end - base))
            else:
                point += len(data[at:start].decode("utf-8", "ignore"))
                at = start
                leaves[index].append((pattern, point, point + len(data[start:end].decode("utf-8", "ignore"))))
        return leaves

    def _searched(self, found: Sequence[tuple[int, int, int]]) -> dict[int, list[Hit]]:
        """The same where a text holds a separator itself."""
        leaves: dict[int, list[Hit]] = {}
        starts = self._starts
        for start, pattern, end in self._code_points(found):
            index = bisect_right(starts, start) - 1
            leaves.setdefault(index, []).append((pattern, start - starts[index], end - starts[index]))
        return leaves

    def _code_points(self, found: Iterable[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
        """Bytes to code points in one pass: only the stretch since the last hit is decoded."""
        data, at, point = self.data, 0, 0
        for start, pattern, end in found:
            point += len(data[at:start].decode("utf-8", "ignore"))
            at = start
            yield point, pattern, point + len(data[start:end].decode("utf-8", "ignore"))
