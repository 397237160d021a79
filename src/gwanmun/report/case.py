"""The case: what a set of ledger entries says, counted once and bound to no language.

A case is a working day of a gate or an audit of captures. It is built in one pass (`report/tally.py`) and keeps
a bounded number of entries for the detail table, the strictest first, so a ledger of any length can be reported.
An *exchange* is a message that was looked at; a *transfer* here is an exchange in which data was seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any, NamedTuple

from gwanmun.report.coverage import Coverage
from gwanmun.report.device import Device
from gwanmun.report.party import Party
from gwanmun.report.rules import RuleUse
from gwanmun.transfer import Action

Entry = Mapping[str, Any]
"""One ledger entry as JSON, schema `gwanmun.record/1`."""


class Flow(NamedTuple):
    """Transfers of one kind of way: from whom, to which party, in which operator's country, what was decided,
    whether it was stopped. `origin` is "" and `country` None when not known."""

    origin: str
    party: str
    country: str | None
    action: Action
    stopped: bool


@dataclass(frozen=True, slots=True)
class Case:
    """All counts of a report. Mappings are ordered, largest first.

    `fates` and `actions` count transfers, `kinds` sightings (kind -> fate -> count), `countries` transfers by
    the operator's country ("" unknown). `recorded` counts transfers known from captures only, `would` their
    actions. `bare` counts exchanges stopped although no data was seen in them. `slipped` are entries that went out
    milder than judged.
    """

    title: str
    made: str
    exchanges: int
    transfers: int
    sightings: int
    recorded: int
    bare: int
    first: datetime | None
    last: datetime | None
    fates: Mapping[str, int]
    actions: Mapping[str, int]
    would: Mapping[str, int]
    kinds: Mapping[str, Mapping[str, int]]
    countries: Mapping[str, Mapping[str, int]]
    flows: Mapping[Flow, int]
    parties: Mapping[str, Party]
    rules: tuple[RuleUse, ...]
    coverage: Coverage
    rows: tuple[Entry, ...]
    rows_total: int
    slipped: tuple[Entry, ...]
    policies: tuple[str, ...]
    knowledge: tuple[str, ...]
    nodes: tuple[str, ...]
    captures: tuple[Mapping[str, Any], ...]
    devices: tuple[Device, ...] = ()

    @property
    def receivers(self) -> tuple[Party, ...]:
        """Parties that data was sent or meant for."""
        return tuple(party for party in self.parties.values() if party.transfers)

    @property
    def others(self) -> tuple[Party, ...]:
        """Parties in whose exchanges no data was seen."""
        return tuple(party for party in self.parties.values() if not party.transfers)

    def capture_name(self, entry: Entry) -> str:
        """File name of the capture that an entry was read from, "" for one of a gate."""
        names = (capture["path"] for capture in self.captures if capture["sha256"] == entry["evidence"]["name"])
        return PurePath(next(names, "")).name

    @property
    def enforced(self) -> bool:
        """True when at least one exchange went through a gate."""
        return bool(self.nodes)
