"""Recipients and purposes that name nothing in particular (P-Q1): a person cannot find out who gets the data."""

from __future__ import annotations

from collections.abc import Iterator

from gwanmun.law.case import Held, LawCase
from gwanmun.law.wording import vague, wide
from gwanmun.transfer import Finding


def check(case: LawCase) -> Iterator[Finding]:
    for promise in case.declared.classes:
        held = Held(promise.recipient, quotes=(promise.quote,), confidence=0.8)
        yield from case.find("P-Q1", "VAGUE", held, words=promise.recipient)
    for promise in case.policies.of("transfer"):
        if wide(promise.items) or any(vague(item, "items") for item in promise.items):
            held = Held(promise.recipient, quotes=(promise.quote,), confidence=0.7)
            yield from case.find("P-Q1", "VAGUE", held, words=", ".join(promise.items[:3]))
