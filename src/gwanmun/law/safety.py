"""Safety on the wire: personal information without encryption (SF-08, V-06), secrets sent out (SF-06), an unusual
volume to somebody new (SF-05), and what a device sends while its camera is said to be off (V-05).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gwanmun.law.case import Held, LawCase
from gwanmun.law.flows import Flow
from gwanmun.law.transfers import held
from gwanmun.transfer import Finding

PICTURES = frozenset({"content.image", "content.video", "content.audio"})


def check(case: LawCase) -> Iterator[Finding]:
    for flow in case.flows:
        yield from _clear(case, flow)
        yield from _secrets(case, flow)
        yield from _volume(case, flow)
        yield from _camera_off(case, flow)


def _clear(case: LawCase, flow: Flow) -> Iterator[Finding]:
    if kinds := tuple(kind for kind in flow.clear if kind in flow.kinds):
        rule = "V-06" if PICTURES & set(kinds) and "iot" in flow.categories else "SF-08"
        evidence = tuple(each for kind in kinds for each in flow.clear[kind])
        found = Held(flow.name(case.lang), kinds, evidence, confidence=0.95)
        yield from case.find(rule, "GAP", found, recipient=flow.name(case.lang), kinds=case.kinds(kinds))


def _secrets(case: LawCase, flow: Flow) -> Iterator[Finding]:
    """A key that opens a system is no personal information; what it opens may be."""
    kinds = tuple(kind for kind in flow.others if kind.startswith("secret."))
    if kinds and flow.key not in case.own and (flow.abroad or not flow.known):
        said = {"recipient": flow.name(case.lang), "kinds": case.kinds(kinds)}
        yield from case.find("SF-06", "REVIEW", held(flow, case, kinds=kinds, confidence=0.6), **said)


def _volume(case: LawCase, flow: Flow) -> Iterator[Finding]:
    rule = case.rules.get("SF-05")
    if rule is None or flow.key in case.own or not (flow.abroad or not flow.known) or flow.kinds.keys() & PICTURES:
        return
    if flow.sent >= rule.params["bytes"]:
        found = Held(flow.name(case.lang), tuple(flow.kinds), tuple(row[2] for row in flow.volumes), confidence=0.6)
        said = {"recipient": flow.name(case.lang), "size": f"{flow.sent / 1e9:.2f} GB"}
        yield from case.find("SF-05", "REVIEW", found, **said)


def _camera_off(case: LawCase, flow: Flow) -> Iterator[Finding]:
    rule = case.rules.get("V-05")
    for row in case.facts.rows("device"):
        if rule is None or row.values.get("camera") != "off":
            continue
        during = [(up, each) for at, up, each in flow.volumes if _within(at, row.values)]
        if sum(up for up, _ in during) >= rule.params["bytes"]:
            found = Held(flow.name(case.lang), (), (row.place, *(each for _, each in during)), confidence=0.6)
            said = {"recipient": flow.name(case.lang), "size": f"{sum(up for up, _ in during) / 1e6:.1f} MB"}
            yield from case.find("V-05", "REVIEW", found, **said)


def _within(at: str, values: Mapping[str, Any]) -> bool:
    """Times are RFC 3339 in UTC, which sort as text."""
    return str(values.get("from", "")) <= at <= str(values.get("to", "9"))
