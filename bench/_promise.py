"""Labelled policies and how a reading is scored against them: transfers by recipient, country and field; statements."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gwanmun.promise.names import same
from gwanmun.promise.policy import Policy
from gwanmun.promise.read import read_policy
from gwanmun.promise.statements import RULES

FIELDS = ("items", "purpose", "retention", "method", "refusal")
Transfer = tuple[str, tuple[str, ...], frozenset[str]]
"""Recipient, countries, fields that are stated."""


@dataclass(slots=True)
class Score:
    """Hits, what was said too much and what was missed, with the facts themselves."""

    hits: int = 0
    extra: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def add(self, said: set[str], true: set[str], where: str) -> None:
        self.hits += len(said & true)
        self.extra += [f"{where}: {each}" for each in sorted(said - true)]
        self.missed += [f"{where}: {each}" for each in sorted(true - said)]

    @property
    def precision(self) -> float:
        return self.hits / (self.hits + len(self.extra)) if self.hits + len(self.extra) else 1.0

    @property
    def recall(self) -> float:
        return self.hits / (self.hits + len(self.missed)) if self.hits + len(self.missed) else 1.0

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def line(self) -> str:
        counted = f"{self.hits} right, {len(self.extra)} too much, {len(self.missed)} missed"
        return f"P {self.precision:.3f}  R {self.recall:.3f}  F1 {self.f1:.3f}  ({counted})"


@dataclass(frozen=True, slots=True)
class Label:
    """What one policy states, from reading it. A rule in neither `present` nor `vague` is missing."""

    path: Path
    held: bool
    transfers: tuple[Transfer, ...]
    others: dict[str, frozenset[str]]
    present: frozenset[str]
    vague: frozenset[str]
    facts: dict[str, Any]


def labels(folder: Path) -> Iterator[Label]:
    """The policies of a folder with a `labels.toml`."""
    for name, row in tomllib.loads((folder / "labels.toml").read_text("utf-8")).items():
        path = next(folder.glob(f"{name}.*"))
        others = {kind: frozenset(map(same, row.get(kind, []))) for kind in ("processors", "third_parties")}
        yield Label(
            path,
            row["held"],
            tuple((who, tuple(where), frozenset(stated)) for who, where, stated in row.get("transfers", [])),
            others,
            frozenset(row.get("present", [])),
            frozenset(row.get("vague", [])),
            row,
        )


def facts(transfers: Iterable[Transfer]) -> tuple[set[str], set[str]]:
    """Facts on who and where, and on which of the five items of art. 28-8(2) are stated for whom."""
    who: set[str] = set()
    gaps: set[str] = set()
    for name, codes, stated in transfers:
        who.add(f"to {same(name)}")
        who.update(f"{same(name)} in {code}" for code in codes)
        gaps.update(f"{same(name)} states {each}" for each in stated if each in FIELDS)
    return who, gaps


def read_transfers(policy: Policy) -> list[Transfer]:
    return [
        (each.recipient, each.countries, frozenset(name for name in (*FIELDS, "contact") if getattr(each, name)))
        for each in policy.of("transfer")
    ]


def missing(transfers: Iterable[Transfer]) -> set[str]:
    """The gaps of art. 28-8(2): what is not stated for a recipient."""
    found: set[str] = set()
    for name, codes, stated in transfers:
        lacks = [each for each in FIELDS if each not in stated] + ([] if codes else ["country"])
        found.update(f"{same(name)} lacks {each}" for each in lacks)
    return found


@dataclass(slots=True)
class Scores:
    transfers: Score = field(default_factory=Score)
    fields: Score = field(default_factory=Score)
    gaps: Score = field(default_factory=Score)
    statements: Score = field(default_factory=Score)
    others: Score = field(default_factory=Score)
    items: Score = field(default_factory=Score)
    naive: Score = field(default_factory=Score)


def score(found: Iterable[Label], naive: Callable[[bytes], list[Transfer]] | None = None) -> Scores:
    """Every label against what is read from its file."""
    scores = Scores()
    for label in found:
        data = label.path.read_bytes()
        one(scores, label, read_policy(data, label.path.name))
        if naive:
            scores.naive.add(facts(naive(data))[0], facts(label.transfers)[0], label.path.stem)
    return scores


def one(scores: Scores, label: Label, policy: Policy) -> None:
    where, read = label.path.stem, read_transfers(policy)
    (said, stated), (true, told) = facts(read), facts(label.transfers)
    scores.transfers.add(said, true, where)
    scores.fields.add(stated, told, where)
    scores.gaps.add(missing(read), missing(label.transfers), where)
    for kind, what in (("processors", "processor"), ("third_parties", "third-party")):
        names = {same(each.recipient) for each in policy.promises if each.what == what}
        scores.others.add(
            {f"{what} {name}" for name in names}, {f"{what} {name}" for name in label.others[kind]}, where
        )
    _statements(scores, label, policy)
    items = {_plain(item) for each in policy.of("items") for item in each.items}
    scores.items.add(items, {_plain(item) for item in label.facts.get("items", [])}, where)


def _plain(text: str) -> str:
    return "".join(text.casefold().split())


def _statements(scores: Scores, label: Label, policy: Policy) -> None:
    """A rule counts with its status: `P-05 vague` is not `P-05 present`."""
    read = {f"{each.rule} {each.status}" for each in policy.of("statement") if each.rule in RULES}
    true = {f"{rule} present" for rule in label.present} | {f"{rule} vague" for rule in label.vague}
    scores.statements.add(read, true, label.path.stem)
