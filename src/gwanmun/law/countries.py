"""Where data is said to go against where it was seen to go (X-16, X-17)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gwanmun.law.case import Held, LawCase
from gwanmun.law.flows import HOME, SURE, Flow
from gwanmun.law.transfers import held
from gwanmun.law.wording import vague
from gwanmun.transfer import Finding, Promise


def check(case: LawCase) -> Iterator[Finding]:
    for promise in case.policies.of("transfer", "direct-collection"):
        yield from _unspecific(case, promise)
    for flow in case.third_parties:
        yield from _against(case, flow, case.declared.match(flow).of("transfer"))
    own = tuple(case.policies.of("direct-collection"))
    own += tuple(promise for promise in case.policies.of("transfer") if not promise.recipient)
    for flow in case.owned:
        yield from _against(case, flow, own)
    yield from _direct(case)


def _unspecific(case: LawCase, promise: Promise) -> Iterator[Finding]:
    """The whole world is no country."""
    if not promise.countries and vague(promise.quote.text, "countries"):
        found = Held(promise.recipient, quotes=(promise.quote,), confidence=0.85)
        yield from case.find("X-17", "VAGUE", found, recipient=promise.recipient)


def _against(case: LawCase, flow: Flow, promises: Iterable[Promise]) -> Iterator[Finding]:
    """A server in a country that the policy does not name for this recipient. Only a place that its operator states
    contradicts: an address registry may be wrong, and a seat abroad is no place of storage."""
    stated = [promise for promise in promises if promise.countries]
    named = {country for promise in stated for country in promise.countries}
    elsewhere = [country for country in flow.servers if country not in named and country != HOME]
    if not stated or not elsewhere or set(flow.servers) & named:
        return
    sure = max(flow.servers[country] for country in elsewhere)
    said = {
        "recipient": flow.name(case.lang),
        "stated": case.countries(sorted(named)),
        "seen": case.countries(elsewhere),
    }
    found = held(flow, case, *flow.evidence(), quotes=tuple(stated[:4]), confidence=sure)
    yield from case.find("X-17", "CONTRADICTED" if sure >= SURE else "REVIEW", found, **said)


def _direct(case: LawCase) -> Iterator[Finding]:
    """X-16: a controller seated abroad that collects from people in Korea must name the country."""
    abroad = [flow for flow in case.owned if flow.country not in ("", HOME) and (flow.kinds or flow.opaque)]
    if not abroad or not case.policies.read:
        return
    said = {"recipient": abroad[0].name(case.lang), "country": case.countries(abroad[0].countries)}
    stated = [promise for promise in case.policies.of("direct-collection") if promise.countries]
    if stated:
        yield from case.find("X-16", "OK", held(abroad[0], case, quotes=tuple(stated[:4])), **said)
    elif case.policies.whole:
        yield from case.find("X-16", "GAP", held(abroad[0], case, *case.policies.places(), confidence=0.8), **said)
