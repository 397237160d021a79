"""Coordinates under sibling keys (`lat` and `lng`) or in an array (GeoJSON, RFC 7946): one sighting on each half, for
neither may slip by."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gwanmun.detect.here import Candidate, Here, key_of
from gwanmun.knowledge.kinds import Kind

KIND = "location.gps"
_DEGREES = re.compile(r"-?\d{1,3}\.\d{3,}")
_BASE, _KOREA, _ELSEWHERE = 0.85, 0.95, 0.7


class Location:
    """Reads pairs by the key words that the kind's file lists for latitude and longitude."""

    def __init__(self, kind: Kind) -> None:
        self._latitude = frozenset(kind.words["latitude"])
        self._longitude = frozenset(kind.words["longitude"])
        self._pairs = frozenset(kind.words["pairs"])

    def read(self, here: Here) -> Iterator[Candidate]:
        """A coordinate whose other half is a sibling; 0, 0 and too few decimals are no place."""
        value = here.text.strip()
        word = here.meaning.word
        if word in self._pairs:
            yield from self._of_pair(here, value)
        if word not in self._latitude | self._longitude or not _DEGREES.fullmatch(value):
            return
        other = self._beside(here, self._longitude if word in self._latitude else self._latitude)
        if other is None:
            return
        latitude, longitude = (float(value), other) if word in self._latitude else (other, float(value))
        if abs(latitude) > 90 or abs(longitude) > 180 or (latitude == longitude == 0):
            return
        korea = 33 <= latitude <= 39 and 124 <= longitude <= 132
        start = here.text.index(value)
        reasons = ("form: latitude and longitude", f"key: {word}", *(("korea",) if korea else ()))
        yield Candidate(KIND, start, start + len(value), _KOREA if korea else _BASE, reasons)

    def _of_pair(self, here: Here, value: str) -> Iterator[Candidate]:
        """One of the first two elements of an array, whichever of them is the latitude."""
        steps = here.leaf.steps
        if steps[-1:] not in ((0,), (1,)) or not _DEGREES.fullmatch(value):
            return
        other = next((each.text for each in here.siblings() if each.steps[-1] == 1 - int(steps[-1])), "")
        if not _DEGREES.fullmatch(other):
            return
        low, high = sorted((float(value), float(other)), key=abs)
        if abs(low) > 90 or abs(high) > 180 or abs(high) < 1:
            return
        korea = 33 <= low <= 39 and 124 <= high <= 132
        start = here.text.index(value)
        reasons = ("form: array of two", f"key: {here.meaning.word}", *(("korea",) if korea else ()))
        yield Candidate(KIND, start, start + len(value), _KOREA if korea else _ELSEWHERE, reasons)

    def _beside(self, here: Here, words: frozenset[str]) -> float | None:
        for sibling in here.siblings():
            if here.meanings.of(key_of(sibling)).word in words and _DEGREES.fullmatch(sibling.text.strip()):
                return float(sibling.text)
        return None
