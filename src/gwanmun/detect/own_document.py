"""`own.document`: passages of registered documents, found through new lines, other punctuation and small edits."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gwanmun.detect.finder import Found
from gwanmun.detect.joined import Joined
from gwanmun.detect.own_documents import DOCUMENT, DOCUMENTS
from gwanmun.detect.own_hashes import Hasher, Hashes
from gwanmun.detect.winnow import K, Normal, normalised, placed, selected
from gwanmun.errors import Problem
from gwanmun.unpack.parts import Leaf

KIND = "own.document"
SHORTEST = 80
"""Characters of a leaf that are worth comparing, and normalised characters of a passage, give or take its ends."""

_ENDS = 24
_GAP, _DRIFT = 160, 48
_LEAST_COVERED = 0.35
_LEAST_HITS = 3
_BASE, _SURE = 0.7, 0.95
_SURE_FROM = 400


@dataclass(slots=True)
class Passage:
    """A stretch of k-grams that follow each other in the text as in the document, with small gaps and shifts."""

    document: int
    start: int
    end: int
    there: int
    covered: int = K
    hits: int = 1

    def takes(self, at: int, place: int) -> bool:
        """Whether a k-gram at `at` of the text and `place` of the document goes on with it."""
        ahead, shift = place - self.there, (place - self.there) - (at - (self.end - K))
        return 0 < ahead <= _GAP and abs(shift) <= _DRIFT and at - self.end <= _GAP

    def add(self, at: int, place: int) -> None:
        """Go on with it."""
        self.covered += min(K, at + K - self.end) if at + K > self.end else 0
        self.end, self.there, self.hits = at + K, place, self.hits + 1

    @property
    def size(self) -> int:
        """Normalised characters from its first to its last."""
        return self.end - self.start

    @property
    def enough(self) -> bool:
        """Whether it is too long, too dense and too varied to be a common phrase."""
        return self.size >= SHORTEST - _ENDS and self.hits >= _LEAST_HITS and self.covered >= _LEAST_COVERED * self.size


class DocumentFinder:
    """Compares long texts with compiled tables (`compile_documents`): once, however many tables there are."""

    def __init__(self, tables: Sequence[Path], key: bytes) -> None:
        self._hasher = Hasher(key)
        self._tables: list[tuple[int, Hashes]] = []
        self._documents: list[tuple[str, int]] = []
        for path in tables:
            table = Hashes(path, self._hasher)
            if table.about.get("what") != DOCUMENTS:
                raise Problem(f"{path} holds no documents", "give the file that was compiled from your documents")
            self._tables.append((len(self._documents), table))
            self._documents += [(str(name), int(size)) for name, size in table.about["documents"]]

    def find(self, leaves: Sequence[Leaf], joined: Joined) -> Iterator[Found]:
        """One hit for each passage; where two documents share one, that with more of it."""
        for leaf, each in enumerate(leaves):
            if len(each.text) >= SHORTEST:
                text = joined.folded(leaf).text
                passages = _apart(self._passages(normalised(text)))
                normal = placed(text) if passages else Normal("", [])
                for passage in passages:
                    yield self._found(leaf, normal, passage)

    def _passages(self, text: str) -> list[Passage]:
        """Every passage long enough, of any document."""
        open_: dict[int, list[Passage]] = {}
        for at, digest in selected(text, self._hasher):
            for first, table in self._tables:
                for payload in table.payloads(digest):
                    document = first + int.from_bytes(payload[:DOCUMENT])
                    _extend(open_.setdefault(document, []), document, at, int.from_bytes(payload[DOCUMENT:]))
        return [passage for passages in open_.values() for passage in passages if passage.enough]

    def _found(self, leaf: int, normal: Normal, passage: Passage) -> Found:
        name, size = self._documents[passage.document]
        share = min(100, max(1, round(100 * passage.covered / size)))
        reasons = (f"document: {name}", f"characters: {passage.size}", f"share of the document: {share}%")
        sure = min(1.0, passage.size / _SURE_FROM)
        confidence = round(_BASE + (_SURE - _BASE) * sure, 3)
        return Found(KIND, leaf, _back(normal, passage.start), _back(normal, passage.end - 1) + 1, confidence, reasons)


def _extend(passages: list[Passage], document: int, at: int, place: int) -> None:
    """Go on with the latest passage that this k-gram fits, else begin a new one."""
    for passage in reversed(passages[-4:]):
        if passage.takes(at, place):
            passage.add(at, place)
            return
    passages.append(Passage(document, at, at + K, place))


def _back(normal: Normal, at: int) -> int:
    """The place in the text of a place in its normalised form."""
    here, there = normal.runs[bisect_right(normal.runs, at, key=lambda run: run[0]) - 1]
    return there + at - here


def _apart(passages: Iterable[Passage]) -> list[Passage]:
    """No two that overlap: those with most in common stay, in order of start."""
    kept: list[Passage] = []
    for each in sorted(passages, key=lambda one: (-one.covered, one.start)):
        at = bisect_right(kept, each.start, key=lambda one: one.start)
        if (not at or kept[at - 1].end <= each.start) and (at == len(kept) or each.end <= kept[at].start):
            kept.insert(at, each)
    return kept
