"""What a flow is (steps T1 to T5 of the rulebook): all that went to one recipient, counted from ledger entries.

A transfer abroad is provision, viewing, outsourcing or storage (PIPA art. 28-8(1)): storing nothing does not help. It
is abroad when the company that receives is seated abroad, wherever its server stands; a server abroad of a company in
Korea is storage abroad.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gwanmun.law.names import services
from gwanmun.recipient.party import LOCAL, UNKNOWN_TENANT
from gwanmun.recipient.place import NOT_PUBLIC, PRIVATE

HOME = "KR"
SURE = 0.85
"""From this confidence on a server's country is stated by its operator and not only by an address registry."""

KEPT = 20
"""Ids of exchanges that are kept as evidence for each kind; `counts` has them all."""

NOT_PERSONAL = ("kr.brn", "kr.crn", "secret.", "confidential.", "own.document")
DIGEST = re.compile(r"form: .*(?:md5|sha-?\d|hmac)", re.IGNORECASE)
CLEAR_SCHEMES = frozenset({"http", "ws", "ftp", "mqtt", "smtp"})
RELIEVED = frozenset({"redact", "block", "pseudonymise"})
NOT_SENT = frozenset({"refused", "failed"})


def personal(kind: str) -> bool:
    """T1: whether a kind is personal information (PIPA art. 2). Hashed and pseudonymised values are (art. 28-7)."""
    return not kind.startswith(NOT_PERSONAL)


@dataclass(frozen=True, slots=True)
class Flow:
    """All that went to one recipient. `operator` is an entity id, "" when not known; `servers` are countries with the
    best confidence seen. `kinds` count personal information, `others` secrets and confidential data. `records` are ids
    of exchanges by kind, under "" those of the recipient as such; `clear` those that went without transport encryption,
    `hashed` those in which a known value was seen as a hash. `seen` counts exchanges by how much of them was readable;
    `volumes` are (time, bytes up, id) of the largest."""

    key: str
    host: str
    operator: str
    sure: float
    country: str
    parent: str
    parent_country: str
    services: tuple[str, ...]
    categories: frozenset[str]
    roles: frozenset[str]
    tenant: bool
    servers: Mapping[str, float]
    hosts: tuple[str, ...]
    names: Mapping[str, str]
    kinds: Mapping[str, int]
    others: Mapping[str, int]
    records: Mapping[str, tuple[str, ...]]
    clear: Mapping[str, tuple[str, ...]]
    hashed: tuple[str, ...]
    seen: Mapping[str, int]
    volumes: tuple[tuple[str, int, str], ...]
    sent: int
    exchanges: int

    @property
    def carrier(self) -> bool:
        """Whether it only carries or hosts for customers who are not known."""
        return self.tenant or self.roles == {"infrastructure"}

    @property
    def known(self) -> bool:
        return bool(self.operator)

    @property
    def abroad(self) -> bool:
        """T4: whether this is a transfer abroad, as far as is known."""
        if self.country:
            return self.country != HOME or self.stored_abroad
        return bool(self.servers) and HOME not in self.servers

    @property
    def stored_abroad(self) -> bool:
        return any(country != HOME and sure >= SURE for country, sure in self.servers.items())

    @property
    def countries(self) -> tuple[str, ...]:
        """Countries that data of this flow was seen to go to, the recipient's own first."""
        return tuple(dict.fromkeys(filter(None, (self.country, *self.servers))))

    @property
    def opaque(self) -> bool:
        """Whether some of it could not be read to the end."""
        return self.seen.get("full", 0) < self.exchanges

    def name(self, lang: str) -> str:
        """The operator's name, else the service's, else the host."""
        for key in (f"operator.{lang}", "operator.en", lang, "en"):
            if text := self.names.get(key):
                return text
        return self.operator or self.host

    def evidence(self, *kinds: str) -> tuple[str, ...]:
        """Ids of exchanges in which these kinds were seen; those of the recipient when none is asked for."""
        wanted = kinds or ("",)
        return tuple(dict.fromkeys(each for kind in wanted for each in self.records.get(kind, ())))[:KEPT]


@dataclass(slots=True)
class _Tally:
    key: str
    recipient: Mapping[str, Any]
    kinds: Counter[str] = field(default_factory=Counter)
    others: Counter[str] = field(default_factory=Counter)
    records: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    clear: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    seen: Counter[str] = field(default_factory=Counter)
    services: Counter[str] = field(default_factory=Counter)
    categories: set[str] = field(default_factory=set)
    servers: dict[str, float] = field(default_factory=dict)
    hosts: Counter[str] = field(default_factory=Counter)
    hashed: list[str] = field(default_factory=list)
    volumes: list[tuple[str, int, str]] = field(default_factory=list)
    sent: int = 0
    tenant: bool = True

    def add(self, entry: Mapping[str, Any]) -> None:
        recipient = entry["recipient"]
        self.seen[entry["seen"]] += 1
        self.hosts[recipient.get("host") or recipient.get("ip") or ""] += 1
        self.services[recipient.get("service") or ""] += 1
        self.categories.add(recipient.get("category") or "")
        self.tenant &= any(note.startswith(UNKNOWN_TENANT) for note in recipient.get("notes") or ())
        self._place(recipient)
        self._note("", entry, self.records)
        self._volume(entry)
        if len(self.hashed) < KEPT and any(map(_digest, entry["sightings"])):
            self.hashed.append(entry["id"])
        for kind, count in left(entry).items():
            (self.kinds if personal(kind) else self.others)[kind] += count
            self._note(kind, entry, self.records)
            if entry["endpoint"].get("scheme") in CLEAR_SCHEMES:
                self._note(kind, entry, self.clear)

    def _note(self, kind: str, entry: Mapping[str, Any], where: defaultdict[str, list[str]]) -> None:
        if len(where[kind]) < KEPT:
            where[kind].append(entry["id"])

    def _place(self, recipient: Mapping[str, Any]) -> None:
        if country := recipient.get("server_country"):
            sure = max((s["confidence"] for s in recipient["sources"] if s["field"] == "server_country"), default=0.0)
            self.servers[country] = max(sure, self.servers.get(country, 0.0))

    def _volume(self, entry: Mapping[str, Any]) -> None:
        up = max(int(entry.get("volume", {}).get("up") or 0), int(entry.get("size") or 0))
        self.sent += up
        if up:
            self.volumes.append((entry["at"], up, entry["id"]))
        if len(self.volumes) > 4 * KEPT:
            self.volumes = sorted(self.volumes, key=lambda row: -row[1])[: 2 * KEPT]

    def freeze(self) -> Flow:
        recipient = self.recipient
        known = services()
        sources = {source["field"]: source["confidence"] for source in recipient.get("sources", ())}
        return Flow(
            key=self.key,
            host=max(self.hosts, key=lambda host: (self.hosts[host], host)),
            operator=recipient.get("operator") or "",
            sure=float(sources.get("operator", 0.0)),
            country=recipient.get("operator_country") or "",
            parent=recipient.get("parent") or "",
            parent_country=recipient.get("parent_country") or "",
            services=tuple(sorted(filter(None, self.services))),
            categories=frozenset(filter(None, self.categories)),
            roles=frozenset(known[service].role for service in self.services if service in known),
            tenant=self.tenant,
            servers=self.servers,
            hosts=tuple(sorted(filter(None, self.hosts))),
            names=dict(recipient.get("names") or {}),
            kinds=dict(sorted(self.kinds.items())),
            others=dict(sorted(self.others.items())),
            records={kind: tuple(ids) for kind, ids in self.records.items()},
            clear={kind: tuple(ids) for kind, ids in self.clear.items()},
            hashed=tuple(self.hashed),
            seen=dict(self.seen),
            volumes=tuple(sorted(self.volumes, key=lambda row: -row[1])[:KEPT]),
            sent=self.sent,
            exchanges=self.seen.total(),
        )


def _digest(sighting: Mapping[str, Any]) -> bool:
    """Whether a known value was found hashed: pseudonymous at best, personal information still (art. 28-7)."""
    return any(DIGEST.match(reason) for reason in sighting["reasons"])


def left(entry: Mapping[str, Any]) -> Mapping[str, int]:
    """Kinds that really left with this exchange: nothing of a refused one, nothing of what was taken out."""
    if entry["done"] in NOT_SENT:
        return {}
    if entry["done"] != "rewritten":
        counts: Mapping[str, int] = entry["kinds"]
        return counts
    pairs = zip(entry["sightings"], entry["dispositions"], strict=False)
    return Counter(sighting["kind"] for sighting, disposition in pairs if disposition not in RELIEVED)


@dataclass(slots=True)
class Flows:
    """Collects entries one by one, so that an audit need not keep them."""

    tallies: dict[str, _Tally] = field(default_factory=dict)
    last: str = ""

    def add(self, entry: Mapping[str, Any]) -> None:
        recipient = entry["recipient"]
        if not _leads_out(recipient):
            return
        self.last = max(self.last, entry["at"])
        key = _key(recipient)
        if key not in self.tallies:
            self.tallies[key] = _Tally(key, recipient)
        self.tallies[key].add(entry)

    def freeze(self) -> tuple[Flow, ...]:
        """One flow a recipient, in order of name."""
        return tuple(self.tallies[key].freeze() for key in sorted(self.tallies))


def gathered(entries: Iterable[Mapping[str, Any]]) -> tuple[Flow, ...]:
    flows = Flows()
    for entry in entries:
        flows.add(entry)
    return flows.freeze()


def _leads_out(recipient: Mapping[str, Any]) -> bool:
    """The user's own machine or network is nobody that data is transferred to. A company known by its host name is a
    recipient whatever the address: a laboratory's proxy answers from a private one."""
    notes = set(recipient.get("notes") or ())
    return LOCAL not in notes and (bool(recipient.get("operator")) or not {PRIVATE, NOT_PUBLIC} & notes)


def _key(recipient: Mapping[str, Any]) -> str:
    """The legal entity, else the bare host."""
    if operator := recipient.get("operator"):
        return f"operator:{operator}"
    return f"host:{recipient.get('host') or recipient.get('ip') or ''}"
