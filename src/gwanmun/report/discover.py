"""What logs say of the services in use, as one HTML file: nothing is loaded from elsewhere, no script runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from gwanmun.discover.discover import Discovered
from gwanmun.discover.survey import Use
from gwanmun.report.cells import FactCell, Sources
from gwanmun.report.charts.bars import BAR_NARROW, BAR_WIDE, bars
from gwanmun.report.discover_text import approval, headline, remarks, size, title_of
from gwanmun.report.labels import Labels, level
from gwanmun.report.page import templates
from gwanmun.report.pictures import Picture
from gwanmun.transfer import Fact

MOST = 400
"""Rows of a table: a page that prints."""

BARS = 20
CHIPS = {"approved": "allow", "denied": "block", "expired": "warn", "unlisted": "warn", "unasked": ""}


class Row(NamedTuple):
    """One service or unknown domain as the table shows it; an empty tuple means not known."""

    name: str
    category: str
    hosts: tuple[str, ...]
    more_hosts: int
    notes: tuple[str, ...]
    operator: tuple[FactCell, ...]
    operator_country: tuple[FactCell, ...]
    parent: tuple[FactCell, ...]
    parent_country: tuple[FactCell, ...]
    servers: tuple[str, ...]
    people: str
    requests: int
    lookups: int
    up: str
    down: str
    first: str
    last: str
    approval: str
    chip: str


def page(found: Discovered, uses: Sequence[Use], unknown: Sequence[Use], labels: Labels, made: str) -> str:
    """The page for the rows that were asked for, in the language of `labels`."""
    return templates().get_template("discover.html").render(_values(found, uses, unknown, labels, made))


def _values(
    found: Discovered, uses: Sequence[Use], unknown: Sequence[Use], labels: Labels, made: str
) -> dict[str, Any]:
    sources = Sources()
    survey, words = found.survey, labels.words
    return {
        "w": words,
        "lang": words.lang,
        "title": words("discover.title"),
        "headline": headline(uses, survey, labels),
        "period": words("discover.period", first=survey.first, last=survey.last) if survey.first else "",
        "made": made,
        "figures": _figures(uses, survey.unknown_total, survey.people),
        "chart": _chart(uses[:BARS], labels) if uses else None,
        "rows": [_row(use, labels, sources) for use in uses[:MOST]],
        "unknown": [_row(use, labels, sources) for use in unknown[:MOST]],
        "unknown_more": survey.unknown_total - min(len(unknown), MOST),
        "sources": sources.rows(),
        "logs": list(zip(found.logs, found.counts, strict=True)),
        "remarks": remarks(survey, labels),
        "approvals": any(use.approval != "unasked" for use in uses),
        "parties": True,
    }


def _figures(uses: Sequence[Use], unknown: int, people: int) -> tuple[tuple[str, int], ...]:
    return (
        ("discover.people", people),
        ("discover.services", len(uses)),
        ("discover.abroad", sum(use.foreign for use in uses)),
        ("category.ai", sum(use.recipient.category == "ai" for use in uses)),
        ("discover.unknown_title", unknown),
    )


def _chart(uses: Sequence[Use], labels: Labels) -> Picture:
    words = labels.words
    rows = [(title_of(use, labels), {"a-warn" if use.foreign else "a-allow": use.people}) for use in uses]
    drawn = [
        bars(
            rows,
            id=name,
            title=words("discover.chart"),
            desc=words("discover.chart_desc"),
            parts=("a-warn", "a-allow"),
            look=look,
        )
        for name, look in (("people-wide", BAR_WIDE), ("people-narrow", BAR_NARROW))
    ]
    head = (words("discover.service"), words("discover.people"))
    return Picture(drawn[0], drawn[1], head, tuple((title_of(use, labels), use.people) for use in uses))


def _row(use: Use, labels: Labels, sources: Sources) -> Row:
    shown = title_of(use, labels)

    def cells(name: str) -> tuple[FactCell, ...]:
        fact: Fact | None = getattr(use.recipient, name)
        if fact is None:
            return ()
        cite = sources.cite(fact, shown, labels.words(f"field.{name}"))
        return (FactCell(_spelled(use, name, fact, labels), level(fact.confidence), cite),)

    return Row(
        name=shown,
        category=labels.category(use.recipient.category or ""),
        hosts=tuple(host for host, _ in use.hosts[:3] if host != shown),
        more_hosts=max(len(use.hosts) - 3, 0) + use.more_hosts,
        notes=tuple(_notes(use, labels)),
        operator=cells("operator"),
        operator_country=cells("operator_country"),
        parent=cells("parent"),
        parent_country=cells("parent_country"),
        servers=tuple(labels.words.country(country) for country, _ in use.servers[:4]),
        people=labels.words("discover.about", n=use.people) if use.estimated else f"{use.people:,}",
        requests=use.requests,
        lookups=use.lookups,
        up=size(use.up) if use.up else "",
        down=size(use.down) if use.down else "",
        first=use.first,
        last=use.last,
        approval=approval(use, labels),
        chip=CHIPS[use.approval],
    )


def _spelled(use: Use, name: str, fact: Fact, labels: Labels) -> str:
    if name.endswith("country"):
        return labels.words.country(fact.value)
    names = dict(use.recipient.names)
    return names.get(f"{name}.{labels.words.lang}") or names.get(f"{name}.en") or fact.value


def _notes(use: Use, labels: Labels) -> list[str]:
    if use.like:
        return [labels.words("discover.like", name=use.like)]
    return list(use.recipient.notes[:1]) if use.status == "addresses" else []
