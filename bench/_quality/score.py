"""Precision and recall of a finder over labelled documents, by kind; an optional label counts neither way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from tests.corpora.documents import Document, Label


@dataclass(frozen=True, slots=True)
class Found:
    """One value a finder reports, in the leaf at `path`."""

    kind: str
    path: str
    start: int
    end: int
    confidence: float


@dataclass(slots=True)
class Tally:
    """Counts of one kind: values to find, found exactly, found by overlap, reported, and reported rightly."""

    wanted: int = 0
    exact: int = 0
    overlap: int = 0
    reported: int = 0
    right: int = 0
    near: int = 0

    def add(self, other: Tally) -> None:
        for name in ("wanted", "exact", "overlap", "reported", "right", "near"):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def scores(self, overlap: bool = False) -> tuple[float, float, float]:
        """Precision, recall, F1 from 0 to 1; precision is 1 when nothing is reported, recall when nothing is wanted."""
        right, met = (self.near, self.overlap) if overlap else (self.right, self.exact)
        precision = right / self.reported if self.reported else 1.0
        recall = met / self.wanted if self.wanted else 1.0
        return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


@dataclass(frozen=True, slots=True)
class Mistake:
    """A value missed (`found` is ""), or a report that is wrong (`wanted` is "" when nothing is labelled there)."""

    document: Document
    wanted: str
    found: str
    path: str
    start: int
    end: int
    confidence: float = 0.0


@dataclass(slots=True)
class Result:
    tallies: dict[str, Tally] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)

    def tally(self, kind: str) -> Tally:
        return self.tallies.setdefault(kind, Tally())

    def confusions(self) -> Counter[tuple[str, str]]:
        return Counter((each.wanted or "(nothing)", each.found or "(missed)") for each in self.mistakes)

    def total(self, kinds: Iterable[str]) -> Tally:
        """The kinds taken together."""
        total = Tally()
        for kind in kinds:
            total.add(self.tally(kind))
        return total


Finder = Callable[[Document], Sequence[Found]]


def evaluate(documents: Sequence[Document], finder: Finder, kinds: frozenset[str] | None = None) -> Result:
    """Hold what `finder` reports against the labels; with `kinds`, only these count on either side."""
    result = Result()
    for document in documents:
        found = [each for each in finder(document) if kinds is None or each.kind in kinds]
        _reports(result, document, found)
        _misses(result, document, [label for label in document.labels if kinds is None or label.kind in kinds], found)
    return result


def _reports(result: Result, document: Document, found: Sequence[Found]) -> None:
    for each in found:
        meant = _meant(document.labels, each)
        if meant is not None and meant.optional:
            continue
        tally = result.tally(each.kind)
        tally.reported += 1
        tally.near += meant is not None
        tally.right += meant is not None and _exact(meant, each)
        if meant is None or not _exact(meant, each):
            other = meant or next((label for label in document.labels if _touch(label, each) and not label.whole), None)
            wanted = other.kind if other else ""
            result.mistakes.append(
                Mistake(document, wanted, each.kind, each.path, each.start, each.end, each.confidence)
            )


def _meant(labels: Sequence[Label], found: Found) -> Label | None:
    """The label a report answers: the exact one first, then a required one that overlaps, then an optional one."""
    fitting = [
        label for label in labels if _touch(label, found) and label.kind in (found.kind, "" if label.optional else None)
    ]
    return min(fitting, key=lambda label: (not _exact(label, found), label.optional), default=None)


def _misses(result: Result, document: Document, labels: Sequence[Label], found: Sequence[Found]) -> None:
    for label in labels:
        if label.optional:
            continue
        same = [each for each in found if each.kind == label.kind and _touch(label, each)]
        tally = result.tally(label.kind)
        tally.wanted += 1
        tally.overlap += bool(same)
        tally.exact += any(_exact(label, each) for each in same)
        if not any(_touch(label, each) for each in found):
            result.mistakes.append(Mistake(document, label.kind, "", label.path, label.start, label.end))


def _touch(label: Label, found: Found) -> bool:
    if label.whole:
        return label.kind == found.kind and label.path in found.path
    return label.path == found.path and label.start < found.end and found.start < label.end


def _exact(label: Label, found: Found) -> bool:
    return label.whole or (label.start, label.end) == (found.start, found.end)
