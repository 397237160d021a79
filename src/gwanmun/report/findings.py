"""Findings as a reader meets them: what is flagged first, each with its article, its sentence, its records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from gwanmun.report.clean import clean, columns, fold, pad
from gwanmun.report.labels import Labels
from gwanmun.transfer import Finding, Quote, Severity, Status

CHIPS: dict[Status, str] = {
    "CONTRADICTED": "block",
    "UNDECLARED": "block",
    "GAP": "redact",
    "OVERDECLARED": "warn",
    "VAGUE": "warn",
    "REVIEW": "pseudonymise",
    "OK": "allow",
    "N/A": "aside",
}
"""Colour class of each status."""

COLOURS: dict[Severity, str] = {"critical": "31;1", "high": "31", "medium": "33", "low": "", "info": "2"}
HOLDS: tuple[Status, ...] = ("OK", "N/A")
MOST = 200
QUOTED = 160
"""Characters of a quote that a table shows; all of it is in the JSON."""

IDS = 3
LINES = 40


class QuoteRow(NamedTuple):
    """Words of a policy, and where they stand: first digits of its hash and the characters."""

    text: str
    place: str


class FindingRow(NamedTuple):
    """One finding as the table shows it."""

    chip: str
    status: str
    severity: str
    rule: str
    title: str
    cite: str
    recipient: str
    confidence: str
    quotes: tuple[QuoteRow, ...]
    records: str
    clears: str
    remedy: str


class FindingTable(NamedTuple):
    """`flagged` and `holding` rows, at most `MOST` of each, and how many more there are; `given` is whether there was
    a policy or register to hold the records against."""

    flagged: tuple[FindingRow, ...]
    holding: tuple[FindingRow, ...]
    more: int
    counts: tuple[tuple[str, str, int], ...]
    as_of: str


def finding_table(findings: Sequence[Finding], as_of: str, labels: Labels) -> FindingTable:
    flagged = [finding for finding in findings if finding.status not in HOLDS]
    holding = [finding for finding in findings if finding.status in HOLDS]
    more = max(0, len(flagged) - MOST) + max(0, len(holding) - MOST)
    counts = Counter(finding.status for finding in findings)
    return FindingTable(
        tuple(_row(finding, labels) for finding in flagged[:MOST]),
        tuple(_row(finding, labels) for finding in holding[:MOST]),
        more,
        tuple((CHIPS[status], labels.words(f"status.{status}"), counts[status]) for status in CHIPS if counts[status]),
        as_of,
    )


def _row(finding: Finding, labels: Labels) -> FindingRow:
    words = labels.words
    records = [each for each in finding.evidence if ":" not in each]
    others = [each for each in finding.evidence if ":" in each and each not in {_place(q) for q in finding.quotes}]
    shown = ", ".join([*records[:IDS], *(_short(each) for each in others[:IDS])])
    hidden = max(0, len(records) - IDS) + max(0, len(others) - IDS)
    return FindingRow(
        chip=CHIPS[finding.status],
        status=words(f"status.{finding.status}"),
        severity=words(f"severity.{finding.severity}"),
        rule=finding.rule,
        title=finding.title,
        cite=finding.cite,
        recipient=finding.recipient,
        confidence=words("finding.confidence", share=f"{finding.confidence:.0%}"),
        quotes=tuple(QuoteRow(_cut(quote.text), _short(_place(quote))) for quote in finding.quotes[:IDS]),
        records=f"{shown} {words('more', n=hidden)}" if hidden else shown,
        clears=finding.clears,
        remedy=finding.remedy,
    )


def _place(quote: Quote) -> str:
    return f"{quote.document}:{quote.start}-{quote.end}"


def _short(place: str) -> str:
    """A place with the first digits of the hash."""
    document, _, where = place.partition(":")
    return f"{document[:12]}:{where}"


def _cut(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= QUOTED else plain[: QUOTED - 1] + "…"


def finding_lines(
    findings: Sequence[Finding], as_of: str, labels: Labels, colour: bool = False, wide: int = 100
) -> str:
    """The flagged findings for a terminal, the gravest first, with the sentence each rests on."""
    words = labels.words
    flagged = [finding for finding in findings if finding.status not in HOLDS]
    head = f"{words('finding.text_title')} ({as_of})"
    lines = [f"\033[1m{head}\033[0m" if colour else head]
    for finding in flagged[:LINES]:
        lines.extend(_lines(finding, labels, colour, wide))
    if len(flagged) > LINES:
        lines.append(f"  {words('finding.more', n=len(flagged) - LINES)}")
    if not flagged:
        lines.append(f"  {words('finding.none')}")
    if held := len(findings) - len(flagged):
        lines.append(f"  {words('finding.holds', n=held)}")
    return "\n".join(lines)


def _lines(finding: Finding, labels: Labels, colour: bool, wide: int) -> list[str]:
    status = pad(labels.words(f"status.{finding.status}"), max(columns(labels.words(f"status.{s}")) for s in CHIPS))
    painted = f"\033[{COLOURS[finding.severity]}m{status}\033[0m" if colour and COLOURS[finding.severity] else status
    indent = 4 + columns(status)
    told = fold(clean(f"{finding.rule} {finding.title} [{finding.cite}]"), max(30, wide - indent))
    quoted = [f"{' ' * indent}“{clean(_cut(quote.text))}”" for quote in finding.quotes[:1] if quote.text]
    return [f"  {painted}  {told[0]}", *(" " * indent + line for line in told[1:]), *quoted]
