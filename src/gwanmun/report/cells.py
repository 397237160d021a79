"""The cells of the table "who it was for": facts with their level of evidence and the number of their source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from gwanmun.recipient.party import LOCAL, SHARED, UNKNOWN_TENANT
from gwanmun.recipient.place import ANYCAST, PRIVATE
from gwanmun.report.case import Case
from gwanmun.report.fate import FATES
from gwanmun.report.labels import Labels, level
from gwanmun.report.party import Party
from gwanmun.transfer import ACTIONS, Fact

HOSTS = 3
PARTIES = 200
CITED = ("operator", "operator_country", "parent", "parent_country", "server_country", "service", "network")


class FactCell(NamedTuple):
    """A fact in words; `level` is a key of the words `level.*`, `cite` a source number or 0."""

    text: str
    level: str
    cite: int


class Count(NamedTuple):
    """Something counted; `key` is the id behind the `name`."""

    key: str
    name: str
    n: int


class PartyRow(NamedTuple):
    """One recipient as the table shows it; an empty tuple means not known."""

    name: str
    known: bool
    category: str
    hosts: tuple[str, ...]
    hosts_more: int
    notes: tuple[str, ...]
    operator: tuple[FactCell, ...]
    operator_country: tuple[FactCell, ...]
    parent: tuple[FactCell, ...]
    parent_country: tuple[FactCell, ...]
    server_country: tuple[FactCell, ...]
    transfers: int
    kinds: tuple[Count, ...]
    actions: tuple[Count, ...]
    fates: tuple[Count, ...]


class SourceRow(NamedTuple):
    """One source and what it is cited for: pairs of recipient and fields."""

    number: int
    source: str
    date: str
    facts: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Sources:
    """Numbers sources in order of first use; the same text seen on the same day is one source."""

    numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    facts: dict[tuple[str, str], dict[str, list[str]]] = field(default_factory=dict)

    def cite(self, fact: Fact, party: str, name: str) -> int:
        """The number of a fact's source; 0 when it states none."""
        if not fact.source:
            return 0
        key = (fact.source, fact.date)
        named = self.facts.setdefault(key, {}).setdefault(party, [])
        if name not in named:
            named.append(name)
        return self.numbers.setdefault(key, len(self.numbers) + 1)

    def rows(self) -> tuple[SourceRow, ...]:
        return tuple(
            SourceRow(number, *key, tuple((party, ", ".join(names)) for party, names in self.facts[key].items()))
            for key, number in self.numbers.items()
        )


def party_rows(case: Case, labels: Labels) -> tuple[tuple[PartyRow, ...], tuple[SourceRow, ...]]:
    """Rows for the recipients of data, at most `PARTIES` (most transfers first), and the sources they cite."""
    sources = Sources()
    rows = tuple(_row(party, labels, sources) for party in case.receivers[:PARTIES])
    return rows, sources.rows()


def _row(party: Party, labels: Labels, sources: Sources) -> PartyRow:
    cells = {name: tuple(_facts(party, name, labels, sources)) for name in CITED}
    words = labels.words
    return PartyRow(
        name=labels.party(party),
        known=party.known,
        category=labels.category(party.category),
        hosts=party.hosts[:HOSTS],
        hosts_more=len(party.hosts[HOSTS:]),
        notes=tuple(_notes(party, labels)),
        operator=cells["operator"],
        operator_country=cells["operator_country"],
        parent=cells["parent"],
        parent_country=cells["parent_country"],
        server_country=cells["server_country"],
        transfers=party.transfers,
        kinds=tuple(Count(kind, labels.kind(kind), sum(fates.values())) for kind, fates in party.kinds.items()),
        actions=tuple(
            Count(action, words(f"action.{action}"), party.actions[action])
            for action in reversed(ACTIONS)
            if party.actions.get(action)
        ),
        fates=tuple(Count(fate, words(f"fate.{fate}"), party.fates[fate]) for fate in FATES if party.fates.get(fate)),
    )


def _facts(party: Party, name: str, labels: Labels, sources: Sources) -> Iterator[FactCell]:
    shown = labels.party(party)
    for fact in party.facts.get(name, ()):
        number = sources.cite(fact, shown, labels.words(f"field.{name}"))
        yield FactCell(labels.fact(party, name, fact.value), level(fact.confidence), number)


def _notes(party: Party, labels: Labels) -> Iterator[str]:
    """The notes that bear on who got it, in the reader's language; others stay as their source wrote them."""
    known = {LOCAL: "hint.local", SHARED: "hint.shared", ANYCAST: "hint.anycast", PRIVATE: "hint.private"}
    for note in party.notes:
        if note.startswith(UNKNOWN_TENANT):
            yield labels.words("hint.tenant", name=note.removeprefix(UNKNOWN_TENANT))
        else:
            yield labels.words(known[note]) if note in known else note
