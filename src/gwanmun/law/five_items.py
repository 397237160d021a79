"""The five items of PIPA art. 28-8(2) for each recipient that a policy names: what is stated, what is missing.

1 the items transferred, 2 country, time and method, 3 the recipient's name and, of a company, its contact, 4 the
recipient's purpose and retention, 5 how to refuse and the effect of refusing. Items 2, 3 and 4 have two parts each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from gwanmun.law.case import Held, LawCase
from gwanmun.law.wording import squeezed
from gwanmun.transfer import Finding, Promise

PARTS = ("items", "countries", "method", "contact", "purpose", "retention", "refusal")

SHARED = frozenset({"method", "refusal"})
"""Parts that a policy states once for all its recipients."""

SINGLE = 50
"""Rows of a policy that are told one by one; more are told by what is missing."""


def missing(promise: Promise, section: tuple[Promise, ...] = ()) -> tuple[str, ...]:
    """The parts that the row does not state, nor the section for all its rows, in the article's order."""
    beside = [each for each in section if each.quote.document == promise.quote.document]
    shared = {part for part in SHARED if any(getattr(each, part) for each in beside)}
    return tuple(part for part in PARTS if part not in shared and not getattr(promise, part))


def check(case: LawCase) -> Iterator[Finding]:
    """X-04: rows of an overseas-transfer section that do not have all five items."""
    rows = [promise for promise in case.policies.of("transfer") if promise.recipient]
    lacking: defaultdict[tuple[str, ...], list[Promise]] = defaultdict(list)
    section = tuple(promise for promise in case.policies.of("transfer") if not promise.recipient)
    for row in rows:
        lacking[missing(row, section)].append(row)
    if rows:
        yield from _basis(case, rows)
    for parts, promises in lacking.items():
        groups = [[each] for each in promises] if len(rows) <= SINGLE else [promises]
        for group in groups:
            yield from _gap(case, parts, group) if parts else _complete(case, group)


def _basis(case: LawCase, rows: list[Promise]) -> Iterator[Finding]:
    """X-15: whether a policy with such rows says on which basis it transfers."""
    rule, text = case.rules.get("X-15"), squeezed(case.policies.text)
    if rule is not None:
        stated = any(squeezed(anchor) in text for anchor in rule.params["anchors"])
        held = Held(quotes=tuple(row.quote for row in rows[:4]), confidence=0.7)
        yield from case.find("X-15", "OK" if stated else "GAP", held)


def _gap(case: LawCase, parts: tuple[str, ...], group: list[Promise]) -> Iterator[Finding]:
    said = case.listed(f"item.{part}" for part in parts)
    yield from case.find("X-04", "GAP", _held(case, group), recipient=_names(case, group), missing=said)


def _complete(case: LawCase, group: list[Promise]) -> Iterator[Finding]:
    yield from case.find("X-04", "OK", _held(case, group), recipient=_names(case, group))


def _held(case: LawCase, group: list[Promise]) -> Held:
    return Held(_names(case, group), quotes=tuple(each.quote for each in group[:20]), confidence=0.85)


def _names(case: LawCase, group: list[Promise]) -> str:
    first = group[0].recipient
    return f"{first} {case.words('more', n=len(group) - 1)}" if len(group) > 1 else first
