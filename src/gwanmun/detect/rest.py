"""The rest: sightings that stand for the part of a message beyond a limit.

A list of 70,000 phone numbers is seen as so many numbers and one rest. What is redacted is what was sighted, so that
nothing may slip by behind the last number that was weighed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gwanmun.detect.finder import Beyond
from gwanmun.detect.fingerprint import Fingerprints
from gwanmun.detect.joined import Joined
from gwanmun.detect.limits import MANY
from gwanmun.detect.mask import hidden, length
from gwanmun.detect.message import Message
from gwanmun.transfer import Sighting
from gwanmun.unpack.path import render

REASONS = ("form: rest of a list",)


class Cut(NamedTuple):
    """Where weighing stopped: index of the leaf, and the code point of its folded text behind the last hit."""

    leaf: int
    at: int


class Rest:
    """Makes such sightings for one message."""

    def __init__(self, message: Message, joined: Joined, fingerprints: Fingerprints) -> None:
        self._message, self._joined, self._fingerprints = message, joined, fingerprints

    def behind(self, cut: Cut, seen: Sequence[Sighting]) -> Iterator[Sighting]:
        """For each kind of which the message is full: from the cut to the end of the leaf, and for the leaves that
        follow what holds them all."""
        counts = Counter(sighting.kind for sighting in seen)
        sure = {sighting.kind: sighting.confidence for sighting in seen}
        for kind in (kind for kind, count in counts.items() if count >= MANY):
            yield from self._in_leaf(cut, kind, sure[kind])
            if cut.leaf + 1 < len(self._message):
                depth = len(self._message.steps[cut.leaf]) - 1
                yield from self.array(Beyond(cut.leaf, "", kind, sure[kind], depth))

    def array(self, beyond: Beyond) -> Iterator[Sighting]:
        """One for an array or object: it covers no characters, and no edit can be made of it, so that the message
        passes whole or not at all."""
        if beyond.depth > 0:
            leaf, kind = self._message[beyond.leaf], beyond.kind
            path = render(leaf.steps[: beyond.depth])
            same = self._fingerprints.of(kind, path)
            yield Sighting(kind, leaf.part, path, 0, 0, beyond.confidence, REASONS, hidden(""), same)

    def _in_leaf(self, cut: Cut, kind: str, confidence: float) -> Iterator[Sighting]:
        leaf, folded = self._message[cut.leaf], self._joined.folded(cut.leaf)
        text = folded.text[cut.at :]
        if text.strip():
            start, end = folded.span(cut.at, len(folded.text))
            same = self._fingerprints.of(kind, text)
            yield Sighting(kind, leaf.part, leaf.path, start, end, confidence, REASONS, length(text), same)
