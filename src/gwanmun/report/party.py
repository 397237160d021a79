"""A recipient as a case knows it: everything that went to one service, or to one unknown host."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from gwanmun.ledger.recipients import FACTS
from gwanmun.report.fate import fate, kind_fates
from gwanmun.transfer import Fact

_values = itemgetter(*FACTS)


@dataclass(frozen=True, slots=True)
class Party:
    """One recipient.

    `facts` holds, per field, every value seen with its best source, most frequent first; a field without a fact is
    not known. `names` are by language, with `operator.` or `parent.` before it for the companies.
    `kinds` counts sightings by kind and fate, `actions` and `fates` count transfers, `seen` exchanges.
    """

    key: str
    known: bool
    names: Mapping[str, str]
    service: str
    category: str
    facts: Mapping[str, tuple[Fact, ...]]
    notes: tuple[str, ...]
    hosts: tuple[str, ...]
    exchanges: int
    transfers: int
    kinds: Mapping[str, Mapping[str, int]]
    actions: Mapping[str, int]
    fates: Mapping[str, int]
    seen: Mapping[str, int]

    def value(self, name: str) -> str | None:
        """The most frequent value of a field, None when nothing is known of it."""
        facts = self.facts.get(name)
        return facts[0].value if facts else None

    @property
    def country(self) -> str | None:
        """Country of the operator: the legal entity that got the data, not the place of the server."""
        return self.value("operator_country")


@dataclass(slots=True)
class PartyTally:
    """Collects the entries of one recipient, then `freeze()`s to a `Party`.

    Facts are the same for thousands of entries: each variant of them is looked at once, at the end.
    """

    key: str
    recipient: Mapping[str, Any]
    exchanges: int = 0
    transfers: int = 0
    variants: Counter[tuple[str | None, ...]] = field(default_factory=Counter)
    recipients: dict[tuple[str | None, ...], Mapping[str, Any]] = field(default_factory=dict)
    facts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    best: dict[tuple[str, str], Fact] = field(default_factory=dict)
    notes: set[str] = field(default_factory=set)
    hosts: Counter[str] = field(default_factory=Counter)
    kinds: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    actions: Counter[str] = field(default_factory=Counter)
    fates: Counter[str] = field(default_factory=Counter)
    seen: Counter[str] = field(default_factory=Counter)

    def add(self, entry: Mapping[str, Any]) -> None:
        recipient = entry["recipient"]
        self.exchanges += 1
        self.seen[entry["seen"]] += 1
        self.hosts[recipient.get("host") or recipient.get("ip") or ""] += 1
        self.notes.update(recipient.get("notes") or ())
        variant = (entry["knowledge"], *_values(recipient))
        self.variants[variant] += 1
        self.recipients.setdefault(variant, recipient)
        if entry["sightings"]:
            self._add_transfer(entry)

    def _add_facts(self, recipient: Mapping[str, Any], times: int) -> None:
        sources = {source["field"]: source for source in recipient.get("sources", ())}
        for name in FACTS:
            if value := recipient.get(name):
                self.facts[name][value] += times
                self._keep_best(name, _fact(value, sources.get(name)))

    def _keep_best(self, name: str, fact: Fact) -> None:
        known = self.best.get((name, fact.value))
        if known is None or fact.confidence > known.confidence:
            self.best[name, fact.value] = fact

    def _add_transfer(self, entry: Mapping[str, Any]) -> None:
        self.transfers += 1
        self.actions[entry["action"]] += 1
        self.fates[fate(entry)] += 1
        for kind, fates in kind_fates(entry).items():
            self.kinds[kind].update(fates)

    def freeze(self) -> Party:
        for variant, times in self.variants.items():
            self._add_facts(self.recipients[variant], times)
        return Party(
            key=self.key,
            known=self.recipient.get("status") == "known",
            names=dict(self.recipient.get("names") or {}),
            service=self.recipient.get("service") or "",
            category=self.recipient.get("category") or "",
            facts={name: self._facts_of(name) for name in FACTS if name in self.facts},
            notes=tuple(sorted(self.notes)),
            hosts=tuple(host for host, _ in ranked(self.hosts) if host),
            exchanges=self.exchanges,
            transfers=self.transfers,
            kinds=by_total(self.kinds),
            actions=dict(self.actions),
            fates=dict(self.fates),
            seen=dict(self.seen),
        )

    def _facts_of(self, name: str) -> tuple[Fact, ...]:
        return tuple(self.best[name, value] for value, _ in ranked(self.facts[name]))


def party_key(recipient: Mapping[str, Any]) -> str:
    """What makes two entries the same recipient: the service, else the operator, else the bare host or address."""
    for name in ("service", "operator", "host", "ip"):
        if value := recipient.get(name):
            return f"{name}:{value}"
    return "host:"


def ranked(counts: Counter[str]) -> list[tuple[str, int]]:
    """Most frequent first, ties by name: the same entries always give the same report."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def names_of(counts: Counter[str]) -> tuple[str, ...]:
    """The names alone, in that order."""
    return tuple(name for name, _ in ranked(counts))


def by_total(table: Mapping[str, Counter[str]]) -> dict[str, Mapping[str, int]]:
    """Rows of a table of counts, largest total first, ties by name."""
    return {name: dict(table[name]) for name in sorted(table, key=lambda name: (-table[name].total(), name))}


def _fact(value: str, source: Mapping[str, Any] | None) -> Fact:
    if source is None:
        return Fact(value, "", "", 0.0)
    return Fact(value, source.get("source") or "", source.get("date") or "", float(source.get("confidence") or 0))
