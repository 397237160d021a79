"""A case as one HTML file: nothing is loaded from elsewhere, no script runs, it prints on A4 and reads in a minute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from gwanmun.knowledge.words import load_words
from gwanmun.report import device_rows, tables
from gwanmun.report.case import Case
from gwanmun.report.cells import party_rows
from gwanmun.report.clean import clean
from gwanmun.report.fate import FATES
from gwanmun.report.findings import finding_table
from gwanmun.report.labels import KST, Labels
from gwanmun.report.pictures import flow_picture, kind_picture
from gwanmun.report.summary import headline, summary
from gwanmun.transfer import ACTIONS, Finding

TEMPLATES = Path(__file__).parent / "templates"


def page(
    case: Case,
    lang: str,
    *,
    kind_names: Mapping[str, str] | None = None,
    rule_titles: Mapping[str, str] | None = None,
    zone: tzinfo = KST,
    findings: Sequence[Finding] = (),
    as_of: str = "",
) -> str:
    """The report in Korean ("ko") or English ("en"); names and titles by id, in that language. With a day, it has the
    findings under the law of that day."""
    labels = Labels(load_words(lang), kind_names or {}, rule_titles or {}, zone)
    law = finding_table(findings, as_of, labels) if as_of else None
    return templates().get_template("page.html").render(_values(case, labels), findings=law)


@lru_cache
def templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )


def _shown(value: Any) -> Any:
    """Every value on its way into the page: numbers with separators, foreign text without hidden characters."""
    if isinstance(value, Markup):
        return value
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, int):
        return f"{value:,}"
    raise TypeError(f"a report shows text and whole numbers, not {type(value).__name__}")


def _values(case: Case, labels: Labels) -> dict[str, Any]:
    parties, sources = party_rows(case, labels)
    return {
        "w": labels.words,
        "case": case,
        "lang": labels.words.lang,
        "title": case.title or labels.words("page.title" if case.enforced else "page.audit_title"),
        "period": _period(case, labels),
        "days": case.first and case.last and labels.day(case.first) != labels.day(case.last),
        "made": labels.minute(datetime.fromisoformat(case.made)) if case.made else "",
        "zone": _zone(labels),
        "headline": headline(case, labels),
        "summary": summary(case, labels),
        "figures": _figures(case),
        "actions": [action for action in reversed(ACTIONS) if case.actions.get(action)],
        "fates": [fate for fate in FATES if any(fates.get(fate) for fates in case.kinds.values())],
        "flows": flow_picture(case, labels) if case.transfers else None,
        "kinds": kind_picture(case, labels) if case.transfers else None,
        "parties": parties,
        "parties_more": len(case.receivers) - len(parties),
        "sources": sources,
        **_tables(case, labels),
    }


def _tables(case: Case, labels: Labels) -> dict[str, Any]:
    return {
        "stops": tables.stop_rows(case, labels),
        "exceptions": tables.exception_rows(case, labels),
        "slipped": tables.rows(case.slipped, case, labels),
        "gaps": tables.gap_rows(case, labels),
        "gaps_more": max(0, len(case.coverage.gaps) - tables.GAPS),
        "others": tables.other_rows(case, labels),
        "others_more": max(0, len(case.others) - tables.OTHERS),
        "rows": tables.rows(case.rows, case, labels),
        "devices": device_rows.rows(case, labels),
        "devices_more": max(0, len(device_rows.shown(case)) - device_rows.DEVICES),
    }


def _figures(case: Case) -> tuple[tuple[str, int, str], ...]:
    """The strip of numbers: word key, number, colour class of the number."""
    countries = sum(1 for code in case.countries if code)
    would = sum(case.would.get(action, 0) for action in ("block", "redact", "pseudonymise"))
    ends = (
        (
            ("stopped", case.fates.get("stopped", 0), "block"),
            ("disarmed", case.fates.get("disarmed", 0), "pseudonymise"),
        )
        if case.enforced or not case.exchanges
        else (("would", would, "block"),)
    )
    return (
        ("exchanges", case.exchanges, ""),
        ("transfers", case.transfers, ""),
        ("parties", len(case.receivers), ""),
        ("countries", countries, ""),
        *ends,
        ("unread", case.coverage.lacking, ""),
    )


def _period(case: Case, labels: Labels) -> str:
    if case.first is None or case.last is None:
        return ""
    first, last = labels.minute(case.first), labels.minute(case.last)
    return f"{first} – {last[11:] if first[:10] == last[:10] else last}"


def _zone(labels: Labels) -> str:
    name = datetime(2026, 1, 1, tzinfo=labels.zone).strftime("UTC%z")
    return f"{labels.words('page.zone')}, {name[:6]}" if labels.zone is KST else f"{name[:6]}:{name[6:]}"
