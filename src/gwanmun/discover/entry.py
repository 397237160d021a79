"""One use as other programs read it: the rows of `gwanmun.discover/1`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gwanmun.discover.discover import Discovered
from gwanmun.discover.logs import Log
from gwanmun.discover.survey import Survey, Use
from gwanmun.discover.work import Count
from gwanmun.transfer import Fact

SCHEMA = "gwanmun.discover/1"
FACTS = ("service", "operator", "operator_country", "parent", "parent_country", "network", "network_country")


def entry(use: Use, lang: str) -> dict[str, Any]:
    """A use as a flat object; what is not known is null, never a guess."""
    recipient = use.recipient
    names = dict(recipient.names)
    facts = {field: getattr(recipient, field) for field in FACTS}
    service: Fact | None = recipient.service
    return {
        "id": use.id,
        "status": use.status,
        "name": names.get(lang) or names.get("en") or None,
        "category": recipient.category,
        **{field: fact.value if fact else None for field, fact in facts.items()},
        "operator_name": names.get(f"operator.{lang}") or names.get("operator.en"),
        "parent_name": names.get(f"parent.{lang}") or names.get("parent.en"),
        "server_countries": dict(use.servers),
        "foreign": use.foreign,
        "people": use.people,
        "people_estimated": use.estimated,
        "requests": use.requests,
        "lookups": use.lookups,
        "bytes_up": use.up,
        "bytes_down": use.down,
        "first": use.first or None,
        "last": use.last or None,
        "days": use.days,
        "approval": use.approval,
        "approved_by": use.approved_by or None,
        "looks_like": use.like or None,
        "confidence": service.confidence if service else None,
        "hosts": [{"host": host, "lines": lines} for host, lines in use.hosts],
        "more_hosts": use.more_hosts,
        "notes": list(recipient.notes),
        "sources": [_source(field, fact) for field, fact in facts.items() if fact],
    }


def _source(field: str, fact: Fact) -> dict[str, Any]:
    return {
        "field": field,
        "value": fact.value,
        "source": fact.source,
        "date": fact.date,
        "confidence": fact.confidence,
    }


def document(found: Discovered, uses: tuple[Use, ...], unknown: tuple[Use, ...], lang: str) -> dict[str, Any]:
    """The whole result; `uses` and `unknown` are the rows that were asked for."""
    survey = found.survey
    return {
        "schema": SCHEMA,
        "first": survey.first or None,
        "last": survey.last or None,
        "people": survey.people,
        "people_estimated": survey.estimated,
        "services": [entry(use, lang) for use in uses],
        "unknown": [entry(use, lang) for use in unknown],
        "unknown_total": survey.unknown_total,
        "by_day": dict(survey.by_day),
        "coverage": {**_coverage(survey), "logs": list(logs(found))},
    }


def _coverage(survey: Survey) -> Mapping[str, int]:
    return {"inside_lines": survey.inside, "undated_lines": survey.undated, "folded_domains": survey.folded}


def logs(found: Discovered) -> Iterator[dict[str, Any]]:
    """Each log, and what became of its lines."""
    return (_log(log, count) for log, count in zip(found.logs, found.counts, strict=True))


def _log(log: Log, count: Count) -> dict[str, Any]:
    return {
        "path": str(log.path),
        "format": log.reader.name if log.reader else None,
        "lines": count.lines,
        "counted": dict(count.read),
        "no_use": count.passed,
        "denied": count.denied,
        "other_days": count.outside,
        "unread": count.unread,
        "too_long": count.too_long,
        "faults": list(log.faults),
    }
