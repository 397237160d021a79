"""Rules that a stated fact decides: consent screens, walks, contracts, answers on safety and deadlines.

A rule file says which table and field, and what must hold of it (`check`); `holds` is the status when it does, `REVIEW`
where a form that was filled in still needs a person to weigh it. A field that nobody stated is not judged,
unless the rule asks for it by name (`asked`): then saying nothing of it in a table that is given is a gap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from gwanmun.knowledge.law import Rule
from gwanmun.law.case import Held, LawCase
from gwanmun.law.facts import Row
from gwanmun.transfer import Finding

Spec = Mapping[str, Any]


def check(case: LawCase) -> Iterator[Finding]:
    for rule in case.rules.values():
        for table in dict.fromkeys(spec["table"] for spec in rule.check):
            for row in case.facts.rows(table):
                yield from _flagged_first([finding for spec in rule.check for finding in _row(case, rule, spec, row)])


def _flagged_first(found: list[Finding]) -> list[Finding]:
    """A row that fails one test of a rule does not hold for passing another."""
    flagged = [finding for finding in found if finding.status != "OK"]
    return flagged or found[:1]


def _row(case: LawCase, rule: Rule, spec: Spec, row: Row) -> Iterator[Finding]:
    stated = row.values
    if spec["table"] != row.table or not all(
        _fits(stated.get(key), wanted) for key, wanted in spec.get("where", {}).items()
    ):
        return
    value = stated.get(spec["field"])
    if value is None and not spec.get("asked"):
        return
    holds, lacking = judged(spec, value, stated)
    found = Held(str(stated.get("name", "")), evidence=(f"{row.place}.{spec['field']}",), confidence=0.9)
    said = {"missing": _listed(case, lacking), "name": str(stated.get("name", "")), "value": _value(value)}
    yield from case.find(rule.id, spec.get("holds", "OK") if holds else rule.status, found, **said)


def _fits(value: Any, wanted: Any) -> bool:
    return value in wanted if isinstance(wanted, list) else value == wanted


def judged(spec: Spec, value: Any, stated: Mapping[str, Any]) -> tuple[bool, tuple[str, ...]]:
    """Whether a stated value holds against the rule's test, and what it lacks."""
    for name, test in TESTS.items():
        if name in spec:
            return test(value, spec[name], stated)
    raise KeyError(f"no test in {sorted(spec)}")


def _is(value: Any, wanted: Any, stated: Mapping[str, Any]) -> tuple[bool, tuple[str, ...]]:
    return value == wanted, ()


def _given(value: Any, wanted: bool, stated: Mapping[str, Any]) -> tuple[bool, tuple[str, ...]]:
    return bool(value) is wanted, ()


def _one_of(value: Any, choices: list[Any], stated: Mapping[str, Any]) -> tuple[bool, tuple[str, ...]]:
    return value in choices, ()


def _has_all(value: Any, wanted: list[str], stated: Mapping[str, Any]) -> tuple[bool, tuple[str, ...]]:
    have = value if isinstance(value, list) else []
    lacking = tuple(each for each in wanted if each not in have)
    return not lacking, lacking


def _has_none(value: Any, banned: list[str], stated: Mapping[str, Any]) -> tuple[bool, tuple[str, ...]]:
    text = " ".join(value) if isinstance(value, list) else str(value)
    found = tuple(each for each in banned if each in text)
    return not found, found


def _at_least(value: Any, least: float, stated: Mapping[str, Any]) -> tuple[bool, tuple[str, ...]]:
    return isinstance(value, int | float) and value >= least, ()


def _at_most(value: Any, most: float, stated: Mapping[str, Any]) -> tuple[bool, tuple[str, ...]]:
    return isinstance(value, int | float) and value <= most, ()


def _at_most_field(value: Any, other: str, stated: Mapping[str, Any]) -> tuple[bool, tuple[str, ...]]:
    """Not more than another field of the same row, which must be stated to compare."""
    return other not in stated or value <= stated[other], ()


def _within(value: Any, spec: Mapping[str, Any], stated: Mapping[str, Any]) -> tuple[bool, tuple[str, ...]]:
    """A moment at most so many hours after another of the row; without that other there is no clock."""
    begun, ended = _moment(stated.get(spec["after"])), _moment(value)
    return begun is None or (ended is not None and ended - begun <= timedelta(hours=spec["hours"])), ()


def _moment(value: Any) -> datetime | None:
    """A date or time of TOML, or ISO 8601 text, without its zone: both ends of a clock are written in one."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None) - (value.utcoffset() or timedelta())
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    return _moment(datetime.fromisoformat(value)) if isinstance(value, str) and value else None


Test = Callable[[Any, Any, Mapping[str, Any]], tuple[bool, tuple[str, ...]]]

TESTS: Mapping[str, Test] = {
    "is": _is,
    "given": _given,
    "one_of": _one_of,
    "has_all": _has_all,
    "has_none": _has_none,
    "at_least": _at_least,
    "at_most": _at_most,
    "at_most_field": _at_most_field,
    "within": _within,
}
"""What a rule file may ask of a value."""


def _listed(case: LawCase, lacking: tuple[str, ...]) -> str:
    words = case.words
    return ", ".join(words(f"law.item.{each}") if words.has(f"law.item.{each}") else each for each in lacking)


def _value(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
