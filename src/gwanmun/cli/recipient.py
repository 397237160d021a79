"""`gwanmun recipient`: who is behind a host or an address, in which country, and how that is known."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from gwanmun import config
from gwanmun.cli.options import common, dumps, emit, formats
from gwanmun.errors import Problem
from gwanmun.ledger.recipients import FACTS, recipient_entry, spelled
from gwanmun.recipient.directory import Directory

FIELDS = ("service", "category", *(name for name in FACTS if name != "service"))


@click.command()
@click.argument("hosts", nargs=-1, required=True, metavar="HOST|IP|URL...")
@formats("text", "jsonl", "json")
@common("mmdb", "lang")
def command(hosts: tuple[str, ...], form: str, output: Path | None, mmdb: tuple[Path, ...], lang: str | None) -> int:
    """Name the recipient behind each host, IP address or URL; unknown is an honest answer. Asks no network."""
    settings = config.load({"mmdb": mmdb, "lang": lang})
    directory = Directory.bundled(settings.mmdb)
    rows = [spelled(recipient_entry(directory.resolve(*target(h)))) for h in hosts]
    if form == "json":
        emit(dumps({"schema": "gwanmun.recipient/1", "recipients": rows}), output)
    elif form == "jsonl":
        emit("".join(dumps(r, indent=False) + "\n" for r in rows), output)
    else:
        emit("\n".join("\n".join(lines(r, settings.lang)) for r in rows), output)
    return 0


def target(text: str) -> tuple[str | None, str | None]:
    """A host, address, HOST:PORT or URL -> (host, ip)."""
    try:
        return None, str(ipaddress.ip_address(text.strip("[]")))
    except ValueError:
        pass
    try:
        host = urlsplit(text if "//" in text else f"//{text}").hostname
    except ValueError:
        host = None
    if not host:
        raise Problem(f"{text!r} is not a host, an address or a URL", "write for example chat.deepseek.com")
    return target(host) if host.replace(".", "").isdigit() else (host, None)


def lines(entry: dict[str, Any], lang: str) -> Iterator[str]:
    """One recipient for people: every fact with its source, date and confidence."""
    sources = {s["field"]: s for s in entry["sources"]}
    yield str(entry["host"] or entry["ip"])
    name = entry["names"].get(lang) or entry["names"].get("en")
    yield f"  {'status':<17}{entry['status']}{f' — {name}' if name else ''}"
    for field in FIELDS:
        if entry.get(field) is not None:
            why = sources.get(field)
            proof = f"  [{why['source']}, {why['date']}, {why['confidence']:.2f}]" if why else ""
            yield f"  {field:<17}{entry[field]}{proof}"
    for note in entry["notes"]:
        yield f"  {'note':<17}{note}"
