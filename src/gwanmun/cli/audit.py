"""`gwanmun audit`: judge recorded traffic as the gate would have judged it live."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from gwanmun import api, config, judge
from gwanmun.capture.read import Capture, read
from gwanmun.cli import present
from gwanmun.cli.options import FILE, common, dumps, emit, formats, talk
from gwanmun.errors import Problem
from gwanmun.ledger.entry import entry
from gwanmun.policy.decide import Policy
from gwanmun.report.text import case_lines, transfer_lines
from gwanmun.transfer import ACTIONS, Exchange, Record, Unreadable

SCHEMA = "gwanmun.audit/1"


@click.command()
@click.argument("captures", nargs=-1, required=True, type=FILE)
@click.option(
    "--fail-on", type=click.Choice(ACTIONS[1:]), default="block", show_default=True, help="Exit 1 from this action on."
)
@formats("text", "json", "html")
@common("seeds", "policy", "state", "mmdb", "lang")
def command(captures: tuple[Path, ...], fail_on: str, form: str, output: Path | None, **flags: Any) -> int:
    """Judge the exchanges recorded in CAPTURES under a policy (`default` unless given), and say what was not readable.

    Exit code 1 when an exchange met the action of --fail-on or a stricter one, 3 when nothing could be read.
    """
    settings = config.load({**flags, "policy": flags["policy"] or "default"})
    decide = api.Judge(settings)
    files = [Judged(read(path)) for path in captures]
    entries = [each for file in files for each in file.judge(decide)]
    for file in files:
        for why in file.losses:
            talk(f"{file.capture.path}: not read: {why.part}: {why.why}")
    if not entries:
        raise Problem("nothing in these captures could be read", "see the lines above", code=3)
    emit(render(files, entries, form, settings.lang, decide.policy), output)
    return int(any(ACTIONS.index(each["action"]) >= ACTIONS.index(fail_on) for each in entries))


@dataclass(slots=True)
class Judged:
    """One capture on its way through the judge: what was read of it, and what was lost."""

    capture: Capture
    exchanges: int = 0
    seen: dict[str, int] = field(default_factory=dict)
    losses: list[Unreadable] = field(default_factory=list)

    def judge(self, decide: judge.Judge) -> Iterator[dict[str, Any]]:
        """One pass over the file, an exchange at a time; nothing of a body is kept."""
        for item in self.capture.items():
            if isinstance(item, Exchange):
                self.exchanges += 1
                self.seen[item.seen] = self.seen.get(item.seen, 0) + 1
                yield entry(Record(decide(item)))
            else:
                self.losses.append(item)

    def described(self) -> dict[str, Any]:
        return {
            "path": str(self.capture.path),
            "sha256": self.capture.sha256,
            "format": self.capture.format,
            "exchanges": self.exchanges,
            "unreadable": [{"part": loss.part, "why": loss.why} for loss in self.losses],
            "seen": self.seen,
        }


def render(files: list[Judged], entries: list[dict[str, Any]], form: str, lang: str, policy: Policy) -> str:
    captures = [file.described() for file in files]
    if form == "json":
        return dumps(document(captures, entries))
    case = present.case(entries, captures=captures)
    if form == "html":
        return present.html(case, lang, policy)
    labels = present.labels(lang, policy)
    found = (transfer_lines(each, labels) for each in entries if each["sightings"] or each["action"] != "allow")
    return "\n".join([*found, "", case_lines(case, labels)])


def document(captures: list[dict[str, Any]], entries: list[dict[str, Any]]) -> dict[str, Any]:
    """The audit as other programs read it (fields fixed in the design)."""
    return {
        "schema": SCHEMA,
        "captures": captures,
        "transfers": [each for each in entries if each["sightings"] or each["action"] != "allow"],
        "findings": [],
        "coverage": {
            "exchanges": len(entries),
            "without_sightings": sum(not each["sightings"] for each in entries),
            "not_fully_seen": sum(each["seen"] != "full" for each in entries),
            "unreadable_parts": sum(len(each["unreadable"]) for each in entries),
            "lost": sum(len(capture["unreadable"]) for capture in captures),
        },
    }
