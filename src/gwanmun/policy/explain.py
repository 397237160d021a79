"""Why a rule applied to a transfer or did not: the first condition that failed, in words of the policy file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gwanmun.policy.facets import Facet
from gwanmun.policy.match import remaining
from gwanmun.policy.rule import Conditions, Rule, Sought, tally
from gwanmun.transfer import Action, Sighting, Transfer


@dataclass(frozen=True, slots=True)
class Considered:
    """One rule held against one transfer.

    `failed` is the key of the first condition that did not hold (`when.recipient.category`, `unless`), "" when the
    rule matched; `wanted` and `found` are what it asked for and what there was; for an `unless`, `found` is the one
    that holds. `sightings` are the numbers of those it is about, `excepted` is the exception in force that sets a
    matching rule aside.
    """

    rule: str
    action: Action
    locked: bool
    place: str
    failed: str = ""
    wanted: str = ""
    found: str = ""
    excepted: str = ""
    sightings: tuple[int, ...] = ()

    @property
    def matched(self) -> bool:
        return not self.failed


Failure = tuple[str, str, str]


def consider(rule: Rule, transfer: Transfer, facets: Mapping[str, Facet], excepted: str) -> Considered:
    """Hold one rule against one transfer, condition by condition, in the plain way that needs no index."""
    taken, short = _taken(rule.when.sought, transfer)
    failure = _unmet(rule.when, transfer, facets) or short
    if not failure:
        taken, failure = _set_aside(rule, taken, transfer, facets)
    head = (rule.id, rule.action, rule.locked, rule.place)
    if failure:
        return Considered(*head, *failure)
    return Considered(*head, excepted=excepted, sightings=tuple(taken))


def _set_aside(
    rule: Rule, taken: list[int], transfer: Transfer, facets: Mapping[str, Facet]
) -> tuple[list[int], Failure | None]:
    """What every `unless` that holds leaves of a rule's sightings; a failure where that is too little."""
    sought = rule.when.sought
    for conditions in rule.unless:
        if _unmet(conditions, transfer, facets):
            continue
        left = remaining(conditions.sought, taken, transfer)
        if left is None or (sought and not sought.enough([transfer.sightings[number] for number in left])):
            return [], ("unless", "", _told(conditions))
        taken = left
    return taken, None


def _unmet(conditions: Conditions, transfer: Transfer, facets: Mapping[str, Facet]) -> Failure | None:
    for key, wanted in conditions.facets:
        found = facets[key](transfer)
        if wanted.isdisjoint(found):
            return f"when.{key}", _list(wanted), _list([value for value in found if not value.endswith("*")])
    return None


def _taken(sought: Sought | None, transfer: Transfer) -> tuple[list[int], Failure | None]:
    """The sightings a rule is about, and what they fall short of."""
    if sought is None:
        return [], None
    seen = transfer.sightings
    named = [number for number, sighting in enumerate(seen) if sought.names(sighting.kind)]
    if not named:
        return [], ("when.kind", _list(sought.kinds), _list({sighting.kind for sighting in seen}))
    if (best := max(seen[number].confidence for number in named)) < sought.min_confidence:
        return [], ("when.min_confidence", f"{sought.min_confidence:g}", f"{best:g}")
    taken = [number for number in named if sought.takes(seen[number])]
    if not taken:
        return [], ("when.part", _list(sought.parts), _list({seen[number].part for number in named}))
    return taken, _too_few(sought, [seen[number] for number in taken])


def _too_few(sought: Sought, taken: list[Sighting]) -> Failure | None:
    distinct, people = tally(taken)
    if distinct < sought.min_count:
        return "when.min_count", str(sought.min_count), str(distinct)
    if people < sought.min_people:
        return "when.min_people", str(sought.min_people), str(people)
    return None


def _told(conditions: Conditions) -> str:
    words = [f"{key} = {_list(wanted)}" for key, wanted in conditions.facets]
    return "; ".join(words + ([f"kind = {_list(conditions.sought.kinds)}"] if conditions.sought else []))


def _list(values: Iterable[str]) -> str:
    return ", ".join(sorted(values))
