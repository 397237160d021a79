"""What a policy says is collected against what was seen: collected but not listed (L-01), listed but never seen (P-Q2).

That a listed item was not seen is said only of this walk, and only of kinds that a capture would show wherever they are
collected: they leave without anybody typing them.
"""

from __future__ import annotations

from collections.abc import Iterator

from gwanmun.law.case import Held, LawCase
from gwanmun.law.flows import Flow
from gwanmun.law.transfers import held
from gwanmun.law.wording import names_kind, unlisted, wide
from gwanmun.transfer import Finding, Promise


def check(case: LawCase) -> Iterator[Finding]:
    lists = tuple(case.policies.of("items"))
    items = tuple(item for promise in lists for item in (*promise.items, promise.quote.text))
    if not lists:
        return
    if case.policies.whole:
        for flow in case.owned:
            yield from _unlisted(case, flow, items, lists)
    yield from _never_seen(case, lists)
    for promise in lists:
        if wide(promise.items):
            yield from case.find("P-Q1", "VAGUE", Held(quotes=(promise.quote,)), words=promise.items[0])


def _unlisted(case: LawCase, flow: Flow, items: tuple[str, ...], lists: tuple[Promise, ...]) -> Iterator[Finding]:
    if kinds := unlisted(items, flow.kinds):
        said = {"recipient": flow.name(case.lang), "kinds": case.kinds(kinds)}
        found = held(flow, case, *case.policies.places(), kinds=kinds, confidence=0.6)
        yield from case.find("L-01", "UNDECLARED", found, **said)


def _never_seen(case: LawCase, lists: tuple[Promise, ...]) -> Iterator[Finding]:
    """Only with exchanges of the service itself that were read to the end; the more of them, the surer."""
    rule = case.rules.get("P-Q2")
    read = sum(flow.seen.get("full", 0) for flow in case.owned)
    if rule is None or read < rule.params["least"]:
        return
    hidden = sum(flow.exchanges for flow in case.flows) - sum(flow.seen.get("full", 0) for flow in case.flows)
    seen = {kind for flow in case.flows for kind in flow.kinds}
    for kind in rule.params["kinds"]:
        promises = [promise for promise in lists if names_kind((*promise.items, promise.quote.text), kind)]
        promises = [promise for promise in promises if not wide(promise.items)]
        if promises and kind not in seen:
            quotes = tuple(promise.quote for promise in promises[:4])
            evidence = tuple(each for flow in case.owned for each in flow.evidence())
            found = Held("", (kind,), evidence, quotes, read / (read + hidden + rule.params["least"]))
            said = {"kinds": case.kinds((kind,)), "read": f"{read:,}", "hidden": f"{hidden:,}"}
            yield from case.find("P-Q2", "OVERDECLARED", found, **said)
