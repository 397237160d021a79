"""The other tables of a report: what was stopped and why, what could not be read, and each transfer by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from gwanmun.report.case import Case, Entry
from gwanmun.report.coverage import Gap
from gwanmun.report.fate import fate
from gwanmun.report.labels import Labels
from gwanmun.report.party import party_key
from gwanmun.report.reasons import meaning
from gwanmun.report.rules import RuleUse

MASKS = 3
NAMES = 4
OTHERS = 40
GAPS = 40


class StopRow(NamedTuple):
    """One reason; `key` is the action's id, `exception` names the exception that set the rule aside."""

    rule: str
    key: str
    action: str
    exception: str
    n: int
    parties: str
    kinds: str


class GapRow(NamedTuple):
    """A reason; `wording` is how the part that met it put it, "" when the reader's language has no better."""

    where: str
    why: str
    wording: str
    n: int
    parties: str


class OtherRow(NamedTuple):
    """A recipient without any data seen, and how much of its exchanges was readable."""

    name: str
    operator: str
    country: str
    exchanges: int
    seen: str


class Found(NamedTuple):
    """Pieces of one kind in one transfer: some masks, and how many more there are."""

    name: str
    n: int
    masks: tuple[str, ...]
    more: int


class Row(NamedTuple):
    """One transfer of the detail table."""

    date: str
    clock: str
    origin: str
    unit: str
    app: str
    party: str
    country: str
    where: str
    found: tuple[Found, ...]
    key: str
    action: str
    fate: str
    recorded: bool
    rule: str
    note: str
    id: str


def stop_rows(case: Case, labels: Labels) -> tuple[StopRow, ...]:
    """Rules that asked for more than `allow` and held."""
    return tuple(_stop(use, case, labels) for use in case.rules if not use.exception)


def exception_rows(case: Case, labels: Labels) -> tuple[StopRow, ...]:
    """Rules that an exception set aside."""
    return tuple(_stop(use, case, labels) for use in case.rules if use.exception)


def _stop(use: RuleUse, case: Case, labels: Labels) -> StopRow:
    parties = [labels.party(case.parties[key]) for key in use.parties]
    return StopRow(
        rule=labels.rule(use.rule),
        key=use.action,
        action=labels.words(f"action.{use.action}"),
        exception=use.exception,
        n=use.count,
        parties=_some(parties, labels),
        kinds=_some([labels.kind(kind) for kind in use.kinds], labels),
    )


def gap_rows(case: Case, labels: Labels) -> tuple[GapRow, ...]:
    """Why something could not be read, most frequent first, at most `GAPS` reasons."""
    return tuple(_gap(gap, case, labels) for gap in case.coverage.gaps[:GAPS])


def _gap(gap: Gap, case: Case, labels: Labels) -> GapRow:
    words = labels.words
    plain = words(f"seen.{gap.why}") if words.has(f"seen.{gap.why}") else meaning(gap.why, words)
    return GapRow(
        where=words(f"coverage.{gap.scope}"),
        why=plain or gap.why,
        wording=gap.why if plain and not words.has(f"seen.{gap.why}") else "",
        n=gap.count,
        parties=_some([labels.party(case.parties[key]) for key in gap.parties] or list(gap.parts), labels),
    )


def other_rows(case: Case, labels: Labels) -> tuple[OtherRow, ...]:
    """The most used recipients in whose exchanges no data was seen, at most `OTHERS`."""
    words = labels.words
    return tuple(
        OtherRow(
            name=labels.party(party),
            operator=labels.fact(party, "operator") or words("unknown"),
            country=words.country(party.country),
            exchanges=party.exchanges,
            seen=labels.top([(words(f"seen.{seen}"), n) for seen, n in sorted(party.seen.items())]),
        )
        for party in case.others[:OTHERS]
    )


def rows(entries: Sequence[Entry], case: Case, labels: Labels) -> tuple[Row, ...]:
    """Transfers one by one."""
    return tuple(_row(entry, case, labels) for entry in entries)


def _row(entry: Entry, case: Case, labels: Labels) -> Row:
    origin, words, became = entry["origin"], labels.words, fate(entry)
    party = case.parties[party_key(entry["recipient"])]
    return Row(
        date=labels.date(entry["at"]),
        clock=labels.clock(entry["at"]),
        origin=sender(origin, labels) if origin else case.capture_name(entry) or sender(origin, labels),
        unit=origin.get("unit", "") if origin.get("user") else "",
        app=origin.get("app") or origin.get("device") or "",
        party=labels.party(party),
        country=words.country(entry["recipient"].get("operator_country")),
        where=_where(entry),
        found=tuple(_found(entry, labels)),
        key=entry["action"],
        action=words(f"action.{entry['action']}"),
        fate=words(f"fate.{became}"),
        recorded=entry["done"] == "read",
        rule=labels.rule(entry["rule"]) if entry["rule"] else "",
        note=entry["note"],
        id=entry["id"],
    )


def sender(origin: Mapping[str, Any], labels: Labels) -> str:
    """Who sent it: the person, else the unit, device, address or app."""
    named = (origin[name] for name in ("user", "unit", "device", "address", "app") if origin.get(name))
    return next(named, labels.words("unnamed_origin"))


def _where(entry: Entry) -> str:
    end = entry["endpoint"]
    host = end.get("host") or end.get("sni") or end.get("ip") or ""
    return f"{entry['method']} {host}{entry['path']}".strip()


def _found(entry: Entry, labels: Labels) -> Iterator[Found]:
    for kind, count in entry["kinds"].items():
        masks = dict.fromkeys(each["mask"] for each in entry["sightings"] if each["kind"] == kind)
        shown = tuple(masks)[:MASKS]
        yield Found(labels.kind(kind), count, shown, len(masks) - len(shown))


def _some(names: Sequence[str], labels: Labels) -> str:
    """The first few names in a row, and how many more."""
    row = ", ".join(names[:NAMES])
    return f"{row} {labels.words('more', n=len(names) - NAMES)}" if len(names) > NAMES else row
