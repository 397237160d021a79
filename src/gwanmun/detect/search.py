"""The one search of a message: every pattern of the plan and every sensitive word, and where it stopped."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from gwanmun.detect.engine import Engine, user_cache
from gwanmun.detect.joined import Hit, Joined
from gwanmun.detect.limits import MOST_CANDIDATES, MOST_REPORTS
from gwanmun.detect.plan import Route
from gwanmun.detect.rest import Cut

Hits = dict[int, list[Hit]]
_Found = list[tuple[int, int, int]]


class Searched(NamedTuple):
    """Hits by leaf: of patterns of the plan by their number in it, of sensitive words by theirs; `cut` is where it
    stopped, if there were too many."""

    hits: Hits
    sensitive: Hits
    cut: Cut | None = None


_NOTHING = Searched({}, {})


class Search:
    """The plan (labels first) and the words, in one database. `patience` multiplies the limits."""

    def __init__(self, plan: Sequence[Route], words: Sequence[str], cache: Path | None, patience: int) -> None:
        self._patience = patience
        self._split = len(plan)
        self._labels = sum(route.reader == "label" for route in plan)
        self._engine = Engine([*(route.pattern for route in plan), *words], cache or user_cache())

    def of(self, joined: Joined) -> Searched:
        """One pass over the text."""
        found, whole = self._engine.first(joined.data, MOST_REPORTS * self._patience)
        if not found:
            return _NOTHING
        if len(found) > MOST_CANDIDATES * self._patience:
            found, whole = self._weighable(found, whole)
        split = self._split
        sensitive = [(start, pattern - split, end) for start, pattern, end in found if pattern >= split]
        hits = [hit for hit in found if hit[1] < split] if sensitive else found
        return Searched(joined.by_leaf(hits), joined.by_leaf(sensitive), None if whole else _cut(joined, found))

    def _weighable(self, found: _Found, whole: bool) -> tuple[_Found, bool]:
        """The hits up to the last candidate that is weighed; labels are none."""
        weighed = [at for at, (_, pattern, _) in enumerate(found) if self._labels <= pattern < self._split]
        most = MOST_CANDIDATES * self._patience
        return (found[: weighed[most]], False) if len(weighed) > most else (found, whole)


def _cut(joined: Joined, found: _Found) -> Cut:
    (leaf, ((_, _, end), *_)), *_ = joined.by_leaf(found[-1:]).items()
    return Cut(leaf, end)
