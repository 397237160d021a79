"""Names a reader understands, for the ids that a case holds: kinds, rules, services, operators, countries, times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Literal

from gwanmun.knowledge.words import Words
from gwanmun.report.party import Party

KST = timezone(timedelta(hours=9), "KST")
"""Korea has no summer time; times are shown in its time unless asked otherwise."""

Unit = Literal["transfers", "pieces"]

COUNTRY_FIELDS = frozenset({"operator_country", "parent_country", "server_country", "network_country"})


@dataclass(frozen=True, slots=True)
class Labels:
    """`kinds` and `rules` map ids to names in the language of `words`; a missing id stands for itself."""

    words: Words
    kinds: Mapping[str, str] = field(default_factory=dict)
    rules: Mapping[str, str] = field(default_factory=dict)
    zone: tzinfo = KST

    def kind(self, kind: str) -> str:
        return self.kinds.get(kind, kind)

    def rule(self, rule: str) -> str:
        return self.rules.get(rule, rule) if rule else self.words("stops.no_rule")

    def party(self, party: Party) -> str:
        """The service's name, else its id, the operator, or the bare host."""
        return self._named(party, "") or party.service or self.fact(party, "operator") or self._bare(party)

    def fact(self, party: Party, name: str, value: str | None = None) -> str:
        """A field of a recipient in words ("" when not known): `value`, or the most frequent one."""
        value = value or party.value(name)
        if not value or name in COUNTRY_FIELDS:
            return self.words.country(value) if value else ""
        if name in ("operator", "parent"):
            return self._named(party, f"{name}.") or value
        return self.party(party) if name == "service" else value

    def countries(self, party: Party) -> str:
        """The operator's country, and the parent's where it is another one."""
        country, parent = party.country, self.foreign_parent(party)
        if not parent:
            return self.words.country(country)
        return self.words("operator_and_parent", country=self.words.country(country), parent=parent)

    def foreign_parent(self, party: Party) -> str:
        """Name of the parent company's country when it is known and not the operator's, else ""."""
        parent = party.value("parent_country")
        return self.words.country(parent) if parent and parent != party.country else ""

    def category(self, category: str) -> str:
        key = f"category.{category}"
        return self.words(key) if self.words.has(key) else ""

    def day(self, moment: datetime) -> str:
        return moment.astimezone(self.zone).strftime("%Y-%m-%d")

    def minute(self, moment: datetime) -> str:
        return moment.astimezone(self.zone).strftime("%Y-%m-%d %H:%M")

    def clock(self, at: str) -> str:
        """Time of day of an RFC 3339 time."""
        return datetime.fromisoformat(at).astimezone(self.zone).strftime("%H:%M:%S")

    def date(self, at: str) -> str:
        return self.day(datetime.fromisoformat(at))

    def top(self, counts: Sequence[tuple[str, int]], unit: Unit = "transfers", most: int = 4) -> str:
        """The first few of a ranking in a row ("이름 4개, 주소 2개"); the caller says how many there are in all."""
        return ", ".join(self.words(f"{unit}_of", name=name, n=count) for name, count in counts[:most])

    def _named(self, party: Party, role: str) -> str:
        return party.names.get(f"{role}{self.words.lang}") or party.names.get(f"{role}en") or ""

    def _bare(self, party: Party) -> str:
        return party.hosts[0] if party.hosts else self.words("unknown")


def level(confidence: float) -> str:
    """Level of evidence of a fact, as a key of the words `level.*`; 0 is a fact without any evidence."""
    if confidence >= 0.85:
        return "high"
    if confidence >= 0.6:
        return "mid"
    return "low" if confidence > 0 else "none"
