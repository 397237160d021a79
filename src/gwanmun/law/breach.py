"""When a breach must be reported to the authority (B-05): any one of three triggers, then 72 hours from knowing it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gwanmun.knowledge.law import Rule
from gwanmun.law.answers import judged
from gwanmun.law.case import Held, LawCase
from gwanmun.transfer import Finding


def check(case: LawCase) -> Iterator[Finding]:
    rule = case.rules.get("B-05")
    for row in case.facts.rows("breach"):
        if rule is None or not (why := triggers(rule, row.values)):
            continue
        spec = {"within": {"after": "known", "hours": rule.params["hours"]}}
        reported = row.values.get("reported")
        holds = reported is not None and judged(spec, reported, row.values)[0]
        said = {"why": case.listed(f"trigger.{each}" for each in why), "hours": str(rule.params["hours"])}
        held = Held(str(row.values.get("name", "")), evidence=(f"{row.place}.reported",), confidence=0.9)
        yield from case.find("B-05", "OK" if holds else "GAP", held, **said)


def triggers(rule: Rule, stated: Any) -> tuple[str, ...]:
    """Which of the three triggers of Decree art. 40(1) a breach meets."""
    met = {
        "many": int(stated.get("subjects", 0)) >= rule.params["subjects"],
        "identifiers": bool(stated.get("identifiers")),
        "outside": bool(stated.get("outside_access")),
    }
    return tuple(name for name, holds in met.items() if holds)
