"""Rules: a form of a kind made ready to run, and the weighing of what it finds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from gwanmun.detect.checks import CHECKS
from gwanmun.detect.evidence import Check
from gwanmun.detect.here import Candidate, Here
from gwanmun.detect.surroundings import SURROUNDINGS, Surroundings, nothing
from gwanmun.detect.vetoes import ALWAYS, VETOES, Veto, joined
from gwanmun.knowledge.kinds import Form, Kind

CEILING = 0.99
FLOOR = 0.4
"""Below this a candidate is not reported at all."""

SIGN = r"-?"
_CONTEXT = frozenset({"label", "key"})
_EARLY = frozenset({joined, VETOES["dotted"]})
_ALWAYS = frozenset({joined, *(VETOES[name] for name in ALWAYS)})


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One form with its check, the kind's own look around, and its vetoes: `early` those that a look at the next
    characters settles, `always` those that hold for an announced value too. `announced_only`: nothing but a label or
    key can make this form count. `signed`: a minus may stand before it."""

    kind: Kind
    form: Form
    check: Check
    around: Surroundings
    needs: frozenset[str]
    grouped: bool
    early: tuple[Veto, ...]
    vetoes: tuple[Veto, ...]
    always: tuple[Veto, ...]
    announced_only: bool
    signed: bool

    @property
    def regex(self) -> re.Pattern[str]:
        """The form's pattern, compiled when it is first asked for: most are never, in the life of a short command."""
        return _compiled(self.form.pattern)


@lru_cache(1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


def rules_of(kinds: tuple[Kind, ...]) -> tuple[Rule, ...]:
    """Every form of every kind, in order."""
    return tuple(_rule(kind, form) for kind in kinds for form in kind.forms)


def _rule(kind: Kind, form: Form) -> Rule:
    around = SURROUNDINGS.get(kind.id, nothing)
    vetoes = (*((joined,) if form.via == "digits" else ()), *(VETOES[name] for name in form.vetoes))
    early = tuple(veto for veto in vetoes if veto in _EARLY)
    vetoes = tuple(veto for veto in vetoes if veto not in _EARLY)
    always = tuple(veto for veto in vetoes if veto in _ALWAYS)
    check, needs, grouped = CHECKS[kind.check], frozenset(form.needs), "(?P<v>" in form.pattern
    announced_only = bool(needs) and needs <= _CONTEXT
    signed = form.pattern.startswith(SIGN)
    return Rule(kind, form, check, around, needs, grouped, early, vetoes, always, announced_only, signed)


def weigh(rule: Rule, here: Here, start: int, end: int) -> Candidate | None:
    """Shape, check, context and vetoes of one span; None when it is impossible, unannounced or vetoed."""
    if rule.announced_only and not here.labels and rule.kind.id not in here.meaning.kinds:
        return None
    for veto in rule.early:
        if veto(here, start, end):
            return None
    evidence = rule.check(here.text[start:end])
    if evidence is None:
        return None
    source, word = here.announced(rule.kind.id, start, end)
    names = (*evidence, *rule.around(here, start, end), *((source,) if source else ()))
    if rule.needs and rule.needs.isdisjoint(names):
        return None
    for veto in rule.always if source else rule.vetoes:
        if veto(here, start, end):
            return None
    return _candidate(rule, start, end, names, word)


def _candidate(rule: Rule, start: int, end: int, names: tuple[str, ...], word: str) -> Candidate | None:
    confidence, reasons = _assessed(rule, names, word)
    return Candidate(rule.kind.id, start, end, confidence, reasons) if confidence >= FLOOR else None


@lru_cache(4096)
def _assessed(rule: Rule, names: tuple[str, ...], word: str) -> tuple[float, tuple[str, ...]]:
    weights = rule.kind.weights
    confidence = min(CEILING, rule.form.base + sum(weights.get(name, 0.0) for name in names))
    reasons = (f"form: {rule.form.name}", *(f"{name}: {word}" if name in _CONTEXT else name for name in names))
    return round(confidence, 3), reasons
