"""Which rule decided what, and which one was set aside by an exception."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gwanmun.report.fate import recorded
from gwanmun.report.party import names_of, party_key
from gwanmun.transfer import Action, strictness


@dataclass(frozen=True, slots=True)
class RuleUse:
    """One rule that decided, what it asked for, and for how many exchanges; `recorded` of them only on paper.

    `exception` is set when the rule was set aside by that exception.
    """

    rule: str
    action: Action
    exception: str
    count: int
    recorded: int
    parties: tuple[str, ...]
    kinds: tuple[str, ...]


RuleKey = tuple[str, Action, str]
"""Rule, what it asked for, and the exception that set it aside ("" when it held)."""


class RuleTally:
    """Which rule decided what, and which rule was set aside by an exception."""

    def __init__(self) -> None:
        self.counts: Counter[RuleKey] = Counter()
        self.recorded: Counter[RuleKey] = Counter()
        self.parties: dict[RuleKey, Counter[str]] = defaultdict(Counter)
        self.kinds: dict[RuleKey, Counter[str]] = defaultdict(Counter)

    def add(self, entry: Mapping[str, Any]) -> None:
        if entry["action"] != "allow":
            self._count((entry["rule"], entry["action"], ""), entry)
        for weighed in entry["weighed"]:
            if weighed.get("excepted"):
                self._count((weighed["rule"], weighed["action"], weighed["excepted"]), entry)

    def _count(self, key: RuleKey, entry: Mapping[str, Any]) -> None:
        self.counts[key] += 1
        self.recorded[key] += recorded(entry)
        self.parties[key][party_key(entry["recipient"])] += 1
        self.kinds[key].update(entry["kinds"])

    def freeze(self) -> tuple[RuleUse, ...]:
        order = sorted(self.counts, key=lambda key: (-strictness(key[1]), -self.counts[key], key))
        return tuple(self._use(key) for key in order)

    def _use(self, key: RuleKey) -> RuleUse:
        parties, kinds = names_of(self.parties[key]), names_of(self.kinds[key])
        return RuleUse(*key, self.counts[key], self.recorded[key], parties, kinds)
