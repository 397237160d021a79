"""`gwanmun discover`: which AI and foreign services are used, from logs alone, without touching traffic."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from gwanmun import config
from gwanmun.cli import present
from gwanmun.cli.audit_csv import BOM, row
from gwanmun.cli.options import FILE, common, dumps, formats, talk
from gwanmun.cli.outlet import Outlet
from gwanmun.cli.progress import Progress
from gwanmun.discover import days, entry, register
from gwanmun.discover import formats as log_formats
from gwanmun.discover.discover import Discovered, discover
from gwanmun.discover.logs import STDIN, found
from gwanmun.discover.survey import Use, chosen
from gwanmun.discover.work import Ask
from gwanmun.errors import Problem
from gwanmun.knowledge.vocabulary import CATEGORIES
from gwanmun.report.discover import page
from gwanmun.report.discover_text import text
from gwanmun.report.labels import KST

COLUMNS = (
    *("status", "name", "id", "category", "operator", "operator_name", "operator_country", "parent", "parent_country"),
    *(
        "server_countries",
        "foreign",
        "people",
        "requests",
        "lookups",
        "bytes_up",
        "bytes_down",
        "first",
        "last",
        "days",
    ),
    *("approval", "approved_by", "looks_like", "confidence", "hosts", "notes"),
)


@click.command()
@click.argument("logs", nargs=-1, required=True, type=FILE, metavar="LOG...")
@click.option("--register", "registers", type=FILE, multiple=True, help="Your list of approved services: CSV or XLSX.")
@click.option("--category", "categories", type=click.Choice(CATEGORIES), multiple=True, help="Only these categories.")
@click.option(
    "--foreign", is_flag=True, help="Only operators or parents seated outside Korea, or servers of unknown ones."
)
@click.option("--from", "since", metavar="DATE", help="Only lines of this day (YYYY-MM-DD) and later.")
@click.option("--to", "until", metavar="DATE", help="Only lines of this day and earlier.")
@click.option("--unknown", type=click.IntRange(0), default=20, show_default=True, help="Unknown names to show.")
@formats("text", "json", "jsonl", "csv", "html")
@common("state", "mmdb", "lang")
def command(
    logs: tuple[Path, ...],
    registers: tuple[Path, ...],
    categories: tuple[str, ...],
    foreign: bool,
    since: str | None,
    until: str | None,
    unknown: int,
    form: str,
    output: Path | None,
    **flags: object,
) -> int:
    """Read proxy, DNS, Zeek, Suricata and firewall logs (files, folders, compressed, `-`) and say which services are
    used, by how many people, how often, since when, by whom they are operated, and whether they are approved.

    Names of people are counted, never shown. Exit code 3 when no line of any log was understood.
    """
    settings = config.load(dict(flags))
    ask = Ask(settings.state, _day(since, "--from"), _day(until, "--to"))
    approvals = register.load(registers) if registers else None
    total = sum(log.size for log in found(logs))
    progress = Progress(sys.stderr, 0 if STDIN in logs else total, sys.stderr.isatty())
    try:
        result = discover(
            logs,
            ask,
            mmdb=settings.mmdb,
            approvals=approvals,
            unknown=0 if categories else unknown,
            foreign=foreign,
            tick=progress.tick,
        )
    finally:
        progress.clear()
    _tell(result)
    uses = tuple(chosen(result.survey.known, categories, foreign))
    with Outlet(output) as outlet:
        outlet.write(_render(result, uses, result.survey.unknown, form, settings.lang))
    return 0


def _day(written: str | None, option: str) -> int | None:
    try:
        return None if written is None else days.number(written)
    except ValueError as error:
        raise Problem(f"{option} {written!r} is no date", "write YYYY-MM-DD, for example 2026-11-22") from error


def _tell(result: Discovered) -> None:
    """What was not read, on standard error; nothing readable at all is exit code 3."""
    for log, count in zip(result.logs, result.counts, strict=True):
        lost = count.unread + count.too_long
        if log.reader is None:
            talk(f"{log.path}: not read: {'; '.join(log.faults) or 'not a log in a format that is known'}")
        elif lost or log.faults:
            talk(f"{log.path}: {lost:,} of {count.lines:,} lines not read{''.join(f'; {why}' for why in log.faults)}")
    if not result.readable:
        raise Problem("nothing in these logs could be read", f"give logs of {log_formats.known()}", code=3)


def _render(result: Discovered, uses: tuple[Use, ...], unknown: tuple[Use, ...], form: str, lang: str) -> str:
    if form == "json":
        return dumps(entry.document(result, uses, unknown, lang)) + "\n"
    if form == "jsonl":
        return "".join(dumps(entry.entry(use, lang), indent=False) + "\n" for use in (*uses, *unknown))
    if form == "csv":
        return _csv((*uses, *unknown), lang)
    labels = present.labels(lang)
    if form == "html":
        return page(result, uses, unknown, labels, datetime.now(KST).strftime("%Y-%m-%d %H:%M"))
    return text(result, uses, unknown, labels) + "\n"


def _csv(uses: tuple[Use, ...], lang: str) -> str:
    lines = [row(COLUMNS)]
    for use in uses:
        each = entry.entry(use, lang)
        each["server_countries"] = " ".join(each["server_countries"])
        each["hosts"] = " ".join(host["host"] for host in each["hosts"])
        each["notes"] = "; ".join(each["notes"])
        lines.append(row([each[column] for column in COLUMNS]))
    return BOM + "".join(lines)
