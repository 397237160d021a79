"""Transfers abroad held against the policy (X-01): each recipient must be named there, or another basis shown.

What is absent is called undeclared only where the texts given were readable as a whole, the company is known and it is
not merely a carrier for others; everything else is for a person to look at.
"""

from __future__ import annotations

from collections.abc import Iterator

from gwanmun.law.basis import basis
from gwanmun.law.case import Held, LawCase
from gwanmun.law.declared import Match
from gwanmun.law.flows import Flow
from gwanmun.law.wording import unlisted
from gwanmun.transfer import Finding, Promise, Severity

FAINT = ("device.", "net.ip", "net.wifi", "behaviour.pointer")
"""Kinds that alone make a transfer weigh less."""


def check(case: LawCase) -> Iterator[Finding]:
    abroad = [flow for flow in case.third_parties if flow.abroad and (flow.kinds or flow.opaque)]
    if not case.policies.given or not abroad:
        return
    if not case.policies.read:
        yield from _unreadable(case, abroad)
        return
    for flow in abroad:
        yield from _known(case, flow) if flow.known else _unknown(case, flow)
    yield from _no_section(case, [flow for flow in abroad if flow.kinds])


def _unreadable(case: LawCase, abroad: list[Flow]) -> Iterator[Finding]:
    evidence = tuple(each for flow in abroad for each in flow.evidence()[:2])
    why = "; ".join(dict.fromkeys(policy.why or policy.name for policy in case.policies.unread))
    yield from case.find("X-01", "N/A", Held(evidence=evidence, confidence=0.5), why=why)


def _known(case: LawCase, flow: Flow) -> Iterator[Finding]:
    match = case.declared.match(flow)
    if match.closeness == "same":
        yield from _named(case, flow, match)
    elif shown := basis(case, flow):
        yield from case.find("X-01", "OK", held(flow, case, *shown.evidence), **_said(case, flow))
        if shown.rule == "X-07":
            yield from case.find("X-07", "OK", held(flow, case), **_said(case, flow))
    elif why := _doubt(case, flow, match):
        yield from _review(case, flow, match, why)
    else:
        yield from _undeclared(case, flow)


def _doubt(case: LawCase, flow: Flow, match: Match) -> str:
    """Why a recipient that is not named may be all right, as a word of the law section; "" when it is undeclared."""
    if match.closeness != "none":
        return f"why.{match.closeness}"
    if flow.carrier:
        return "why.carrier"
    if not flow.kinds:
        return "why.opaque"
    return "" if case.policies.whole else "why.partly"


def _review(case: LawCase, flow: Flow, match: Match, why: str) -> Iterator[Finding]:
    quotes = tuple(promise.quote for promise in match.promises[:4])
    found = held(flow, case, confidence=0.4, quotes=match.promises[:4])
    names = ", ".join(dict.fromkeys(promise.recipient for promise in match.promises[:2]))
    said = _said(case, flow) | {"why": case.words(f"law.{why}", name=names) if quotes else case.words(f"law.{why}")}
    yield from case.find("X-01", "REVIEW", found, **said)


def _undeclared(case: LawCase, flow: Flow) -> Iterator[Finding]:
    found = held(flow, case, *case.policies.places(), confidence=min(flow.sure, 0.95), severity=_weight(flow))
    yield from case.find("X-01", "UNDECLARED", found, **_said(case, flow))
    yield from case.find("L-06", "REVIEW", held(flow, case, confidence=0.5, severity="medium"), **_said(case, flow))


def _weight(flow: Flow) -> Severity | None:
    return "medium" if all(kind.startswith(FAINT) for kind in flow.kinds) else None


def _unknown(case: LawCase, flow: Flow) -> Iterator[Finding]:
    match = case.declared.match(flow)
    if match.closeness == "same":
        yield from _named(case, flow, match)
    elif flow.kinds:
        yield from _review(case, flow, Match("none"), "why.unknown")


def _named(case: LawCase, flow: Flow, match: Match) -> Iterator[Finding]:
    transfers = match.of("transfer")
    if not transfers:
        said = _said(case, flow) | {"missing": case.words("law.item.section")}
        yield from case.find("X-04", "GAP", held(flow, case, quotes=match.promises[:4]), **said)
        return
    lists = [item for promise in transfers for item in promise.items]
    extra = unlisted(lists, flow.kinds) if lists else ()
    yield from case.find("X-01", "OK", held(flow, case, quotes=transfers[:4]), **_said(case, flow))
    if extra:
        found = held(flow, case, kinds=extra, quotes=transfers[:4], confidence=0.6)
        yield from case.find("X-01", "UNDECLARED", found, **(_said(case, flow) | {"kinds": case.kinds(extra)}))


def _no_section(case: LawCase, abroad: list[Flow]) -> Iterator[Finding]:
    """X-04: personal information went abroad, and the policy has no word on overseas transfer."""
    if any(promise.recipient for promise in case.policies.of("transfer")) or not case.policies.whole or not abroad:
        return
    if undecided := [flow for flow in abroad if flow.known and not basis(case, flow)]:
        evidence = (*case.policies.places(), *(each for flow in undecided for each in flow.evidence()[:2]))
        said = {"recipient": ", ".join(flow.name(case.lang) for flow in undecided[:4])}
        yield from case.find("X-04", "GAP", Held("", (), evidence), missing=case.words("law.item.section"), **said)


def held(
    flow: Flow,
    case: LawCase,
    *evidence: str,
    kinds: tuple[str, ...] = (),
    quotes: tuple[Promise, ...] = (),
    confidence: float = 0.9,
    severity: Severity | None = None,
) -> Held:
    """What a finding on a flow rests on: its exchanges, the places given, the sentences."""
    shown = kinds or tuple(flow.kinds)
    told = tuple(promise.quote for promise in quotes)
    return Held(flow.name(case.lang), shown, (*flow.evidence(*shown), *evidence), told, confidence, severity)


def _said(case: LawCase, flow: Flow) -> dict[str, str]:
    return {
        "recipient": flow.name(case.lang),
        "country": case.countries(flow.countries),
        "kinds": case.kinds(flow.kinds) or case.words("law.contact_only"),
    }
