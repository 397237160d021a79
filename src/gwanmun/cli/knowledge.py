"""`gwanmun knowledge`: what is known of services, companies, kinds of data; how to check it and add to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from gwanmun import config
from gwanmun.cli import knowledge_add, knowledge_check
from gwanmun.cli.knowledge_rows import LISTS, Row, whole
from gwanmun.cli.options import FILE, common, dumps, emit, formats, talk
from gwanmun.discover.known import directory
from gwanmun.errors import Problem
from gwanmun.knowledge.services import ROLES
from gwanmun.knowledge.vocabulary import CATEGORIES
from gwanmun.report.clean import clean, columns, pad

LIST_SCHEMA, SHOW_SCHEMA, LINT_SCHEMA = (f"gwanmun.knowledge.{what}/1" for what in ("list", "show", "lint"))


@click.group()
def command() -> None:
    """What Gwanmun knows of services, companies and kinds of data; check and extend it. See docs/knowledge.md."""


@command.command("list")
@click.argument("what", type=click.Choice(list(LISTS)), default="services")
@click.argument("sought", default="", metavar="[TEXT]")
@click.option("--country", metavar="CC", help="Only of this country (operator's seat), such as CN.")
@click.option("--category", type=click.Choice(CATEGORIES), help="Only services of this category.")
@formats("text", "json")
@common("state", "lang")
def list_(
    what: str, sought: str, country: str | None, category: str | None, form: str, output: Path | None, **flags: Any
) -> int:
    """List services (default), entities, kinds, countries or policies; TEXT is looked for in names and hosts."""
    settings = config.load(flags)
    rows = [
        row
        for row in LISTS[what](directory(settings.state), settings.lang)
        if (not country or row.country == country.upper())
        and (not category or row.category == category)
        and sought.casefold() in f"{row.id} {row.words}".casefold()
    ]
    if form == "json":
        told = [{key: value for key, value in asdict(row).items() if key != "words"} for row in rows]
        emit(dumps({"schema": LIST_SCHEMA, "what": what, "rows": told}), output)
    else:
        emit("\n".join(_lines(rows)), output)
    talk(f"{len(rows)} {what}")
    return 0


def _lines(rows: list[Row]) -> Iterator[str]:
    cells = [(row.id, row.name, row.country, row.category, row.note) for row in rows]
    widths = [max(map(columns, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        yield "  ".join(pad(clean(cell), width) for cell, width in zip(row, widths, strict=True)).rstrip()


@command.command()
@click.argument("names", nargs=-1, required=True, metavar="ID...")
@formats("text", "json")
@common("state", "lang")
def show(names: tuple[str, ...], form: str, output: Path | None, **flags: Any) -> int:
    """Everything that is known under an ID, or of the service a host belongs to, with sources, dates, confidence."""
    known = directory(config.load(flags).state)
    found = []
    for name in names:
        service = known.resolve(name).service if "." in name else None
        rows = list(whole(name, known)) or (list(whole(service.value, known)) if service else [])
        if not rows:
            raise Problem(f"nothing is known as {name!r}", f"look for it: gwanmun knowledge list services {name}")
        found += rows
    if form == "json":
        emit(dumps({"schema": SHOW_SCHEMA, "found": found}), output)
    else:
        emit("\n\n".join("\n".join(_shown(row)) for row in found), output)
    return 0


def _shown(row: dict[str, Any]) -> Iterator[str]:
    yield f"{row['what']} {row['id']}"
    for key, value in row.items():
        if key in ("what", "id"):
            continue
        if isinstance(value, list) and value:
            yield f"  {key}"
            yield from (f"    {clean(_told(each))}" for each in value)
        elif key == "text":
            yield value
        else:
            yield f"  {key:<14}{clean(_told(value))}"


def _told(value: Any) -> str:
    """A value in one line: a table as `key value` pairs, empty ones left out."""
    if isinstance(value, dict):
        return ", ".join(f"{key} {_told(each)}" for key, each in value.items() if each != "")
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_told, value))
    return str(value)


@command.command()
@click.argument("files", nargs=-1, type=FILE, metavar="[FILE...]")
@formats("text", "json")
@common("state", "lang")
def lint(files: tuple[Path, ...], form: str, output: Path | None, **flags: Any) -> int:
    """Check knowledge FILES, or all that ships and all that you added. Exit code 1 when there are faults."""
    faults = list(knowledge_check.check(files, config.load(flags).state))
    if form == "json":
        emit(dumps({"schema": LINT_SCHEMA, "faults": faults}), output)
    elif faults:
        emit("\n".join(faults), output)
    talk(f"{len(faults)} faults" if faults else "no faults")
    return 1 if faults else 0


@command.command()
@click.argument("hosts", nargs=-1, required=True, metavar="HOST...")
@click.option("--service", required=True, help="Name of the service.")
@click.option("--service-ko", default="", help="Its Korean name, where it has one of its own.")
@click.option("--operator", required=True, help="The company: a known id or name, or a new company's legal name.")
@click.option("--operator-ko", default="", help="The company's Korean name.")
@click.option("--country", default="", metavar="CC", help="Where the company has its seat (ISO 3166-1).")
@click.option("--parent", default="", help="The company that controls it: a known id or name.")
@click.option("--category", type=click.Choice(CATEGORIES), required=True, help="Kind of service.")
@click.option("--role", type=click.Choice(ROLES), default=ROLES[0], show_default=True, help="In what role.")
@click.option("--source", required=True, help="What says so: a page with its date, a contract, a letter.")
@click.option(
    "--confidence", type=click.FloatRange(0.05, 1.0), default=0.7, show_default=True, help="How sure you are."
)
@common("state", "lang")
def add(state: Path | None, lang: str | None, **said: Any) -> int:
    """Name the service behind HOSTS. The answer is a TOML file in the state folder, and counts from then on."""
    settings = config.load({"state": state, "lang": lang})
    answer = knowledge_add.Answer(**{**said, "country": said["country"].upper()})
    written = knowledge_add.files(answer, directory(settings.state), settings.state)
    knowledge_add.write(written)
    faults = list(knowledge_check.check(tuple(path for path, _ in written), settings.state))
    if faults:
        for path, _ in written:
            path.unlink()
        raise Problem("; ".join(faults), "correct what you gave, nothing was written")
    for path, _ in written:
        click.echo(str(path))
    return 0
