"""The scanner: leaves of text in, sightings out. One Hyperscan call finds, then checks and context decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from gwanmun.detect.bundled import bundled
from gwanmun.detect.candidates import Readers
from gwanmun.detect.finder import Beyond, Finder, Found, by_leaf
from gwanmun.detect.fingerprint import Fingerprints
from gwanmun.detect.here import Candidate, Here
from gwanmun.detect.joined import Hit, Joined
from gwanmun.detect.keys import Meanings
from gwanmun.detect.labels import Label
from gwanmun.detect.limits import MANY_WORDS, TOO_MANY
from gwanmun.detect.mask import mask
from gwanmun.detect.message import Message
from gwanmun.detect.names import KIND as NAME
from gwanmun.detect.names import NAME_ONLY, Names, may_be_name
from gwanmun.detect.names_prose import ByLeaf
from gwanmun.detect.overlap import resolve
from gwanmun.detect.paths import Paths
from gwanmun.detect.plan import routes
from gwanmun.detect.recall import Given, Outcome, Recall, Seen, given_by
from gwanmun.detect.rest import Rest
from gwanmun.detect.rules import rules_of
from gwanmun.detect.search import Search
from gwanmun.detect.sensitive import SensitiveFinder
from gwanmun.knowledge.kinds import Kind
from gwanmun.transfer import Sighting, Unreadable
from gwanmun.unpack.parts import Leaf

PROMPT = "content.prompt"
_PROMPT_CONFIDENCE = 0.9
_FIELDS = {"person.name", "location.gps"}


class Scanned(NamedTuple):
    """What was seen in a message, and what was not looked at because there was too much of it."""

    sightings: tuple[Sighting, ...]
    unreadable: tuple[Unreadable, ...] = ()


class Look(NamedTuple):
    """A leaf to be looked at, with what is known of it: hits of patterns, names, and what the finders saw."""

    leaves: Message
    at: int
    hits: Sequence[Hit]
    names: Sequence[Candidate]
    beside: Sequence[Found]


class Scanner:
    """Finds every kind of `kinds` in the leaves of a message. `key` is the organisation's, for fingerprints.

    `cache` is the folder of the compiled database (None: compile each time), `finders` what is looked for besides
    (`finders.given`). A scanner holds no state of a message and may be shared by threads.
    """

    def __init__(
        self,
        kinds: tuple[Kind, ...],
        key: bytes,
        cache: Path | None = None,
        finders: tuple[Finder, ...] = (),
        patience: int = 1,
    ) -> None:
        self._fingerprints = Fingerprints(key)
        rules, by_id = rules_of(kinds), {kind.id: kind for kind in kinds}
        plan = routes(kinds, rules)
        self._sensitive = SensitiveFinder(kinds)
        self._search = Search(plan, self._sensitive.patterns, cache, patience)
        self._owners = {index: route.owner for index, route in enumerate(plan) if route.reader == "label"}
        self._meanings = Meanings(
            kinds, frozenset(_FIELDS | {rule.kind.id for rule in rules if rule.form.via in {"value", "digits"}})
        )
        self._names = Names(by_id[NAME]) if NAME in by_id else None
        self._readers = Readers(kinds, rules, plan, self._names)
        self._prompts = PROMPT in by_id
        self._recall = Recall()
        self._finders = (*bundled(kinds), *finders)

    def scan(self, leaves: Sequence[Leaf]) -> tuple[Sighting, ...]:
        """The sightings alone, for those who need not be told of limits."""
        return self.read(leaves).sightings

    def read(self, leaves: Sequence[Leaf]) -> Scanned:
        """Sightings by order of leaf, then start, and what was not looked at (`limits.py`).

        None overlap within a leaf, but a prompt contains others, and what the finders see stands beside them: a
        customer's number is both a phone number and an own record. What stands for a rest comes last.
        """
        message = Message(leaves)
        joined = Joined(message.texts)
        hits, sensitive, cut = self._search.of(joined)
        names = self._names.prose(joined) if self._names is not None else ByLeaf()
        finders = (finder.find(message, joined) for finder in self._finders)
        beside, beyond = by_leaf((self._sensitive.find(message, joined, sensitive), *finders))
        worth = sorted({*self._worth(message), *hits, *names, *beside})
        looks = (Look(message, at, hits.get(at, ()), names.get(at, ()), beside.get(at, ())) for at in worth)
        found = self._sightings(joined, looks)
        if names.limited:
            beyond.append(Beyond(len(message.texts) - 1, MANY_WORDS))
        if cut is None and not beyond:
            return Scanned(tuple(found))
        rest = Rest(message, joined, self._fingerprints)
        if cut is not None:
            beyond.append(Beyond(cut.leaf, TOO_MANY))
            found += [*rest.behind(cut, found)]
        arrays = [sighting for each in beyond for sighting in rest.array(each)]
        return Scanned((*found, *arrays), tuple({Unreadable(message.parts[each.leaf], each.why): 0 for each in beyond}))

    def _sightings(self, joined: Joined, looks: Iterable[Look]) -> list[Sighting]:
        found: list[Sighting] = []
        within: dict[Given, Outcome] = {}
        paths = Paths()
        for look in looks:
            leaf = look.leaves[look.at]
            given = None if look.beside else given_by(leaf, look.names)
            seen = within.get(given) if given is not None else None
            if seen is None:
                seen = self._outcome(look, joined, given, within)
            if seen:
                part, path = leaf.part, paths.of(leaf)
                for kind, start, end, confidence, reasons, shape, same in seen:
                    found.append(Sighting(kind, part, path, start, end, confidence, reasons, shape, same))
        return found

    def _worth(self, message: Message) -> Iterator[int]:
        """The leaves to be read for their key or role, hit or not."""
        texts = message.texts
        for index, meaning in self._meanings.worth_reading(message):
            if meaning.kinds != NAME_ONLY or may_be_name(texts[index]):
                yield index
        if self._prompts and "user" in message.roles:
            yield from [index for index, role in enumerate(message.roles) if role == "user"]

    def _outcome(self, look: Look, joined: Joined, given: Given | None, within: dict[Given, Outcome]) -> Outcome:
        """What is seen in a leaf, remembered where nothing beside it has a say."""
        known = self._recall.get(given) if given is not None else None
        if known is None:
            known, alone = self._examine(look, joined)
            if not alone or given is None:
                return known
            self._recall.keep(given, known)
        if given is not None:
            within[given] = known
        return known

    def _examine(self, look: Look, joined: Joined) -> tuple[Outcome, bool]:
        """What is seen, and whether the leaf alone decided it."""
        leaves, index, hits, names, beside = look
        here = Here(leaves, index, joined.folded(index), self._labels(hits), self._meanings)
        candidates = self._readers.read(here, hits)
        candidates += names
        return tuple(self._seen(here, candidates, beside)), here.alone

    def _labels(self, hits: Sequence[Hit]) -> list[Label]:
        owners = self._owners
        return [Label(start, end, owners[pattern]) for pattern, start, end in hits if pattern in owners] if hits else []

    def _seen(self, here: Here, candidates: list[Candidate], beside: Sequence[Found]) -> Iterator[Seen]:
        kept: list[Candidate | Found] = [*resolve(candidates), *beside]
        text, folded = here.text, here.folded
        if self._prompts and here.leaf.role == "user" and here.leaf.text.strip():
            kept.insert(0, Candidate(PROMPT, 0, len(text), _PROMPT_CONFIDENCE, ("role: user",)))
        for each in sorted(kept, key=_place) if beside else kept:
            kind, value = each.kind, text[each.start : each.end]
            same = self._fingerprints.of(kind, (isinstance(each, Found) and each.value) or value)
            start, end = folded.span(each.start, each.end)
            yield Seen(kind, start, end, each.confidence, each.reasons, mask(kind, value), same)


def _place(each: Candidate | Found) -> tuple[int, int]:
    return each.start, -each.end
