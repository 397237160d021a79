"""A transfer, or a whole case, as a few lines for a terminal: who -> whom, country, what, what was done and why.

Columns are counted as a terminal does (Korean characters take two). Nothing from outside can steer the terminal,
and colour is written only when the caller asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TextIO

from gwanmun.report import device_rows
from gwanmun.report.case import Case
from gwanmun.report.clean import clean, columns, fold, pad
from gwanmun.report.fate import fate, recorded
from gwanmun.report.labels import Labels
from gwanmun.report.party import Party, PartyTally, party_key
from gwanmun.report.reasons import meaning
from gwanmun.report.summary import headline, summary
from gwanmun.report.tables import sender
from gwanmun.transfer import ACTIONS

COLOURS: Mapping[str, str] = {"block": "31;1", "redact": "35", "pseudonymise": "34", "warn": "33", "allow": "2"}
"""SGR parameters (ECMA-48 section 8.3.117): bold red, magenta, blue, yellow, faint."""

INDENT = 2


def transfer_lines(entry: Mapping[str, Any], labels: Labels, colour: bool = False) -> str:
    """One ledger entry in one or two lines; the second has the reason and what went otherwise, when there is any."""
    party = _party(entry)
    action = _painted(entry["action"], pad(_verdict(entry, labels), _widest(labels)), colour)
    who = sender(entry["origin"], labels) + " " if entry["origin"] or not recorded(entry) else ""
    way = clean(f"{who}→ {labels.party(party)} ({labels.countries(party)})")
    first = f"{labels.clock(entry['at'])}  {action}  {way}  {_kinds(entry, labels)}".rstrip()
    reason = _reason(entry, labels)
    return f"{first}\n{' ' * (12 + _widest(labels))}{reason}" if reason else first


def case_lines(case: Case, labels: Labels, colour: bool = False, wide: int = 100) -> str:
    """The headline and the sentences of the summary, topics in a column of their own, folded to `wide` columns."""
    lines = summary(case, labels)
    topics = [labels.words(f"lede.{line.topic}") for line in lines]
    width = max(map(columns, topics), default=0)
    told = [_topic(pad(topic, width), line.text, wide) for topic, line in zip(topics, lines, strict=True)]
    title = "\n".join(fold(clean(headline(case, labels)), wide))
    devices = [_topic("", line, wide) for line in device_rows.lines(case, labels)]
    if devices:
        told += ["", labels.words("device.title"), *devices]
    return "\n".join([f"\033[1m{title}\033[0m" if colour else title, *told])


def _topic(topic: str, text: str, wide: int) -> str:
    head = f"{' ' * INDENT}{topic}  "
    hang = "\n" + " " * columns(head)
    return head + hang.join(fold(clean(text), wide - columns(head)))


def wants_colour(stream: TextIO, environ: Mapping[str, str], choice: str = "auto") -> bool:
    """`choice` is `always`, `never` or `auto`: a terminal and no NO_COLOR (no-color.org: set and not empty)."""
    if choice != "auto":
        return choice == "always"
    return stream.isatty() and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"


def _party(entry: Mapping[str, Any]) -> Party:
    tally = PartyTally(party_key(entry["recipient"]), entry["recipient"])
    tally.add(entry)
    return tally.freeze()


def _verdict(entry: Mapping[str, Any], labels: Labels) -> str:
    return labels.words(f"action.{entry['action']}")


def _widest(labels: Labels) -> int:
    return max(columns(labels.words(f"action.{action}")) for action in ACTIONS)


def _kinds(entry: Mapping[str, Any], labels: Labels) -> str:
    return clean(" · ".join(f"{labels.kind(kind)} ×{count:,}" for kind, count in entry["kinds"].items()))


def _reason(entry: Mapping[str, Any], labels: Labels) -> str:
    """The rule, what became of it when that is not plain from the verdict, and the note."""
    words, parts = labels.words, []
    if entry["rule"] and entry["action"] != "allow":
        parts.append(words("line.rule", rule=labels.rule(entry["rule"])))
    if not recorded(entry) and entry["action"] != "allow":
        parts.append(words(f"fate.{fate(entry)}"))
    elif fate(entry) == "failed":
        parts.append(words("fate.failed"))
    if entry["seen"] != "full":
        parts.append(
            words("line.seen", seen=words(f"seen.{entry['seen']}"), why=_why(entry.get("opaque") or "", labels))
        )
    parts.extend(
        words("line.unreadable", part=gap["part"], why=_why(gap["why"], labels)) for gap in entry["unreadable"]
    )
    if entry["note"]:
        parts.append(entry["note"])
    return clean(" · ".join(parts))


def _why(reason: str, labels: Labels) -> str:
    return meaning(reason, labels.words) or reason


def _painted(action: str, text: str, colour: bool) -> str:
    return f"\033[{COLOURS[action]}m{text}\033[0m" if colour else text
