"""`seed`: planted values found in a message in any writing, encoding or digest, by one search for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ahocorasick_rs import BytesAhoCorasick, Implementation

from gwanmun.detect.finder import Beyond, Found
from gwanmun.detect.joined import Joined
from gwanmun.detect.limits import MOST_SEED_HITS, MOST_UNPACKED
from gwanmun.detect.seeds_digests import digests
from gwanmun.detect.seeds_encodings import Form, encodings, plain
from gwanmun.detect.seeds_file import Seed
from gwanmun.detect.seeds_packed import TRIGGERS, packed
from gwanmun.detect.seeds_writings import canonical, writings
from gwanmun.unpack.parts import Leaf

KIND = "seed"
_CLIP = 10
"""Bytes of a form that are searched for; the rest is compared at a hit. It keeps the automaton small."""

_MOST_FAST = 20_000
"""Patterns for which a full table of transitions is built: four times as fast, but beyond it takes too much memory."""

_NO_SEED = -1
"""Stands in a hit for a compressed piece that was not opened."""

_TOO_MANY = f"more than {MOST_SEED_HITS:,} beginnings of planted values: the rest was not compared"
_TOO_MUCH = f"more than {MOST_UNPACKED:,} bytes of compressed pieces: planted values were not looked for in the rest"
_SHORT = 8
_CONFIDENCE, _SHORT_CONFIDENCE = 0.99, 0.9


class Hit(NamedTuple):
    """Bytes `start` to `end`, the seed's index and the name of the form."""

    start: int
    end: int
    seed: int
    form: str


class SeedFinder:
    """Finds every form of every seed in one pass. Building it takes some milliseconds a seed."""

    def __init__(self, seeds: Sequence[Seed]) -> None:
        self._seeds = tuple(seeds)
        self._forms: dict[bytes, list[tuple[int, Form]]] = {}
        for index, seed in enumerate(self._seeds):
            for form in _forms(seed):
                self._forms.setdefault(form.text.lower()[:_CLIP], []).append((index, form))
        self._by_pattern = list(self._forms.values())
        patterns = [*self._forms, *(trigger.lower() for trigger in TRIGGERS)]
        automaton = Implementation.DFA if len(patterns) <= _MOST_FAST else Implementation.ContiguousNFA
        self._search = BytesAhoCorasick(patterns, implementation=automaton) if seeds else None

    def find(self, leaves: Sequence[Leaf], joined: Joined) -> Iterator[Found | Beyond]:
        """Hits of the kind `seed`; hits of one seed do not overlap, those of two may."""
        matches = self._matches(joined.data)
        hits = _longest(self._hits(joined.data, matches[:MOST_SEED_HITS]))
        numbered = [(hit.start, number, hit.end) for number, hit in enumerate(hits)]
        for leaf, inside in joined.by_leaf(numbered).items():
            for number, start, end in inside:
                closed = hits[number].seed == _NO_SEED
                yield Beyond(leaf, _TOO_MUCH) if closed else self._found(hits[number], leaf, start, end)
        if len(matches) > MOST_SEED_HITS:
            (leaf,) = joined.by_leaf([(matches[MOST_SEED_HITS][1], 0, matches[MOST_SEED_HITS][1])])
            yield Beyond(leaf, _TOO_MANY)

    def _found(self, hit: Hit, leaf: int, start: int, end: int) -> Found:
        seed = self._seeds[hit.seed]
        posing = (f"kind: {seed.kind}",) if seed.kind else ()
        reasons = (f"seed: {seed.name}", *posing, f"form: {hit.form}")
        confidence = _CONFIDENCE if end - start > _SHORT else _SHORT_CONFIDENCE
        return Found(KIND, leaf, start, end, confidence, reasons, seed.value)

    def _hits(self, data: bytes, matches: Sequence[tuple[int, int]]) -> Iterator[Hit]:
        """What is in these bytes, and in what is compressed in them, one layer deep."""
        left = MOST_UNPACKED
        for pattern, start in matches:
            yield from self._verified(data, pattern, start)
            if pattern >= len(self._by_pattern):
                if left <= 0:
                    yield Hit(start, start + 1, _NO_SEED, "")
                    continue
                end, inner = packed(data, start)
                left -= len(inner) + end - start
                for hit in self._inner(inner):
                    yield Hit(start, end, hit.seed, f"compressed, {hit.form}")

    def _inner(self, data: bytes) -> Iterator[Hit]:
        for pattern, start in self._matches(data)[:MOST_SEED_HITS] if data else ():
            yield from self._verified(data, pattern, start)

    def _matches(self, data: bytes) -> list[tuple[int, int]]:
        if self._search is None:
            return []
        return [(pattern, start) for pattern, start, _ in self._search.find_matches_as_indexes(data.lower(), True)]

    def _verified(self, data: bytes, pattern: int, start: int) -> Iterator[Hit]:
        for seed, form in self._by_pattern[pattern] if pattern < len(self._by_pattern) else ():
            span = _span(data, form, start)
            if span is not None:
                yield Hit(*span, seed, form.name)


def _span(data: bytes, form: Form, start: int) -> tuple[int, int] | None:
    """Where a form stands that begins at `start`, with the characters that base64 shares between two octets."""
    end = start + len(form.text)
    there = data[start:end]
    if there != form.text and (form.cased or there.lower() != form.text.lower()):
        return None
    if form.edged and _touches(data, start, end):
        return None
    if form.before and data[max(0, start - 1) : start] not in _one_of(form.before):
        return None
    if form.after and data[end : end + 1] not in _one_of(form.after):
        return None
    return start - bool(form.before), end + bool(form.after)


def _one_of(signs: bytes) -> tuple[bytes, ...]:
    return tuple(sign.to_bytes() for sign in signs)


def _forms(seed: Seed) -> Iterator[Form]:
    for text, name in writings(seed).items():
        yield from plain(text, name)
    for text, name in canonical(seed).items():
        yield from encodings(text, name)
        yield from digests(text, name)


def _touches(data: bytes, start: int, end: int) -> bool:
    """Whether the value goes on beyond either edge: a digit beside a digit, and for a short value any letter."""
    for inner, outer in (
        (data[start : start + 1], data[max(0, start - 1) : start]),
        (data[end - 1 : end], data[end : end + 1]),
    ):
        if inner.isdigit() and outer.isdigit():
            return True
        if end - start < _SHORT and inner.isalnum() and outer.isalnum():
            return True
    return False


def _longest(hits: Iterable[Hit]) -> list[Hit]:
    """Of hits of one seed that overlap the longest, in order of start."""
    ends: dict[int, tuple[int, int]] = {}
    kept: dict[tuple[int, int], Hit] = {}
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        place = ends.get(hit.seed)
        if place is None or hit.start >= place[1]:
            ends[hit.seed] = hit.start, hit.end
        elif hit.end - hit.start > place[1] - place[0]:
            del kept[hit.seed, place[0]]
            ends[hit.seed] = hit.start, hit.end
        else:
            continue
        kept[hit.seed, hit.start] = hit
    return sorted(kept.values())
