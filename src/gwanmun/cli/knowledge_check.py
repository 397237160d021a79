"""Checks knowledge files, bundled and the organisation's own, and says file and line of every fault."""

from __future__ import annotations

import difflib
import re
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from gwanmun.discover.known import user_folder
from gwanmun.errors import Problem
from gwanmun.knowledge.catalogue import faults
from gwanmun.knowledge.entities import Entity, load_entities
from gwanmun.knowledge.files import ROOT
from gwanmun.knowledge.kinds import kind
from gwanmun.knowledge.regions import load_regions
from gwanmun.knowledge.services import Service, load_services

FIELDS = {
    "services": "name category operator role hosts source date confidence places regions shared tenant anycast local "
    "notes",
    "entities": "name country source date confidence incorporated head_office parent notes",
}
_AT_LINE = re.compile(r" ?\(at line (\d+), column \d+\)")
_QUOTED = re.compile(r"'([^']+)'")


def check(files: tuple[Path, ...], state: Path) -> Iterator[str]:
    """Faults as `file:line: what`; without files everything that ships and everything the organisation added."""
    own = user_folder(state)
    if files:
        for path in files:
            yield from _file(path, own)
        return
    yield from _all(ROOT, load_services(), load_entities())
    for folder in FIELDS:
        for path in sorted((own / folder).glob("*.toml")):
            yield from _file(path, own)


def _all(root: Path, services: dict[str, Service], entities: dict[str, Entity]) -> Iterator[str]:
    found = {path.name: path for folder in FIELDS for path in (root / folder).rglob("*.toml")}
    for fault in faults(services, entities, load_regions()):
        place, _, what = fault.partition(": ")
        path = root / place if (root / place).is_file() else found.get(Path(place).name, root / place)
        yield f"{path}:{_line(path, what)}: {what}"


def _file(path: Path, own: Path) -> Iterator[str]:
    """The faults of one file, beside everything else that is known."""
    table, fault = _table(path)
    if table is None:
        yield fault
        return
    folder = _folder(table)
    if folder == "kinds":
        yield from _kind(path, table)
        return
    yield from _unknown_fields(path, table, folder)
    try:
        services, entities = _with(path, folder, own)
    except Problem as problem:
        yield f"{path}:{_line(path, problem.message)}: {problem.message}"
        return
    for each in faults(services, entities, load_regions()):
        place, _, what = each.partition(": ")
        if place == f"{folder}/{path.stem}.toml":
            yield f"{path}:{_line(path, what)}: {what}"


def _with(path: Path, folder: str, own: Path) -> tuple[dict[str, Service], dict[str, Entity]]:
    """Everything known, with this file in the place of what it replaces; `Problem` when the file lacks a field."""
    with tempfile.TemporaryDirectory() as name:
        alone = Path(name) / folder
        alone.mkdir()
        (alone / f"{path.stem}.toml").write_bytes(path.read_bytes())
        service, entity = load_services(Path(name)), load_entities(Path(name))
    services = {**load_services(), **load_services(own)}
    taken = frozenset(host for each in service.values() for host in each.hosts)
    others = {
        each.id: replace(each, hosts=tuple(h for h in each.hosts if h not in taken)) for each in services.values()
    }
    return {**others, **service}, {**load_entities(), **load_entities(own), **entity}


def _kind(path: Path, table: dict[str, Any]) -> Iterator[str]:
    try:
        kind(path.stem, table)
    except Problem as problem:
        yield f"{path}:{_line(path, problem.message)}: {problem.message}"


def _table(path: Path) -> tuple[dict[str, Any] | None, str]:
    """The file as TOML, or what is wrong with it."""
    try:
        return tomllib.loads(path.read_text("utf-8-sig")), ""
    except OSError as error:
        raise Problem(f"cannot read {path}: {error.strerror}", "check the path and its permissions") from error
    except UnicodeDecodeError as error:
        return None, f"{path}:{error.object[: error.start].count(10) + 1}: not UTF-8 text: save the file as UTF-8"
    except tomllib.TOMLDecodeError as error:
        at = _AT_LINE.search(str(error))
        return None, f"{path}:{at.group(1) if at else 1}: not valid TOML: {_AT_LINE.sub('', str(error))}"


def _folder(table: dict[str, Any]) -> str:
    if "hosts" in table or "operator" in table:
        return "services"
    return "kinds" if "form" in table or "match" in table or "names" in table else "entities"


def _unknown_fields(path: Path, table: dict[str, Any], folder: str) -> Iterator[str]:
    known = FIELDS[folder].split()
    for field in table:
        if field not in known:
            near = difflib.get_close_matches(field, known, 1)
            hint = f": did you mean {near[0]}?" if near else ""
            yield f"{path}:{_line(path, f'{field!r}')}: unknown field {field!r}{hint}"


def _line(path: Path, what: str) -> int:
    """The first line on which the word that the fault is about stands; 1 when it is about what is missing."""
    words = [*_QUOTED.findall(what), *what.split()[:1]]
    try:
        lines = path.read_text("utf-8", "replace").splitlines()
    except OSError:
        return 1
    return next((n for word in words for n, line in enumerate(lines, 1) if word in line), 1)
