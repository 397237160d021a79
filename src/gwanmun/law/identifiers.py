"""Data that has rules of its own: resident registration numbers, the other unique identifiers, sensitive data, hashes.

A resident registration number needs a statute; consent does not help (PIPA art. 24-2(1)).
"""

from __future__ import annotations

from collections.abc import Iterator

from gwanmun.law.case import Held, LawCase
from gwanmun.law.flows import Flow
from gwanmun.law.transfers import held
from gwanmun.transfer import Finding, Status

RRN = "kr.rrn"
OTHER_IDS = ("kr.passport", "kr.driver_license", "kr.frn")


def check(case: LawCase) -> Iterator[Finding]:
    for flow in case.flows:
        yield from _rrn(case, flow)
        yield from _kinds(case, flow, "I-03", OTHER_IDS)
        yield from _kinds(case, flow, "I-01", tuple(kind for kind in flow.kinds if kind.startswith("sensitive.")))
        clear = tuple(kind for kind in (RRN, *OTHER_IDS) if kind in flow.clear)
        if clear:
            yield from case.find("I-04", "GAP", held(flow, case, kinds=clear), **_said(case, flow, clear))
        if flow.hashed and flow.key not in case.own:
            found = Held(flow.name(case.lang), tuple(flow.kinds), flow.hashed, confidence=0.8)
            yield from case.find("D-02", "REVIEW", found, **_said(case, flow, tuple(flow.kinds)))


def _rrn(case: LawCase, flow: Flow) -> Iterator[Finding]:
    if RRN not in flow.kinds:
        return
    statutes = [row for row in case.facts.rows("basis") if row.values.get("rrn_statute")]
    evidence = tuple(row.place for row in statutes)
    at_home = not flow.abroad and not statutes
    status: Status = "REVIEW" if statutes or at_home else "GAP"
    yield from case.find("I-05", status, held(flow, case, *evidence, kinds=(RRN,)), **_said(case, flow, (RRN,)))


def _kinds(case: LawCase, flow: Flow, rule: str, kinds: tuple[str, ...]) -> Iterator[Finding]:
    """Separate consent or a statute is needed; a capture shows neither."""
    if found := tuple(kind for kind in kinds if kind in flow.kinds):
        yield from case.find(rule, "REVIEW", held(flow, case, kinds=found, confidence=0.7), **_said(case, flow, found))


def _said(case: LawCase, flow: Flow, kinds: tuple[str, ...]) -> dict[str, str]:
    return {
        "recipient": flow.name(case.lang),
        "country": case.countries(flow.countries),
        "kinds": case.kinds(kinds),
    }
