"""What a policy is made of: rules with conditions, exceptions that lapse, and the tree of an organisation's units."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gwanmun.transfer import Action, Sighting


@dataclass(frozen=True, slots=True)
class Words:
    """What a person reads, in Korean and in English."""

    ko: str = ""
    en: str = ""


@dataclass(frozen=True, slots=True)
class Sought:
    """Which sightings a rule is about, and how many there must be of them.

    `kinds` are ids or groups (`kr.*`, `*`). `parts` are places in the message (`request.body`, `request.header`).
    `min_count` counts distinct values over all kinds, `min_people` the distinct values of the most frequent kind:
    one customer with a name, a phone and an address counts three for the former, one for the latter.
    """

    kinds: tuple[str, ...] = ("*",)
    parts: tuple[str, ...] = ()
    min_confidence: float = 0.0
    min_count: int = 1
    min_people: int = 1

    def takes(self, sighting: Sighting) -> bool:
        """Whether this sighting is one of those sought, by everything but its kind."""
        return sighting.confidence >= self.min_confidence and (not self.parts or self.reaches(sighting.part))

    def reaches(self, part: str) -> bool:
        return not self.parts or any(lies_in(each, part) for each in self.parts)

    def names(self, kind: str) -> bool:
        return any(covers(pattern, kind) for pattern in self.kinds)

    @property
    def counts(self) -> bool:
        """Whether one sighting may be too few."""
        return self.min_count > 1 or self.min_people > 1

    def enough(self, sightings: list[Sighting]) -> bool:
        """Whether these, all of them taken, are as many as the rule asks for."""
        if not self.counts or len(sightings) < max(self.min_count, self.min_people):
            return not self.counts and bool(sightings)
        distinct, people = tally(sightings)
        return distinct >= self.min_count and people >= self.min_people


@dataclass(frozen=True, slots=True)
class Conditions:
    """All of them must hold. A facet is a property of a transfer (`recipient.category`) and the values asked for."""

    facets: tuple[tuple[str, frozenset[str]], ...] = ()
    sought: Sought | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; `unless` sets it aside where any one of them holds, and `place` is its file and line."""

    id: str
    title: Words
    why: Words
    action: Action
    locked: bool
    when: Conditions
    unless: tuple[Conditions, ...]
    place: str


@dataclass(frozen=True, slots=True)
class Exemption:
    """An exception: for whom a rule is set aside, why, who approved it, and when it lapses by itself.

    `until` is in seconds since 1970-01-01 UTC: the end of the day `expires` (ISO 8601) in Korea.
    """

    id: str
    rule: str
    who: Conditions
    reason: str
    approver: str
    expires: str
    until: float
    place: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A company, department or team; `users` belong to it, and to every unit above it."""

    id: str
    parent: str
    users: tuple[str, ...]
    place: str


@dataclass(frozen=True, slots=True)
class Document:
    """A policy as written, with what it extends already merged into it. `version` changes with every change of text."""

    name: str
    version: str
    rules: tuple[Rule, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    units: tuple[Unit, ...] = ()


def tally(sightings: Iterable[Sighting]) -> tuple[int, int]:
    """Distinct values over all kinds, and those of the kind that has most."""
    values: dict[str, set[str]] = {}
    for sighting in sightings:
        values.setdefault(sighting.kind, set()).add(sighting.fingerprint)
    return len(set().union(*values.values())), max(map(len, values.values()), default=0)


def covers(pattern: str, kind: str) -> bool:
    """Whether a kind or group names this kind: `kr.*` covers `kr.rrn`, `*` covers all."""
    if pattern.endswith("*"):
        return kind.startswith(pattern[:-1])
    return pattern == kind


def lies_in(wanted: str, part: str) -> bool:
    """Whether `part` is the place `wanted` or one inside it: `request.header:cookie` lies in `request.header`."""
    return wanted in {part, part.partition(":")[0]}
