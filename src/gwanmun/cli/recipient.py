"""`gwanmun recipient`: who is behind a host or an address, in which country, and how that is known."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from gwanmun import config
from gwanmun.cli.options import common, dumps, emit, formats
from gwanmun.cli.recipient_text import lines
from gwanmun.discover.known import directory
from gwanmun.errors import Problem
from gwanmun.knowledge.words import Words, load_words
from gwanmun.ledger.recipients import FACTS, recipient_entry, spelled
from gwanmun.recipient.directory import Directory
from gwanmun.recipient.evidence import Statement
from gwanmun.recipient.name import address, hostname

COLUMNS = ("asked", "host", "ip", "status", "service", "category", *FACTS[1:], "notes")

Row = dict[str, Any]


@click.command()
@click.argument("hosts", nargs=-1, required=True, metavar="HOST|IP|URL...")
@formats("text", "json", "jsonl", "csv")
@common("state", "mmdb", "lang")
def command(hosts: tuple[str, ...], form: str, output: Path | None, **flags: Any) -> int:
    """Name the recipient behind each host, IP address or URL; unknown is an honest answer. Asks no network.

    `-` reads them from standard input, one a line.
    """
    settings = config.load(flags)
    known = directory(settings.state, settings.mmdb)
    answers = (answer(known, text) for text in asked(hosts))
    emit("".join(FORMS[form](answers, load_words(settings.lang))), output)
    return 0


def asked(hosts: Iterable[str]) -> Iterator[str]:
    """The arguments, with the lines of standard input in the place of `-`."""
    for host in hosts:
        if host == "-":
            yield from listed(sys.stdin)
        else:
            target(host)
            yield host


def listed(file: Iterable[str]) -> Iterator[str]:
    """The lines of a list, without empty ones and `#` remarks."""
    for line in file:
        text = line.strip()
        if text and not text.startswith("#"):
            yield text


def answer(directory: Directory, text: str) -> Row:
    """The entry that a ledger keeps of a recipient, what was asked, and every statement on server and network."""
    host, ip = aim(text)
    entry = recipient_entry(directory.resolve(host, ip))
    evidence = [_stated(each) for each in directory.evidence(host, ip)]
    row: Row = spelled({"asked": text, **entry, "evidence": evidence})
    return row


def _stated(each: Statement) -> Row:
    fact = each.fact
    return {
        "field": each.field,
        "value": fact.value,
        "source": fact.source,
        "date": fact.date,
        "confidence": fact.confidence,
        "taken": each.taken,
    }


def target(text: str) -> tuple[str | None, str | None]:
    """A host, address, HOST:PORT or URL -> (host, ip); what is none of these is a `Problem`."""
    host, ip = aim(text)
    if not (host or ip) or text.count("[") != text.count("]"):
        raise Problem(f"{text!r} is not a host, an address or a URL", "write for example chat.deepseek.com")
    return host, ip


def aim(text: str) -> tuple[str | None, str | None]:
    """The same for a line of somebody's list, which is unknown where it is nothing."""
    bare = address(text)
    if bare:
        return None, str(bare)
    host = hostname(text)
    literal = address(host)
    return (None, str(literal)) if literal else (host or None, None)


def _text(rows: Iterable[Row], words: Words) -> Iterator[str]:
    for at, row in enumerate(rows):
        yield ("\n" if at else "") + "".join(f"{line}\n" for line in lines(row, words))


def _json(rows: Iterable[Row], _: Words) -> Iterator[str]:
    yield dumps({"schema": "gwanmun.recipient/1", "recipients": list(rows)})


def _jsonl(rows: Iterable[Row], _: Words) -> Iterator[str]:
    return (dumps(row, indent=False) + "\n" for row in rows)


def _csv(rows: Iterable[Row], _: Words) -> Iterator[str]:
    """A line each, countries as codes; a cell that a spreadsheet would take for a formula gets a quote before it."""
    yield _line(COLUMNS)
    for row in rows:
        yield _line(_cell(row[name]) for name in COLUMNS)


def _cell(value: object) -> str:
    text = " | ".join(map(str, value)) if isinstance(value, list | tuple) else "" if value is None else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _line(cells: Iterable[str]) -> str:
    made = io.StringIO()
    csv.writer(made, lineterminator="\n").writerow(cells)
    return made.getvalue()


FORMS: dict[str, Callable[[Iterable[Row], Words], Iterator[str]]] = {
    "text": _text,
    "json": _json,
    "jsonl": _jsonl,
    "csv": _csv,
}
