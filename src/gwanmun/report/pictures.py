"""Turns a case into charts with words, and into the table that stands beside each for those who cannot see it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gwanmun.report.case import Case
from gwanmun.report.charts.bars import BAR_NARROW, BAR_WIDE, bars
from gwanmun.report.charts.flow import NARROW, WIDE, flow
from gwanmun.report.charts.layout import Label, Stream
from gwanmun.report.fate import FATES
from gwanmun.report.labels import Labels
from gwanmun.report.party import ranked
from gwanmun.transfer import Action

MOST = (7, 12, 9)
"""Most boxes in each column (origins, services, countries); what comes after the largest is gathered in one."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart for wide and for narrow pages (markup), and the same numbers as rows of a table."""

    wide: str
    narrow: str
    head: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]


def flow_picture(case: Case, labels: Labels) -> Picture:
    """From whom, to which service, to which operator's country."""
    words = labels.words
    streams = _streams(case)
    named = _labels(case, streams, labels)
    heads = tuple(words(f"flows.{name}") for name in ("origin", "service", "country"))
    tips = {ends: _tip(ends, counts, named, labels) for ends, counts in _bands(streams).items()}
    drawn = [
        flow(
            streams,
            named,
            id=name,
            title=words("flows.title"),
            desc=words("flows.desc"),
            heads=heads,
            tips=tips,
            look=look,
        )
        for name, look in (("flow-wide", WIDE), ("flow-narrow", NARROW))
    ]
    return Picture(
        drawn[0],
        drawn[1],
        (*heads, words("flows.action"), words("flows.result"), words("flows.count")),
        _flow_rows(streams, named, labels),
    )


def kind_picture(case: Case, labels: Labels) -> Picture:
    """Pieces of information by kind and fate."""
    words = labels.words
    used = [fate for fate in FATES if any(counts.get(fate) for counts in case.kinds.values())]
    parts = [f"f-{fate}" for fate in used]
    rows = [
        (labels.kind(kind), {f"f-{fate}": count for fate, count in counts.items()})
        for kind, counts in case.kinds.items()
    ]
    drawn = [
        bars(rows, id=name, title=words("kinds.title"), desc=words("kinds.desc"), parts=parts, look=look)
        for name, look in (("kinds-wide", BAR_WIDE), ("kinds-narrow", BAR_NARROW))
    ]
    head = (words("kinds.kind"), *(words(f"fate.{fate}") for fate in used), words("page.total"))
    table: tuple[tuple[str | int, ...], ...] = tuple(
        (labels.kind(kind), *(counts.get(fate, 0) for fate in used), sum(counts.values()))
        for kind, counts in case.kinds.items()
    )
    return Picture(drawn[0], drawn[1], head, table)


def _streams(case: Case) -> list[Stream]:
    """Flows with the small ones of each column gathered, one stream for those that then look the same."""
    keep = tuple(_largest(case, column) for column in range(len(MOST)))
    merged: Counter[tuple[tuple[str, ...], Action, bool]] = Counter()
    for each, count in case.flows.items():
        path = tuple(_node(column, each[column] or "", keep[column]) for column in range(len(MOST)))
        merged[path, each.action, each.stopped] += count
    return [Stream(*look, count) for look, count in sorted(merged.items(), key=lambda item: (-item[1], item[0]))]


def _largest(case: Case, column: int) -> frozenset[str]:
    counts: Counter[str] = Counter()
    for each, count in case.flows.items():
        counts[str(each[column] or "")] += count
    names, most = [name for name, _ in ranked(counts)], MOST[column]
    return frozenset(names if len(names) <= most else names[: most - 1])


def _node(column: int, value: object, keep: frozenset[str]) -> str:
    """Id of a box: its column and value, or its column alone for the box of the rest."""
    return f"{column}={value}" if value in keep else f"{column}"


def _labels(case: Case, streams: Sequence[Stream], labels: Labels) -> dict[str, Label]:
    counts: Counter[str] = Counter()
    stopped: Counter[str] = Counter()
    for stream in streams:
        for node in stream.path:
            counts[node] += stream.count
            stopped[node] += stream.count if stream.stopped else 0
    notes = {node: _note(n, stopped[node], labels) for node, n in counts.items()}
    return {node: Label(_name(case, node, labels), _with_parent(case, node, notes[node], labels)) for node in counts}


def _with_parent(case: Case, node: str, note: str, labels: Labels) -> str:
    """The note of a service, with the parent company's country where that is not the operator's."""
    party = case.parties.get(node[2:]) if node.startswith("1=") else None
    parent = labels.foreign_parent(party) if party else ""
    return labels.words("flows.note_parent", note=note, parent=parent) if parent else note


def _note(count: int, stopped: int, labels: Labels) -> str:
    words = labels.words
    return words("flows.note_stopped", n=count, stopped=stopped) if stopped else words("flows.note", n=count)


def _name(case: Case, node: str, labels: Labels) -> str:
    column, value, words = int(node[0]), node[2:], labels.words
    if len(node) == 1:
        gathered = len({each[column] or "" for each in case.flows}) - MOST[column] + 1
        return words("other_countries" if column == 2 else "other_places", n=gathered)
    if column == 0:
        return value or words("unnamed_origin")
    return labels.party(case.parties[value]) if column == 1 else words.country(value)


def _bands(streams: Sequence[Stream]) -> dict[tuple[str, str], Counter[str]]:
    bands: dict[tuple[str, str], Counter[str]] = {}
    for stream in streams:
        for ends in zip(stream.path, stream.path[1:], strict=False):
            bands.setdefault(ends, Counter())[stream.action] += stream.count
    return bands


def _tip(ends: tuple[str, str], counts: Mapping[str, int], named: Mapping[str, Label], labels: Labels) -> str:
    items = labels.top([(labels.words(f"action.{action}"), n) for action, n in counts.items()], most=5)
    return labels.words("flows.tip", origin=named[ends[0]].name, target=named[ends[1]].name, items=items)


def _flow_rows(
    streams: Sequence[Stream], named: Mapping[str, Label], labels: Labels
) -> tuple[tuple[str | int, ...], ...]:
    words = labels.words
    return tuple(
        (
            *(named[node].name for node in stream.path),
            words(f"action.{stream.action}"),
            words("flows.stopped" if stream.stopped else "flows.left"),
            stream.count,
        )
        for stream in streams
    )
