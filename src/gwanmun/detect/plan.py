"""The plan of a scan: every pattern that goes into the one Hyperscan database, and who reads what it hits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from gwanmun.detect.labels import label_patterns
from gwanmun.detect.rules import SIGN, Rule
from gwanmun.knowledge.kinds import Kind

Reader = Literal["label", "anchor", "text"]

_VALUE = "(?P<v>"
_ONE = re.compile(r"\\.|\[\^?\]?[^]]*\]")
_INNERMOST = re.compile(r"\([^()]*\)(?:[?*+]|\{[\d,]*\})?")
_ENDLESS = re.compile(r"(?:[])]|\\[dw])(?:[*+]|\{\d+,\})")
_WORD = re.compile(r"[A-Za-z]{3}|[가-힣]{2}|://")


@dataclass(frozen=True, slots=True)
class Route:
    """Who reads a pattern's hits: `owner` is a label's kind or an anchor's form, `rules` the forms of a text pattern
    (several where kinds share one)."""

    reader: Reader
    pattern: str
    owner: str = ""
    rules: tuple[Rule, ...] = ()


def routes(kinds: tuple[Kind, ...], rules: tuple[Rule, ...]) -> tuple[Route, ...]:
    """Labels, then the forms that may stand anywhere; what needs an announcement is not worth a callback."""
    labels = (Route("label", pattern, owner) for owner, pattern in label_patterns(kinds))
    direct = [rule for rule in rules if _anywhere(rule)]
    anchors = (Route("anchor", rule.form.pattern, rule.form.name) for rule in direct if rule.form.via == "anchor")
    texts: dict[str, tuple[Rule, ...]] = {}
    for rule in direct:
        if rule.form.via != "anchor":
            texts[looked_for(rule)] = (*texts.get(looked_for(rule), ()), rule)
    return *labels, *anchors, *(Route("text", pattern, "", sharing) for pattern, sharing in texts.items())


def _anywhere(rule: Rule) -> bool:
    return rule.form.via in {"text", "anchor"} or (rule.form.via == "digits" and not rule.announced_only)


def looked_for(rule: Rule) -> str:
    """The pattern that stands for a text form in the database: its seed, or what leads up to its value, or all of it.

    The words before a value (`api_key=`) are found by their letters; a value of any length behind them would keep an
    automaton busy all over the text. `re` reads the rest where the words begin. So does a minus that may stand before:
    whoever reads the hit looks for it.
    """
    return rule.form.seed or (rule.grouped and _head(rule.form.pattern)) or rule.form.pattern.removeprefix(SIGN)


def _head(pattern: str) -> str:
    """What stands before a value without an upper length, if it is a word to look for and the whole has no alternative
    to it."""
    head, _, value = pattern.partition(_VALUE)
    flat = _ONE.sub("", pattern)
    while (shorter := _INNERMOST.sub("", flat)) != flat:
        flat = shorter
    words = _ONE.sub("", head)
    whole = words.count("(") == words.count(")") and "|" not in flat
    return head if whole and _ENDLESS.search(value) and _WORD.search(words) else ""
