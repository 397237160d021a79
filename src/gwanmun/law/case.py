"""One case before the law: flows, policies, facts and the rules in force on its day, and how a finding is made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from gwanmun.knowledge.josa import josa
from gwanmun.knowledge.kinds import load_kinds
from gwanmun.knowledge.law import Rule
from gwanmun.knowledge.words import Words
from gwanmun.law.declared import Declared
from gwanmun.law.facts import Facts
from gwanmun.law.flows import Flow
from gwanmun.law.names import Entities
from gwanmun.law.policies import Policies, place
from gwanmun.transfer import Finding, Quote, Severity, Status

QUIET: tuple[Status, ...] = ("OK", "N/A")
_PLACE = re.compile(r"\{(\w+)(?::([^}]+))?\}")
DISPENSABLE = frozenset({"name", "value", "missing", "kinds", "recipient"})
MOST = 40
"""Pieces of evidence that one finding carries."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a finding rests on."""

    recipient: str = ""
    kinds: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()
    confidence: float = 0.9
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class LawCase:
    """`controller` is the entity whose policy it is ("" when not known), `own` are the keys of its flows."""

    flows: tuple[Flow, ...]
    policies: Policies
    declared: Declared
    facts: Facts
    rules: Mapping[str, Rule]
    as_of: date
    words: Words
    entities: Entities
    controller: str
    own: frozenset[str]

    @property
    def lang(self) -> str:
        return self.words.lang

    @property
    def third_parties(self) -> tuple[Flow, ...]:
        return tuple(flow for flow in self.flows if flow.key not in self.own)

    @property
    def owned(self) -> tuple[Flow, ...]:
        """Flows to the controller itself."""
        return tuple(flow for flow in self.flows if flow.key in self.own)

    def country(self, code: str) -> str:
        return self.words.country(code)

    def countries(self, codes: Iterable[str]) -> str:
        return ", ".join(map(self.country, dict.fromkeys(codes)))

    def listed(self, keys: Iterable[str]) -> str:
        """Words of the law section in a row: `law.<key>`."""
        return ", ".join(self.words(f"law.{key}") for key in keys)

    def kinds(self, kinds: Iterable[str]) -> str:
        names = {kind.id: kind.names.get(self.lang, kind.id) for kind in load_kinds()}
        return ", ".join(names.get(kind, kind) for kind in kinds)

    def find(self, rule_id: str, status: Status, held: Held, /, **said: str) -> Iterator[Finding]:
        """The finding, or nothing when the rule is not in force on the day of the case. `said` fills its sentence."""
        rule = self.rules.get(rule_id)
        if rule is None:
            return
        told = rule.says.get(status)
        quoted = (place(quote) for quote in held.quotes)
        yield Finding(
            rule=rule_id,
            status=status,
            severity=_severity(rule, status, held),
            confidence=round(max(0.05, min(held.confidence, 0.99)), 2),
            cite=rule.cite(self.lang),
            title=_filled(told[self.lang], said, self.words("unknown")) if told else rule.title[self.lang],
            recipient=held.recipient,
            kinds=held.kinds,
            evidence=tuple(dict.fromkeys((*held.evidence, *quoted)))[:MOST],
            quotes=held.quotes,
            clears=rule.clears[self.lang],
            remedy="" if status in QUIET else _remedy(rule, self.lang),
        )


def _severity(rule: Rule, status: Status, held: Held) -> Severity:
    """Nothing that holds weighs anything, nor does a rule whose text was not verified."""
    if status in QUIET or rule.unverified:
        return "info"
    return held.severity or rule.severity


def _remedy(rule: Rule, lang: str) -> str:
    """What to do, and the sentence in Korean that a policy could take over."""
    draft = rule.remedy.get("draft", "")
    return f"{rule.remedy[lang]} 「{draft}」" if draft else rule.remedy[lang]


def _filled(template: str, said: Mapping[str, str], unknown: str) -> str:
    """`{recipient}`, or `{recipient:이/가}` with the Korean particle that fits. A place that is given nothing stays
    empty where the sentence can do without it (`name`, `value`), and says that it is not known elsewhere."""

    def fill(place: re.Match[str]) -> str:
        value = said.get(place[1]) or ("" if place[1] in DISPENSABLE else unknown)
        return josa(value, place[2]) if place[2] else value

    return " ".join(_PLACE.sub(fill, template).split())
