"""Builds a `Case`: counts ledger entries in one pass."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import PurePath
from typing import Any

from gwanmun.report.case import Case, Entry, Flow
from gwanmun.report.coverage import CoverageTally
from gwanmun.report.devices import DeviceTally
from gwanmun.report.fate import fate, recorded, slipped
from gwanmun.report.party import PartyTally, by_total, names_of, party_key, ranked
from gwanmun.report.rules import RuleTally
from gwanmun.transfer import ACTIONS

ORIGIN_FIELDS = ("unit", "user", "app", "device", "address")
"""What names an origin in the picture; the organisation's unit before the person."""

LIMIT = 500
"""Entries kept for the detail table unless asked otherwise."""


def build_case(
    entries: Iterable[Entry],
    *,
    title: str = "",
    captures: Sequence[Mapping[str, Any]] = (),
    made: str = "",
    limit: int = LIMIT,
) -> Case:
    """Count `entries` (any order). `captures` are dicts as in `audit --format json`
    (path, sha256, format, exchanges, unreadable); `made` is the time of the report (RFC 3339), "" to leave it out."""
    tally = Tally(captures, limit)
    for entry in entries:
        tally.add(entry)
    return tally.freeze(title, made)


class Tally:
    """Everything counted so far; `freeze()` gives the case."""

    def __init__(self, captures: Sequence[Mapping[str, Any]], limit: int) -> None:
        self.captures = tuple(captures)
        self.capture_names = {capture["sha256"]: PurePath(capture["path"]).name for capture in captures}
        self.limit = limit
        self.first: str | None = None
        self.last: str | None = None
        self.totals: Counter[str] = Counter()
        self.fates: Counter[str] = Counter()
        self.actions: Counter[str] = Counter()
        self.would: Counter[str] = Counter()
        self.countries: dict[str, Counter[str]] = defaultdict(Counter)
        self.flows: Counter[Flow] = Counter()
        self.parties: dict[str, PartyTally] = {}
        self.rules = RuleTally()
        self.coverage = CoverageTally()
        self.devices = DeviceTally()
        self.rows: dict[str, list[Entry]] = {action: [] for action in ACTIONS}
        self.slipped: list[Entry] = []
        self.versions: dict[str, Counter[str]] = {"policy": Counter(), "knowledge": Counter(), "node": Counter()}

    def add(self, entry: Entry) -> None:
        self.totals["exchanges"] += 1
        self._add_time(entry["at"])
        self._add_versions(entry)
        self._add_party(entry)
        self.coverage.add(entry)
        self.devices.add(entry)
        self.rules.add(entry)
        if entry["sightings"]:
            self._add_transfer(entry)
        elif fate(entry) == "stopped":
            self.totals["bare"] += 1
        self._add_rows(entry)

    def _add_time(self, at: str) -> None:
        self.first = at if self.first is None else min(self.first, at)
        self.last = at if self.last is None else max(self.last, at)

    def _add_versions(self, entry: Entry) -> None:
        self.versions["policy"][entry["policy"]] += 1
        self.versions["knowledge"][entry["knowledge"]] += 1
        if entry["evidence"]["source"] == "gate":
            self.versions["node"][entry["evidence"]["name"]] += 1

    def _add_party(self, entry: Entry) -> None:
        key = party_key(entry["recipient"])
        if key not in self.parties:
            self.parties[key] = PartyTally(key, entry["recipient"])
        self.parties[key].add(entry)

    def _add_transfer(self, entry: Entry) -> None:
        became = fate(entry)
        self.totals["transfers"] += 1
        self.totals["sightings"] += sum(entry["kinds"].values())
        self.fates[became] += 1
        self.actions[entry["action"]] += 1
        if recorded(entry):
            self.would[entry["action"]] += 1
        country = entry["recipient"].get("operator_country")
        self.countries[country or ""][became] += 1
        party = party_key(entry["recipient"])
        self.flows[Flow(self._origin(entry), party, country, entry["action"], became == "stopped")] += 1

    def _origin(self, entry: Entry) -> str:
        named = next((entry["origin"][name] for name in ORIGIN_FIELDS if entry["origin"].get(name)), "")
        evidence = entry["evidence"]
        return named or (self.capture_names.get(evidence["name"], "") if evidence["source"] == "capture" else "")

    def _add_rows(self, entry: Entry) -> None:
        if slipped(entry) and len(self.slipped) < self.limit:
            self.slipped.append(entry)
        if entry["sightings"] or entry["action"] != "allow":
            self.totals["rows"] += 1
            if len(self.rows[entry["action"]]) < self.limit:
                self.rows[entry["action"]].append(entry)

    def _kinds(self) -> dict[str, Counter[str]]:
        kinds: dict[str, Counter[str]] = defaultdict(Counter)
        for party in self.parties.values():
            for kind, fates in party.kinds.items():
                kinds[kind].update(fates)
        return kinds

    def _detail(self) -> tuple[Entry, ...]:
        strictest = [entry for action in reversed(ACTIONS) for entry in self.rows[action]][: self.limit]
        return _in_time(strictest)

    def freeze(self, title: str, made: str) -> Case:
        for capture in self.captures:
            self.coverage.add_capture(capture)
        parties = [tally.freeze() for tally in self.parties.values()]
        parties.sort(key=lambda party: (-party.transfers, -party.exchanges, party.key))
        return Case(
            title=title,
            made=made,
            exchanges=self.totals["exchanges"],
            transfers=self.totals["transfers"],
            sightings=self.totals["sightings"],
            recorded=self.would.total(),
            bare=self.totals["bare"],
            first=_moment(self.first),
            last=_moment(self.last),
            fates=dict(ranked(self.fates)),
            actions=dict(ranked(self.actions)),
            would=dict(ranked(self.would)),
            kinds=by_total(self._kinds()),
            countries=by_total(self.countries),
            flows=dict(sorted(self.flows.items(), key=lambda item: (-item[1], str(item[0])))),
            parties={party.key: party for party in parties},
            rules=self.rules.freeze(),
            coverage=self.coverage.freeze(),
            rows=self._detail(),
            rows_total=self.totals["rows"],
            slipped=_in_time(self.slipped),
            policies=names_of(self.versions["policy"]),
            knowledge=names_of(self.versions["knowledge"]),
            nodes=names_of(self.versions["node"]),
            captures=self.captures,
            devices=self.devices.freeze(),
        )


def _in_time(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=lambda entry: (entry["at"], entry["id"])))


def _moment(at: str | None) -> datetime | None:
    return datetime.fromisoformat(at) if at else None
