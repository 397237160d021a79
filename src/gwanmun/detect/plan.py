"""The plan of a scan: every pattern that goes into the one Hyperscan database, and who reads what it hits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gwanmun.detect.labels import label_patterns
from gwanmun.detect.rules import Rule
from gwanmun.knowledge.kinds import Kind

Reader = Literal["label", "anchor", "text"]


@dataclass(frozen=True, slots=True)
class Route:
    """Who reads a pattern's hits: `owner` is a label's kind or an anchor's form, `rule` the form of a text pattern."""

    reader: Reader
    pattern: str
    owner: str = ""
    rule: Rule | None = None


def routes(kinds: tuple[Kind, ...], rules: tuple[Rule, ...]) -> tuple[Route, ...]:
    """Labels, then the forms that may stand anywhere; what needs an announcement is not worth a callback."""
    labels = (Route("label", pattern, owner) for owner, pattern in label_patterns(kinds))
    direct = (_direct(rule) for rule in rules if _anywhere(rule))
    return *labels, *direct


def _anywhere(rule: Rule) -> bool:
    return rule.form.via in {"text", "anchor"} or (rule.form.via == "digits" and not rule.announced_only)


def _direct(rule: Rule) -> Route:
    if rule.form.via == "anchor":
        return Route("anchor", rule.form.pattern, rule.form.name)
    return Route("text", rule.form.seed or rule.form.pattern, rule.kind.id, rule)
