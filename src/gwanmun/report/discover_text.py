"""What logs say of the services in use, for a terminal: a table of services, then what nobody has named yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from gwanmun.discover.discover import Discovered
from gwanmun.discover.logs import Log
from gwanmun.discover.survey import Survey, Use
from gwanmun.discover.work import Count
from gwanmun.report.clean import clean, columns, pad
from gwanmun.report.labels import Labels

Cell = tuple[str, bool]
"""Text, and whether it is a number, which stands on the right."""

_UNITS = ("B", "kB", "MB", "GB", "TB", "PB")
WIDEST = 34
"""Columns of a name; a longer one is cut in the table, and whole in the other formats."""


def text(found: Discovered, uses: Sequence[Use], unknown: Sequence[Use], labels: Labels) -> str:
    """The whole result for people."""
    survey, words = found.survey, labels.words
    parts = [headline(uses, survey, labels)]
    if survey.first:
        parts.append("  " + words("discover.period", first=survey.first, last=survey.last))
    if uses:
        parts += ["", *_table(uses, labels)]
    if unknown:
        parts += ["", words("discover.unknown_title"), *_table(unknown, labels, named=False)]
        hidden = survey.unknown_total - len(unknown)
        parts += ["  " + words("discover.unknown_more", n=hidden)] if hidden else []
        parts += ["  " + words("discover.unknown_how")]
    parts += ["", words("discover.logs_title"), *_logs(found, labels)]
    parts += ["  " + remark for remark in remarks(survey, labels)]
    return "\n".join(parts)


def headline(uses: Sequence[Use], survey: Survey, labels: Labels) -> str:
    if not uses:
        return labels.words("discover.nothing")
    return labels.words(
        "discover.headline",
        people=survey.people,
        services=len(uses),
        foreign=sum(use.foreign for use in uses),
        ai=sum(use.recipient.category == "ai" for use in uses),
    )


def remarks(survey: Survey, labels: Labels) -> list[str]:
    """What a reader must know about the counts."""
    told = (("inside", survey.inside), ("undated", survey.undated), ("folded", survey.folded))
    found = [labels.words(f"discover.{key}", n=count) for key, count in told if count]
    return [*found, labels.words("discover.estimated")] if survey.estimated else found


def title_of(use: Use, labels: Labels) -> str:
    """The service's name; of an unknown one the domain, of addresses their network and country."""
    names = dict(use.recipient.names)
    if use.status == "addresses":
        country, _, network = use.id.partition(" ")
        place = labels.words.country(country if country != "?" else None)
        return labels.words("discover.addresses_of", country=f"{network}, {place}" if network else place)
    return names.get(labels.words.lang) or names.get("en") or use.id if use.status == "known" else use.id


def approval(use: Use, labels: Labels) -> str:
    return labels.words(f"discover.{use.approval}")


def size(count: int) -> str:
    """Bytes in decimal units: `1.2 GB`."""
    amount, unit = float(count), 0
    while amount >= 1000 and unit < len(_UNITS) - 1:
        amount, unit = amount / 1000, unit + 1
    return f"{amount:.1f} {_UNITS[unit]}" if unit else f"{count} B"


_Column = tuple[str, Callable[[Use, Labels], str], bool]


def _countries(use: Use, labels: Labels) -> str:
    """The operator's country, its parent's where that is another, else the servers'."""
    seat, parent = use.recipient.operator_country, use.recipient.parent_country
    codes = [fact.value for fact in (seat, parent) if fact]
    return "·".join(dict.fromkeys(codes)) or "·".join(f"({country})" for country, _ in use.servers[:2])


_COMMON: tuple[_Column, ...] = (
    ("people", lambda use, labels: ("~" if use.estimated else "") + f"{use.people:,}", True),
    ("requests", lambda use, labels: f"{use.requests:,}", True),
    ("lookups", lambda use, labels: f"{use.lookups:,}", True),
    ("up", lambda use, labels: size(use.up) if use.up else "", True),
    ("down", lambda use, labels: size(use.down) if use.down else "", True),
    ("first", lambda use, labels: use.first, False),
    ("last", lambda use, labels: use.last, False),
)
_NAMED: tuple[_Column, ...] = (
    ("service", title_of, False),
    ("category", lambda use, labels: labels.category(use.recipient.category or ""), False),
    ("country", _countries, False),
    *_COMMON,
    ("approval", approval, False),
)
_UNNAMED: tuple[_Column, ...] = (
    ("hosts", title_of, False),
    ("country", _countries, False),
    *_COMMON,
    ("service", lambda use, labels: labels.words("discover.like", name=use.like) if use.like else "", False),
)


def _table(uses: Sequence[Use], labels: Labels, named: bool = True) -> Iterator[str]:
    """Lines of a table; a column in which nothing stands is left out."""
    shown = []
    for key, cell, number in _NAMED if named else _UNNAMED:
        remark = key == "service" and not named
        cells = [_cut(clean(cell(use, labels)), 2 * WIDEST if remark else WIDEST) for use in uses]
        unasked = key == "approval" and all(use.approval == "unasked" for use in uses)
        if any(each not in ("", "0") for each in cells) and not unasked:
            shown.append(_aligned(["" if remark else labels.words(f"discover.{key}"), *cells], number))
    for row in zip(*shown, strict=True):
        yield ("  " + "  ".join(row)).rstrip()


def _aligned(cells: Sequence[str], number: bool) -> list[str]:
    width = max(map(columns, cells))
    return [" " * (width - columns(cell)) + cell if number else pad(cell, width) for cell in cells]


def _cut(name: str, width: int) -> str:
    while columns(name) > width:
        name = name[:-2] + "…"
    return name


def _logs(found: Discovered, labels: Labels) -> Iterator[str]:
    for log, count in zip(found.logs, found.counts, strict=True):
        yield f"  {clean(str(log.path))}: {clean(_became(log, count, labels))}"


def _became(log: Log, count: Count, labels: Labels) -> str:
    words = labels.words
    if log.reader is None:
        return " · ".join((words("discover.not_read"), *log.faults))
    counts = (
        *((name, lines) for name, lines in count.read.items()),
        *(
            (words(f"discover.{key}"), lines)
            for key, lines in (
                ("refused", count.denied),
                ("passed", count.passed),
                ("outside", count.outside),
                ("unread", count.unread),
                ("too_long", count.too_long),
            )
        ),
    )
    return " · ".join((*(f"{name} {lines:,}" for name, lines in counts if lines), *log.faults)) or log.reader.name
