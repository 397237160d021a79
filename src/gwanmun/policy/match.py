"""Compiles rules into bitmaps, so that a decision among hundreds of them costs microseconds.

Every rule has one bit. For each facet in use there is a table from a value to the bits of the rules that accept it,
and an AND over the facets leaves the rules that hold (the bit-vector scheme of packet classification, Lakshman and
Stiliadis, SIGCOMM 1998). Kind, place and confidence of a sighting are looked up in the same way.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from gwanmun.knowledge.vocabulary import kinds
from gwanmun.policy.facets import Facet
from gwanmun.policy.rule import Conditions, Rule, Sought
from gwanmun.transfer import Sighting, Transfer

Bits = int
"""A set of small numbers: bit n is set when n is in it."""


class Matched(NamedTuple):
    """The rules that match a transfer, and for each of its sightings the rules about it, matching or not."""

    rules: Bits
    about: list[Bits]


class Index:
    """Which of many conditions hold for a transfer, leaving aside what they ask of its sightings."""

    def __init__(self, conditions: Sequence[Conditions], facets: Mapping[str, Facet]) -> None:
        asked = {key for condition in conditions for key, _ in condition.facets}
        self._tables = tuple((facet, *_table(key, conditions)) for key, facet in facets.items() if key in asked)

    def holding(self, transfer: Transfer, candidates: Bits) -> Bits:
        """Those of the candidates that hold; a facet that none of them asks about is not even looked at."""
        for facet, asking, masks in self._tables:
            if candidates & asking:
                accepted = ~asking
                for value in facet(transfer):
                    accepted |= masks.get(value, 0)
                candidates &= accepted
        return candidates


class Takers:
    """Which of many conditions take a sighting, by kind, place and confidence."""

    def __init__(self, sought: Sequence[Sought | None]) -> None:
        self._asking = tuple((number, each) for number, each in enumerate(sought) if each is not None)
        self._kinds = {kind: self._naming(kind) for kind in kinds()}
        self._levels = sorted({each.min_confidence for _, each in self._asking})
        self._sure = [0, *(bits(n for n, each in self._asking if each.min_confidence <= at) for at in self._levels)]
        self._anywhere = bits(number for number, each in self._asking if not each.parts)
        self._parts = {
            part: bits(number for number, each in self._asking if part in each.parts)
            for _, sought_one in self._asking
            for part in sought_one.parts
        }

    def taking(self, sightings: Sequence[Sighting]) -> list[Bits]:
        """For each sighting the conditions that take it: one loop without calls, for this is the hot path."""
        kinds_, levels, sure, anywhere = self._kinds, self._levels, self._sure, self._anywhere
        found = []
        for sighting in sightings:
            kind = sighting.kind
            takers = kinds_[kind] if kind in kinds_ else self._naming(kind)
            takers &= sure[bisect_right(levels, sighting.confidence)]
            if takers & ~anywhere:
                takers &= anywhere | self._within(sighting.part)
            found.append(takers)
        return found

    def _within(self, part: str) -> Bits:
        return self._parts.get(part, 0) | self._parts.get(part.partition(":")[0], 0)

    def _naming(self, kind: str) -> Bits:
        return bits(number for number, each in self._asking if each.names(kind))


class Matcher:
    """Which rules match a transfer, and which of its sightings each of them is about."""

    def __init__(self, rules: Sequence[Rule], facets: Mapping[str, Facet]) -> None:
        self._sought = tuple(rule.when.sought for rule in rules)
        self._whens = Index([rule.when for rule in rules], facets)
        self._takers = Takers(self._sought)
        self._whole = bits(number for number, sought in enumerate(self._sought) if sought is None)
        self._counting = bits(number for number, sought in enumerate(self._sought) if sought and sought.counts)
        self._unless = tuple((number, each) for number, rule in enumerate(rules) for each in rule.unless)
        self._spared = bits(number for number, _ in self._unless)
        self._unless_of = {
            number: bits(n for n, (of, _) in enumerate(self._unless) if of == number) for number, _ in self._unless
        }
        self._unlesses = Index([each for _, each in self._unless], facets)

    def matches(self, transfer: Transfer) -> Matched:
        about = self._takers.taking(transfer.sightings)
        found = self._whole
        for each in about:
            found |= each
        found = self._whens.holding(transfer, found)
        if found & self._counting:
            found = self._enough(found, found & self._counting, transfer, about)
        if found & self._spared:
            found = self._set_aside(found, transfer, about)
        return Matched(found, about)

    def _enough(self, found: Bits, doubtful: Bits, transfer: Transfer, about: list[Bits]) -> Bits:
        """`found` without those of the doubtful rules that have too few sightings left."""
        for rule in numbers(doubtful):
            sought = self._sought[rule]
            taken = [seen for seen, each in zip(transfer.sightings, about, strict=True) if each >> rule & 1]
            if sought is not None and not sought.enough(taken):
                found ^= 1 << rule
        return found

    def _set_aside(self, found: Bits, transfer: Transfer, about: list[Bits]) -> Bits:
        """`found` without the rules that an `unless` sets aside; what it carves out is taken off `about`."""
        candidates = 0
        for rule in numbers(found & self._spared):
            candidates |= self._unless_of[rule]
        for number in numbers(self._unlesses.holding(transfer, candidates)):
            rule, conditions = self._unless[number]
            taken = [number for number, each in enumerate(about) if each >> rule & 1]
            left = remaining(conditions.sought, taken, transfer)
            if left is None:
                found &= ~(1 << rule)
                continue
            for carved in set(taken).difference(left):
                about[carved] ^= 1 << rule
            found = self._enough(found, found & 1 << rule & ~self._whole, transfer, about)
        return found


def remaining(sought: Sought | None, taken: list[int], transfer: Transfer) -> list[int] | None:
    """What is left of a rule's sightings where its `unless` holds; None: nothing at all, the rule is set aside."""
    if sought is None:
        return None
    seen = transfer.sightings
    carved = {number for number in taken if sought.names(seen[number].kind) and sought.takes(seen[number])}
    if not sought.enough([seen[number] for number in carved]):
        return taken
    return [number for number in taken if number not in carved]


def bits(members: Iterator[int]) -> Bits:
    """The set of these numbers."""
    found = 0
    for number in members:
        found |= 1 << number
    return found


def numbers(members: Bits) -> list[int]:
    """The numbers in a set, smallest first."""
    found = []
    while members:
        lowest = members & -members
        found.append(lowest.bit_length() - 1)
        members ^= lowest
    return found


def _table(key: str, conditions: Sequence[Conditions]) -> tuple[Bits, dict[str, Bits]]:
    """The conditions that ask about `key`, and value -> those of them that accept it."""
    masks: dict[str, Bits] = {}
    asking = 0
    for number, condition in enumerate(conditions):
        for value in dict(condition.facets).get(key, ()):
            masks[value] = masks.get(value, 0) | 1 << number
            asking |= 1 << number
    return asking, masks
