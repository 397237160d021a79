"""What was not seen: the bound of every "was not sent" that a report may say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gwanmun.report.party import names_of, party_key
from gwanmun.report.reasons import general


@dataclass(frozen=True, slots=True)
class Gap:
    """One reason why something could not be read. `scope` is `exchange` (no more than the head or the name was
    readable), `part` (one part of a message) or `capture` (part of a capture file)."""

    scope: str
    why: str
    count: int
    parties: tuple[str, ...]
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """`full`, `head` and `name` count exchanges by how much of each was readable; `partial` counts those
    among `full` in which a part was unreadable."""

    full: int
    head: int
    name: int
    partial: int
    gaps: tuple[Gap, ...]

    @property
    def whole(self) -> int:
        """Exchanges read to the last part: only of these may it be said that something was not there."""
        return self.full - self.partial

    @property
    def total(self) -> int:
        return self.full + self.head + self.name

    @property
    def lacking(self) -> int:
        return self.total - self.whole


@dataclass(slots=True)
class CoverageTally:
    """Collects entries, then `freeze()`s to a `Coverage`."""

    seen: Counter[str] = field(default_factory=Counter)
    partial: int = 0
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    parties: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)
    parts: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)

    def add(self, entry: Mapping[str, Any]) -> None:
        self.seen[entry["seen"]] += 1
        key = party_key(entry["recipient"])
        if entry["seen"] != "full":
            self._gap("exchange", entry.get("opaque") or entry["seen"], key, "")
        elif entry["unreadable"]:
            self.partial += 1
        for gap in entry["unreadable"]:
            self._gap("part", gap["why"], key, gap["part"])

    def add_capture(self, capture: Mapping[str, Any]) -> None:
        """Count what was lost of a capture file; `unreadable` holds texts ("part: why") or dicts (part, why)."""
        for gap in capture.get("unreadable") or ():
            part, why = _lost(gap)
            self._gap("capture", why, "", part)

    def _gap(self, scope: str, reason: str, party: str, part: str) -> None:
        why = general(reason)
        self.counts[scope, why] += 1
        if party:
            self.parties.setdefault((scope, why), Counter())[party] += 1
        if part:
            self.parts.setdefault((scope, why), Counter())[part] += 1

    def freeze(self) -> Coverage:
        order = sorted(self.counts.items(), key=lambda item: (-item[1], item[0]))
        gaps = tuple(self._frozen(key, count) for key, count in order)
        return Coverage(self.seen["full"], self.seen["head"], self.seen["name"], self.partial, gaps)

    def _frozen(self, key: tuple[str, str], count: int) -> Gap:
        parties, parts = self.parties.get(key, Counter()), self.parts.get(key, Counter())
        return Gap(*key, count, names_of(parties), names_of(parts))


def _lost(gap: str | Mapping[str, Any]) -> tuple[str, str]:
    if isinstance(gap, str):
        part, _, why = gap.partition(": ")
        return (part, why) if why else ("", part)
    return gap["part"], gap["why"]
