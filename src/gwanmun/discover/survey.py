"""The result: every service used, by how many people, how often, since when, who operates it and from which country."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Literal

from gwanmun.discover.days import KST, written
from gwanmun.discover.lookalike import LookAlikes
from gwanmun.discover.names import ADDRESSES, DOMAIN, SERVICE
from gwanmun.discover.register import Approvals, Entry
from gwanmun.discover.total import Total, Totals
from gwanmun.recipient.directory import Directory
from gwanmun.transfer import Fact, Recipient

Status = Literal["known", "unknown", "addresses"]
"""`known`: a service with an operator; `unknown`: a domain that nobody has named yet; `addresses`: no name at all."""

Approval = Literal["approved", "denied", "expired", "unlisted", "unasked"]
"""`denied`: listed, and not as approved; `unlisted`: not in the registers; `unasked`: no register was given."""

SHOWN_HOSTS = 16
HOME = "KR"


@dataclass(frozen=True, slots=True)
class Use:
    """One row. `people` are users where the log names them, else client addresses; `estimated` says that not all of
    them were told apart. `requests` are lines of proxies, connections and firewalls, `lookups` questions to DNS.

    `first` and `last` are ISO 8601 days, "" where no line has a date. `servers` are (country, hosts answered there).
    `like` is the id of the service that an unknown domain imitates.
    """

    id: str
    status: Status
    recipient: Recipient
    people: int
    estimated: bool
    requests: int
    lookups: int
    up: int
    down: int
    first: str
    last: str
    days: int
    hosts: tuple[tuple[str, int], ...]
    more_hosts: int
    servers: tuple[tuple[str, int], ...]
    approval: Approval
    approved_by: str = ""
    like: str = ""

    @property
    def lines(self) -> int:
        return self.requests + self.lookups

    @property
    def foreign(self) -> bool:
        """Whether the operator or its parent has its seat outside Korea; where nobody knows the operator, whether a
        server stands there. A Korean operator's server abroad is shown and does not make the service foreign: one
        address in six is placed wrongly by one database or another."""
        seats = [_value(self.recipient.operator_country), _value(self.recipient.parent_country)]
        known = [country for country in seats if country] or [country for country, _ in self.servers]
        return any(country != HOME for country in known)


@dataclass(frozen=True, slots=True)
class Survey:
    """What the logs say. `known` is by people; `unknown` are the first of `unknown_total` by weight, look-alikes
    before all others. `by_day` counts lines."""

    known: tuple[Use, ...]
    unknown: tuple[Use, ...]
    unknown_total: int
    people: int
    estimated: bool
    inside: int
    undated: int
    folded: int
    first: str
    last: str
    by_day: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Surveyor:
    """What a survey is made with. `unknown` is how many of the names that nobody knows are looked at closely: a year of
    logs has hundreds of thousands, and a person names the first twenty."""

    directory: Directory
    approvals: Approvals | None
    likes: LookAlikes
    unknown: int = 20
    foreign: bool = False

    def survey(self, totals: Totals) -> Survey:
        known = [self._use(total) for key, total in totals.by_key.items() if key.startswith(SERVICE)]
        others = [total for key, total in totals.by_key.items() if key[:2] in (DOMAIN, ADDRESSES)]
        days = _by_day(totals)
        return Survey(
            known=tuple(sorted(known, key=lambda use: (-use.people, -use.lines, use.id))),
            unknown=tuple(islice(self._ranked(others), self.unknown)),
            unknown_total=len(others),
            people=totals.everybody.count(),
            estimated=totals.everybody.estimated,
            inside=totals.inside().lines,
            undated=totals.undated,
            folded=totals.folded,
            first=days[0][0] if days else "",
            last=days[-1][0] if days else "",
            by_day=days,
        )

    def _ranked(self, others: list[Total]) -> Iterator[Use]:
        weights = {total.key: total.people.count() * total.lines for total in others}
        others.sort(key=lambda total: (not self._like(total), -weights[total.key], total.key))
        for use in map(self._use, others):
            if use.foreign or not self.foreign:
                yield use

    def _like(self, total: Total) -> str:
        return self.likes.of(total.key[2:].decode()) if total.key.startswith(DOMAIN) else ""

    def _use(self, total: Total) -> Use:
        hosts = sorted(total.hosts.items(), key=lambda item: (-item[1][0], item[0]))[:SHOWN_HOSTS]
        named = [(host.decode("utf-8", "replace"), lines) for host, (lines, _) in hosts]
        recipient = self._recipient(total, named)
        status = _status(total)
        entry = self._entry(named, recipient)
        days = total.days()
        return Use(
            id=total.key[2:].decode(),
            status=status,
            recipient=recipient,
            people=total.people.count(),
            estimated=total.people.estimated,
            requests=total.requests.total(),
            lookups=total.lookups.total(),
            up=total.up,
            down=total.down,
            first=written(days[0]) if days else "",
            last=written(days[-1]) if days else "",
            days=len(days),
            hosts=tuple(named),
            more_hosts=len(total.hosts) - len(named),
            servers=self._servers(total),
            approval=_approval(entry, self.approvals),
            approved_by=entry.place if entry else "",
            like=self._like(total),
        )

    def _recipient(self, total: Total, hosts: Sequence[tuple[str, int]]) -> Recipient:
        """Who is behind the most frequent host; of bare addresses, who the network is."""
        host = hosts[0][0] if hosts else total.key[2:].decode()
        address = total.hosts.get(host.encode(), (0, b""))[1].decode("ascii", "replace")
        return self.directory.resolve(host, address or None)

    def _servers(self, total: Total) -> tuple[tuple[str, int], ...]:
        """Countries of the addresses that answered, by how many of the hosts they answered for."""
        found: Counter[str] = Counter()
        for host, (_, address) in total.hosts.items():
            if address:
                place = self.directory.resolve(host.decode("utf-8", "replace"), address.decode("ascii", "replace"))
                found[_value(place.server_country)] += 1
        del found[""]
        return tuple(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    def _entry(self, hosts: Iterable[tuple[str, int]], recipient: Recipient) -> Entry | None:
        if self.approvals is None:
            return None
        names = [text for key, text in recipient.names if not key.startswith("parent.")]
        ids = [_value(recipient.service), _value(recipient.operator)]
        return self.approvals.find((host for host, _ in hosts), filter(None, (*ids, *names)))


def _status(total: Total) -> Status:
    key = total.key[:2]
    return "known" if key == SERVICE else "unknown" if key == DOMAIN else "addresses"


def _approval(entry: Entry | None, approvals: Approvals | None) -> Approval:
    if approvals is None:
        return "unasked"
    if entry is None:
        return "unlisted"
    if not entry.approved:
        return "denied"
    return "approved" if entry.stands(datetime.now(KST).date()) else "expired"


def _by_day(totals: Totals) -> tuple[tuple[str, int], ...]:
    days: Counter[int] = Counter()
    for total in totals.by_key.values():
        for day in total.days():
            days[day] += total.requests[day] + total.lookups[day]
    return tuple((written(day), lines) for day, lines in sorted(days.items()))


def _value(fact: Fact | None) -> str:
    return fact.value if fact else ""


def chosen(uses: Iterable[Use], categories: Sequence[str], foreign: bool) -> Iterator[Use]:
    """Those of the categories asked for (none: all), abroad if asked for."""
    for use in uses:
        if (not categories or (use.recipient.category or "") in categories) and (use.foreign or not foreign):
            yield use
