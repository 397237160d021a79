"""Everything in one leaf that may be a value: what its hits, its labels and its key lead to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gwanmun.detect.addresses import Addresses
from gwanmun.detect.digits import Digits
from gwanmun.detect.fields import Fields
from gwanmun.detect.here import Candidate, Here
from gwanmun.detect.joined import Hit
from gwanmun.detect.labels import BUSINESS
from gwanmun.detect.location import Location
from gwanmun.detect.names import Names
from gwanmun.detect.plan import Route
from gwanmun.detect.rules import Rule, weigh
from gwanmun.knowledge.kinds import Kind

SEED_BEFORE, SEED_AFTER = 80, 260


class Readers:
    """The readers of hits, of digits, of fields and of names, each asked only where it can find something."""

    def __init__(
        self, kinds: Sequence[Kind], rules: Sequence[Rule], plan: Sequence[Route], names: Names | None
    ) -> None:
        by_id = {kind.id: kind for kind in kinds}
        self._plan = plan
        self._announcing = frozenset(
            index for index, route in enumerate(plan) if route.reader == "label" and route.owner != BUSINESS
        )
        self._names = names
        self._digits = Digits(rules)
        self._fields = Fields(rules)
        self._addresses = Addresses(by_id["contact.address"]) if "contact.address" in by_id else None
        self._location = Location(by_id["location.gps"]) if "location.gps" in by_id else None

    def read(self, here: Here, hits: Sequence[Hit]) -> list[Candidate]:
        """All candidates, in no order; they may overlap. For most leaves worth a look, one of the steps is enough."""
        found: list[Candidate] = []
        for hit in hits:
            route = self._plan[hit[0]]
            for rule in route.rules:
                found += _text(here, hit, rule)
            if route.reader == "anchor" and self._addresses is not None:
                found += self._addresses.read(here, route.owner, hit[1], hit[2])
        if here.meaning.kinds or (here.labels and not self._announcing.isdisjoint([hit[0] for hit in hits])):
            found += self._digits.read(here)
            if self._names is not None:
                found += self._names.read(here)
        if here.meaning.field:
            found += self._field(here)
        return found

    def _field(self, here: Here) -> Iterator[Candidate]:
        yield from self._fields.read(here)
        if self._location is not None:
            yield from self._location.read(here)


def _text(here: Here, hit: Hit, rule: Rule) -> Iterator[Candidate]:
    for start, end in _spans(here.text, hit, rule):
        candidate = weigh(rule, here, start, end)
        if candidate is not None:
            yield candidate


def _spans(text: str, hit: Hit, rule: Rule) -> Sequence[tuple[int, int]]:
    """The value's span: the hit itself, the marked group in it, or what grows around a seed."""
    _, start, end = hit
    if rule.form.seed:
        window = rule.regex.finditer(text, max(0, start - SEED_BEFORE), end + SEED_AFTER)
        return [match.span() for match in window if match.start() <= start < match.end()]
    if rule.grouped:
        match = rule.regex.match(text, start)
        return () if match is None else (match.span("v"),)
    return ((start - 1, end),) if rule.signed and text[start - 1 : start] == "-" else ((start, end),)
