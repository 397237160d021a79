"""What an audit is held against: the policies, registers and facts that were given, and the law of a day."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, NamedTuple

from gwanmun.cli.options import read_input, talk
from gwanmun.discover.firewall import DELIMITERS, decoded
from gwanmun.discover.sheet import rows_of_xlsx
from gwanmun.errors import Problem
from gwanmun.law.facts import Facts, facts
from gwanmun.law.findings import concluded
from gwanmun.law.flows import Flows
from gwanmun.law.policies import PolicyLike
from gwanmun.law.registers import Register, register
from gwanmun.promise.read import read_policy
from gwanmun.transfer import ACTIONS, Action, Finding, Severity, Status

FIRST = date(2023, 9, 15)
"""The first day whose law the rules know: the transfer chapter of PIPA is in force since then."""

WEIGHT: Mapping[Severity, Action] = {"low": "warn", "medium": "redact", "high": "block", "critical": "block"}
"""The action that a flagged finding counts as against --fail-on."""

FLAGGED: tuple[Status, ...] = ("GAP", "UNDECLARED", "CONTRADICTED")

KST = timezone(timedelta(hours=9))


class Concluded(NamedTuple):
    """The findings, the day whose law they rest on, and whether anything was given to hold the records against."""

    findings: tuple[Finding, ...]
    as_of: str
    given: bool


@dataclass(slots=True)
class Bench:
    """Takes the entries as they pass, and concludes when all were seen."""

    policies: tuple[PolicyLike, ...]
    facts: Facts
    as_of: date | None
    lang: str
    flows: Flows = field(default_factory=Flows)

    def add(self, entry: Mapping[str, Any]) -> None:
        self.flows.add(entry)

    def conclude(self) -> Concluded:
        day = self.as_of or self._day()
        given = bool(self.policies or self.facts.tables or self.facts.registers)
        return Concluded(
            concluded(self.flows.freeze(), self.policies, self.facts, day, self.lang), day.isoformat(), given
        )

    def _day(self) -> date:
        """The day of the last exchange in Korea; a record older than the rules is judged by today's law, and that is
        said."""
        last = datetime.fromisoformat(self.flows.last).astimezone(KST).date() if self.flows.last else None
        if last is not None and last >= FIRST:
            return last
        today = datetime.now(KST).date()
        if last is not None and self.policies:
            talk(f"the records are of {last}; judged by the law of {today}: --as-of chooses another day")
        return today


def weight(law: Concluded) -> int:
    """The rank of the gravest flagged finding, 0 when nothing was given to hold the records against."""
    flagged = (finding for finding in law.findings if finding.status in FLAGGED)
    ranks = (ACTIONS.index(WEIGHT.get(finding.severity, "allow")) for finding in flagged)
    return max(ranks, default=0) if law.given else 0


def bench(
    promises: Sequence[Path], registers: Sequence[Path], before: Sequence[Path], as_of: str | None, lang: str
) -> Bench:
    """Read everything that was given; what cannot be read is a `Problem`, a policy that says nothing is not."""
    stated = [read_input(path) for path in registers if path.suffix.casefold() == ".toml"]
    lists = [_register(path) for path in registers if path.suffix.casefold() != ".toml"]
    return Bench(
        tuple(map(_policy, promises)),
        facts(stated, lists, tuple(map(_policy, before))),
        _date(as_of),
        lang,
    )


def _policy(path: Path) -> PolicyLike:
    policy = read_policy(read_input(path), path.name)
    if not policy.readable:
        talk(f"{path}: not read as a policy: {policy.why}; nothing is concluded from what is absent in it")
    return policy


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Problem(f"--as-of {text}: not a date", "write it as 2026-09-11") from error


def _register(path: Path) -> Register:
    data = read_input(path)
    rows = rows_of_xlsx(data, path) if data.startswith(b"PK\x03\x04") else _csv(data, path)
    return register(rows, path.name, hashlib.sha256(data).hexdigest())


def _csv(data: bytes, path: Path) -> Iterator[Sequence[str]]:
    """Its delimiter is the commonest one near its beginning; cells may have several lines."""
    text = decoded(data)
    delimiter = max(DELIMITERS, key=text[:4096].count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise Problem(f"{path}: cannot be read as CSV: {error}", "save it as CSV (UTF-8) or XLSX") from error
