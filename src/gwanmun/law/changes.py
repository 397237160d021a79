"""Versions of a policy against each other: recipients and countries that are new (X-08), recipients that are gone under
the same date (P-Q3), recipients in one language version only (P-Q4).
"""

from __future__ import annotations

from collections.abc import Iterator

from gwanmun.law.case import Held, LawCase
from gwanmun.law.declared import NAMING
from gwanmun.law.names import plain
from gwanmun.law.policies import Policies, policies
from gwanmun.transfer import Finding, Promise


def check(case: LawCase) -> Iterator[Finding]:
    yield from _since(case)
    yield from _between_languages(case)


def _since(case: LawCase) -> Iterator[Finding]:
    before = policies(case.facts.previous)
    if not before.whole or not case.policies.whole:
        return
    known = _recipients(before)
    for key, promise in _recipients(case.policies).items():
        if key not in known:
            yield from _new(case, promise, promise.countries)
        elif added := set(promise.countries) - set(known[key].countries):
            yield from _new(case, promise, tuple(sorted(added)), known[key])
    yield from _collected(case, before)
    yield from _gone(case, before)


def _recipients(given: Policies) -> dict[str, Promise]:
    """The first row of each recipient by its plain name; the overseas row before others."""
    found: dict[str, Promise] = {}
    for what in NAMING:
        for promise in given.of(what):
            if promise.recipient:
                found.setdefault(plain(promise.recipient), promise)
    return found


def _collected(case: LawCase, before: Policies) -> Iterator[Finding]:
    """Countries of direct collection that are new."""
    was = {country for promise in before.of("direct-collection") for country in promise.countries}
    for promise in case.policies.of("direct-collection"):
        if added := set(promise.countries) - was:
            yield from _new(case, promise, tuple(sorted(added)))


def _new(
    case: LawCase, promise: Promise, countries: tuple[str, ...], before: Promise | None = None
) -> Iterator[Finding]:
    quotes = (promise.quote,) if before is None else (before.quote, promise.quote)
    held = Held(promise.recipient, quotes=quotes, confidence=0.7)
    said = {"recipient": promise.recipient or case.words("law.itself"), "country": case.countries(countries)}
    yield from case.find("X-08", "REVIEW", held, **said)


def _gone(case: LawCase, before: Policies) -> Iterator[Finding]:
    """P-Q3: recipients of an earlier copy with the same date that this copy does not have."""
    dates = {policy.effective for policy in before.read} & {policy.effective for policy in case.policies.read} - {""}
    now = _recipients(case.policies)
    if dates:
        for key, promise in _recipients(before).items():
            if key not in now:
                held = Held(promise.recipient, (), case.policies.places(), (promise.quote,), 0.6)
                yield from case.find("P-Q3", "REVIEW", held, recipient=promise.recipient, date=min(dates))


def _between_languages(case: LawCase) -> Iterator[Finding]:
    """P-Q4: recipients that only one language version of the policy has; names are compared by company."""
    versions = {policy.language: policies((policy,)) for policy in case.policies.read if policy.language}
    if len(versions) < 2:
        return
    named = {language: _recipients(version) for language, version in versions.items()}
    if not all(named.values()):
        return
    for language, promises in named.items():
        others = [promise for other, listed in named.items() if other != language for promise in listed.values()]
        known = {entity for promise in others for entity in case.entities.named(promise.recipient)}
        for key, promise in promises.items():
            entities = case.entities.named(promise.recipient)
            if not (entities & known or any(key in listed for other, listed in named.items() if other != language)):
                held = Held(promise.recipient, (), case.policies.places(), (promise.quote,), 0.5)
                said = {"recipient": promise.recipient, "language": language}
                yield from case.find("P-Q4", "REVIEW", held, **said)
