"""The scanner: leaves of text in, sightings out. One Hyperscan call finds, then checks and context decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from gwanmun.detect.candidates import Readers
from gwanmun.detect.engine import Engine, user_cache
from gwanmun.detect.finder import Finder, Found, by_leaf
from gwanmun.detect.finders import bundled
from gwanmun.detect.fingerprint import Fingerprints
from gwanmun.detect.here import Candidate, Here
from gwanmun.detect.joined import Hit, Joined
from gwanmun.detect.keys import Meanings
from gwanmun.detect.labels import Label
from gwanmun.detect.mask import mask
from gwanmun.detect.names import KIND as NAME
from gwanmun.detect.names import NAME_ONLY, Names, may_be_name
from gwanmun.detect.overlap import resolve
from gwanmun.detect.plan import routes
from gwanmun.detect.rules import rules_of
from gwanmun.knowledge.kinds import Kind
from gwanmun.transfer import Sighting
from gwanmun.unpack.parts import Leaf

PROMPT = "content.prompt"
_PROMPT_CONFIDENCE = 0.9
_FIELDS = {"person.name", "location.gps"}


class Scanner:
    """Finds every kind of `kinds` in the leaves of a message. `key` is the organisation's, for fingerprints.

    `cache` is the folder of the compiled database (None: compile each time), `finders` what is looked for besides
    (`finders.given`). A scanner holds no state of a message and may be shared by threads.
    """

    def __init__(
        self, kinds: tuple[Kind, ...], key: bytes, cache: Path | None = None, finders: tuple[Finder, ...] = ()
    ) -> None:
        self._fingerprints = Fingerprints(key)
        rules, by_id = rules_of(kinds), {kind.id: kind for kind in kinds}
        plan = routes(kinds, rules)
        self._engine = Engine([route.pattern for route in plan], cache or user_cache())
        self._owners = {index: route.owner for index, route in enumerate(plan) if route.reader == "label"}
        self._meanings = Meanings(
            kinds, frozenset(_FIELDS | {rule.kind.id for rule in rules if rule.form.via in {"value", "digits"}})
        )
        self._names = Names(by_id[NAME]) if NAME in by_id else None
        self._readers = Readers(kinds, rules, plan, self._names)
        self._prompts = PROMPT in by_id
        self._finders = (*bundled(kinds, cache or user_cache()), *finders)

    def scan(self, leaves: Sequence[Leaf]) -> tuple[Sighting, ...]:
        """Sightings by order of leaf, then start.

        None overlap within a leaf, but a prompt contains others, and what the finders see stands beside them: a
        customer's number is both a phone number and an own record.
        """
        joined = Joined([leaf.text for leaf in leaves])
        hits = joined.by_leaf(self._engine.find(joined.data))
        names = self._names.prose(joined) if self._names is not None else {}
        beside = by_leaf(finder.find(leaves, joined) for finder in self._finders)
        found: list[Sighting] = []
        for index in sorted({*self._worth(leaves), *hits, *names, *beside}):
            inside = hits.get(index, ())
            here = Here(leaves, index, joined.folded(index), self._labels(inside), self._meanings)
            candidates = self._readers.read(here, inside)
            candidates += names.get(index, ())
            found += self._sightings(here, candidates, beside.get(index, ()))
        return tuple(found)

    def _worth(self, leaves: Sequence[Leaf]) -> Iterator[int]:
        """The leaves to be read for their key or role, hit or not."""
        for index, meaning in enumerate(self._meanings.of_leaves(leaves)):
            named = meaning.field and (meaning.kinds != NAME_ONLY or may_be_name(leaves[index].text))
            if named or leaves[index].role == "user":
                yield index

    def _labels(self, hits: Sequence[Hit]) -> list[Label]:
        owners = self._owners
        return [Label(start, end, owners[pattern]) for pattern, start, end in hits if pattern in owners] if hits else []

    def _sightings(self, here: Here, candidates: list[Candidate], beside: Sequence[Found]) -> Iterator[Sighting]:
        kept: list[Candidate | Found] = [*resolve(candidates), *beside]
        leaf, text, folded = here.leaf, here.text, here.folded
        if self._prompts and leaf.role == "user" and leaf.text.strip():
            kept.insert(0, Candidate(PROMPT, 0, len(text), _PROMPT_CONFIDENCE, ("role: user",)))
        part, path = leaf.part, leaf.path if kept else ""
        for each in sorted(kept, key=_place) if beside else kept:
            kind, value = each.kind, text[each.start : each.end]
            same = self._fingerprints.of(kind, (isinstance(each, Found) and each.value) or value)
            span = folded.span(each.start, each.end)
            yield Sighting(kind, part, path, *span, each.confidence, each.reasons, mask(kind, value), same)


def _place(each: Candidate | Found) -> tuple[int, int]:
    return each.start, -each.end
