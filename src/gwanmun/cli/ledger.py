"""`gwanmun ledger`: list, verify and export what a gate recorded."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import click

from gwanmun import config
from gwanmun.cli import present
from gwanmun.cli.audit_csv import BOM
from gwanmun.cli.options import FILE, common, dumps, emit, talk
from gwanmun.cli.outlet import Outlet
from gwanmun.config import Settings
from gwanmun.errors import Problem
from gwanmun.ledger.query import Filter, entries, export
from gwanmun.ledger.verify import Verification, verify
from gwanmun.policy.document import load
from gwanmun.report.text import transfer_lines
from gwanmun.transfer import ACTIONS

Form = Literal["jsonl", "csv", "html"]

FILTERS: tuple[Callable[..., Any], ...] = (
    click.option("--since", metavar="TIME", help="From this time on, in UTC: 2026-03-01, 2026-03-01T09:00."),
    click.option("--until", metavar="TIME", help="Before this time."),
    click.option("--action", type=click.Choice(ACTIONS), help="With this action."),
    click.option("--host", help="Sent to this host."),
    click.option("--kind", help="In which this kind was seen, for example contact.phone."),
    click.option("--user", help="Sent by this user."),
)
TIME = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d(:\d\d(:\d\d(\.\d{1,6})?)?)?Z?)?)?)?")

FOLDER = "ledger"
SCHEMA = "gwanmun.verification/1"


@click.group()
def command() -> None:
    """List, verify and export what was recorded."""


def folder(settings: Settings) -> Path:
    """Where the ledger of a state folder is; a ledger folder by itself is taken too."""
    return settings.state / FOLDER if (settings.state / FOLDER).is_dir() else settings.state


def filtered(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say which records are wanted."""
    for option in reversed(FILTERS):
        function = option(function)
    return function


def wanted(flags: dict[str, Any]) -> Filter:
    """The filter, its flags taken out of the others; a time that is none is a `Problem`."""
    chosen = {name: flags.pop(name) for name in ("since", "until", "action", "host", "kind", "user")}
    for name in ("since", "until"):
        if chosen[name] and not TIME.fullmatch(chosen[name]):
            raise Problem(f"--{name} {chosen[name]!r} is not a time", "write 2026-03-01 or 2026-03-01T09:00, in UTC")
    return Filter(**chosen)


@command.command("list")
@common("state", "lang", "policy")
@filtered
@click.option("--all", "everything", is_flag=True, help="Also exchanges in which nothing was seen.")
@click.option("--format", "form", type=click.Choice(["text", "jsonl"]), default="text", show_default=True)
def list_(everything: bool, form: str, **flags: Any) -> int:
    """List the records, oldest first. What they say is not checked here: see `verify`."""
    asked = wanted(flags)
    settings = config.load(flags)
    labels = present.labels(settings.lang, load(settings.policy))
    for each in entries(folder(settings), asked):
        if everything or each["sightings"] or each["action"] != "allow":
            click.echo(dumps(each, indent=False) if form == "jsonl" else transfer_lines(each, labels))
    return 0


@command.command("verify")
@click.argument("path", required=False, type=FILE)
@click.option("--key", metavar="VKEY", help="The ledger's public key as you know it from elsewhere.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@common("state", "lang")
def verify_(path: Path | None, key: str | None, form: str, **flags: Any) -> int:
    """Check every record, link, checkpoint and signature. Exit code 1 when something is not as it was written."""
    found = verify(path or folder(config.load(flags)), key)
    click.echo(dumps(document(found)) if form == "json" else "\n".join(lines(found)))
    return 0 if found.ok else 1


def document(found: Verification) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "ok": found.ok,
        "records": found.records,
        "checkpoints": found.checkpoints,
        "covered": found.covered,
        "sealed": found.sealed,
        "key": found.key,
        "faults": [{"seq": f.seq, "code": f.code, "id": f.id, "what": f.what} for f in found.faults],
    }


def lines(found: Verification) -> Iterator[str]:
    """The outcome for people: one line when all is well, one more for each fault."""
    state = "ok" if found.ok else f"NOT as it was written: {len(found.faults)} faults"
    yield f"ledger {state}: {found.records} records, {found.checkpoints} checkpoints, {found.covered} records signed"
    yield f"key {found.key}"
    yield from (f"  {fault}" for fault in found.faults)


@command.command("export")
@common("state", "lang", "policy")
@click.option("--format", "form", type=click.Choice(["jsonl", "csv", "html"]), default="jsonl", show_default=True)
@click.option("-o", "--output", type=FILE, help="Write to this file, not to standard output.")
@filtered
def export_(form: Form, output: Path | None, **flags: Any) -> int:
    """Export the records as JSON lines or CSV, or as a report (HTML).

    The ledger is checked first, and standard error says the outcome: exit code 1 when it is not as it was written.
    """
    asked = wanted(flags)
    settings = config.load(flags)
    ledger = folder(settings)
    checked = verify(ledger)
    talk("\n".join(lines(checked)))
    if form == "html":
        emit(present.html(present.case(entries(ledger, asked)), settings.lang, load(settings.policy)), output)
    else:
        with Outlet(output) as outlet:
            outlet.write(BOM if form == "csv" else "")
            for piece in export(ledger, form, asked):
                outlet.write(piece)
    return 0 if checked.ok else 1
