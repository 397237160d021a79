"""Duties of the service as a whole: age of users (I-08), a domestic agent (A-01, A-04), processors at home (O-02)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gwanmun.knowledge.law import Rule
from gwanmun.law.case import Held, LawCase
from gwanmun.law.flows import HOME
from gwanmun.law.transfers import held
from gwanmun.transfer import Finding

_FOURTEEN = re.compile(
    r"14\s*세|\b14\s*(?:years|and|or)\b|(?:under|below|age of)\s+(?:the\s+age\s+of\s+)?1[4-9]\b|14\s*(?:周?岁)"
)
_OTHER = re.compile(
    r"13\s*세|\b13\s*years|(?:under|below|age of)\s+(?:the\s+age\s+of\s+)?13\b|13\s*(?:周?岁)", re.IGNORECASE
)


def check(case: LawCase) -> Iterator[Finding]:
    yield from _children(case)
    yield from _agent(case)
    yield from _processors_at_home(case)


def _children(case: LawCase) -> Iterator[Finding]:
    """A stated age gate decides; else a policy that draws the line at another age than fourteen."""
    gate = case.facts.get("controller", "age_gate")
    if gate is not None:
        found = Held(evidence=case.facts.places("controller"), confidence=0.9)
        yield from case.find("I-08", "OK" if gate else "GAP", found)
    elif case.policies.whole and not _FOURTEEN.search(case.policies.text):
        other = _OTHER.search(case.policies.text)
        if other or any("ai" in flow.categories for flow in case.owned):
            found = Held(evidence=case.policies.places(), confidence=0.5)
            yield from case.find("I-08", "GAP" if other else "REVIEW", found)


def _agent(case: LawCase) -> Iterator[Finding]:
    rule = case.rules.get("A-01")
    if rule is None or not _foreign(case) or not case.policies.whole:
        return
    agent = [promise for promise in case.policies.statements("P-15") if promise.status != "vague"]
    evidence = (*case.policies.places(), *case.facts.places("controller"))
    due = _over(case, rule)
    if agent:
        quotes = tuple(promise.quote for promise in agent[:2])
        yield from case.find("A-01", "OK", Held(evidence=evidence, quotes=quotes))
    else:
        yield from case.find(
            "A-01", "GAP" if due else "REVIEW", Held(evidence=evidence, confidence=0.9 if due else 0.4)
        )
        if due:
            yield from case.find("A-04", "GAP", Held(evidence=evidence))


def _foreign(case: LawCase) -> bool:
    seat = case.facts.get("controller", "country")
    seats = {str(seat)} if seat else {flow.country for flow in case.owned} - {""}
    return bool(seats) and HOME not in seats


def _over(case: LawCase, rule: Rule) -> bool:
    """Whether a stated size is over one of the thresholds of Decree art. 32-3(1)."""
    revenue = case.facts.get("controller", "revenue_krw") or 0
    people = case.facts.get("controller", "korean_users_daily") or 0
    return bool(revenue >= rule.params["revenue_krw"] or people >= rule.params["subjects"])


def _processors_at_home(case: LawCase) -> Iterator[Finding]:
    """O-02: a processor in Korea that the policy does not publish."""
    if not case.policies.whole:
        return
    for flow in case.third_parties:
        if flow.known and flow.kinds and not flow.abroad and not flow.carrier and "processor" in flow.roles:
            match = case.declared.match(flow)
            if match.closeness == "none":
                found = held(flow, case, *case.policies.places(), confidence=0.7)
                said = {"recipient": flow.name(case.lang), "declared": "", "actual": "", "absent": "1"}
                yield from case.find("O-02", "UNDECLARED", found, **said)
