"""`gwanmun own`: register the organisation's tables and documents; what is kept of them are keyed hashes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from gwanmun import api, config
from gwanmun.cli.options import FILE, common, dumps, talk
from gwanmun.config import Settings
from gwanmun.detect.own_documents import compile_documents
from gwanmun.detect.own_records import compile_records
from gwanmun.detect.own_registry import FOLDER, Entry, files_in, listed, remove, target
from gwanmun.errors import Problem
from gwanmun.knowledge.kinds import load_kinds
from gwanmun.knowledge.words import Words, load_words

SCHEMA = "gwanmun.own-list/1"
NAME = click.option("--name", metavar="NAME", help="What it is called.  [the first file's name]")


@click.group()
def command() -> None:
    """Register your own tables and documents, so that they are known when they leave. No value of them is kept."""


@command.command()
@click.argument("tables", nargs=-1, required=True, type=FILE)
@NAME
@click.option("--column", "columns", multiple=True, metavar="HEADING", help="Only this column; may be given again.")
@common("state", "lang")
def add(tables: tuple[Path, ...], name: str | None, columns: tuple[str, ...], **flags: Any) -> int:
    """Register TABLES (CSV, TSV or XLSX with a header row): customers, staff, accounts. One name again replaces it.

    Columns of telephone numbers, e-mail addresses, account and customer numbers are found by what is in them.
    """
    settings, words = _settings(flags)
    called = name or tables[0].stem
    own_record = next(kind for kind in load_kinds() if kind.id == "own.record")
    path = target(_folder(settings), called, "records")
    done = compile_records(tables, path, api.own_key(settings), own_record, columns, called)
    click.echo(words("own.added", name=called, n=done.rows, values=done.values, columns=", ".join(done.columns)))
    talk(words("own.reload"))
    return 0


@command.command("add-document")
@click.argument("documents", nargs=-1, required=True, type=FILE)
@NAME
@common("state", "lang")
def add_document(documents: tuple[Path, ...], name: str | None, **flags: Any) -> int:
    """Register DOCUMENTS (docx, hwp, hwpx, pdf, txt, md, html …), or all in a folder. One name again replaces it.

    What cannot be read is told on standard error.
    """
    settings, words = _settings(flags)
    called = name or documents[0].stem
    path = target(_folder(settings), called, "documents")
    done = compile_documents(files_in(documents), path, api.own_key(settings))
    for file, why in done.left_out:
        talk(words("own.left_out", file=file, why=why))
    for file, why in done.partly:
        talk(words("own.partly", file=file, why=why))
    click.echo(words("own.added_documents", name=called, n=done.documents))
    talk(words("own.reload"))
    return 0


@command.command("list")
@click.option("--format", "form", type=click.Choice(["text", "jsonl", "json"]), default="text", show_default=True)
@common("state", "lang")
def list_(form: str, **flags: Any) -> int:
    """List what is registered. Exit code 2 when a file of it cannot be used."""
    settings, words = _settings(flags)
    found = list(listed(settings.state / FOLDER))
    if form == "json":
        click.echo(dumps({"schema": SCHEMA, "registered": [row(entry) for entry in found]}))
    for entry in found if form != "json" else ():
        click.echo(dumps(row(entry), indent=False) if form == "jsonl" else "\n".join(lines(entry, words)))
    if not found and form == "text":
        talk(words("own.nothing"))
    return 2 if any(entry.fault for entry in found) else 0


@command.command("remove")
@click.argument("names", nargs=-1, required=True)
@common("state", "lang")
def remove_(names: tuple[str, ...], **flags: Any) -> int:
    """Forget what is registered as NAMES."""
    settings, words = _settings(flags)
    for name in names:
        remove(settings.state / FOLDER, name)
        click.echo(words("own.removed", name=name))
    talk(words("own.reload"))
    return 0


def row(entry: Entry) -> dict[str, Any]:
    """An entry for programs."""
    return {
        "name": entry.name,
        "kind": "own.record" if entry.what == "records" else "own.document",
        "at": entry.at,
        "count": entry.count,
        "values": entry.values,
        "columns": entry.columns,
        "files": entry.files,
        "fault": entry.fault,
    }


def lines(entry: Entry, words: Words) -> Iterator[str]:
    """An entry for people."""
    if entry.fault:
        yield words("own.unusable", name=entry.name, why=entry.fault)
        return
    yield f"{entry.name}  {words(f'own.{entry.what}', n=entry.count)}  {entry.at[:10]}  {_some(entry.files)}"
    if entry.columns:
        yield f"    {', '.join(entry.columns)}"


def _some(names: tuple[str, ...], most: int = 5) -> str:
    return ", ".join(names[:most]) + (f" … +{len(names) - most}" if len(names) > most else "")


def _folder(settings: Settings) -> Path:
    folder = settings.state / FOLDER
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Problem(f"cannot write to {folder}: {error.strerror}", "choose another with --state DIR") from error
    return folder


def _settings(flags: dict[str, Any]) -> tuple[Settings, Words]:
    settings = config.load(flags)
    return settings, load_words(settings.lang)
