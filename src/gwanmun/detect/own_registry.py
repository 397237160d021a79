"""The folder of own data: what an organisation registered, one file each, under the name it gave it."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, NamedTuple

from gwanmun.detect.own_documents import DOCUMENTS
from gwanmun.detect.own_hashes import about
from gwanmun.detect.own_records import RECORDS
from gwanmun.errors import Problem

What = Literal["records", "documents"]
FOLDER = "own"
"""In the state folder."""

_LONGEST_NAME = 60


class Tables(NamedTuple):
    """The compiled files, as `finders.given` takes them."""

    records: tuple[Path, ...]
    documents: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One registered name. `count` are rows or documents, `values` what was hashed of them, `at` an RFC 3339 time in
    UTC; `fault` says why the file cannot be used ("" when it can)."""

    name: str
    what: What
    path: Path
    at: str
    count: int = 0
    values: int = 0
    columns: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    fault: str = ""


def tables(folder: Path) -> Tables:
    """What is registered in `folder`, which need not be there."""
    return Tables(*(tuple(sorted(folder.glob(f"*.{what}.own"))) for what in (RECORDS, DOCUMENTS)))


def listed(folder: Path) -> Iterator[Entry]:
    """Every registered name, in order."""
    found = tables(folder)
    paths = [*((path, RECORDS) for path in found.records), *((path, DOCUMENTS) for path in found.documents)]
    for path, what in sorted(paths):
        name = path.name.removesuffix(f".{what}.own")
        yield _entry(name, "records" if what == RECORDS else "documents", path)


def target(folder: Path, name: str, what: What) -> Path:
    """The file for a name, its folder made; `Problem` when it cannot be one, or names the other sort of thing."""
    plain = checked(name)
    other = DOCUMENTS if what == RECORDS else RECORDS
    if (folder / f"{plain}.{other}.own").exists():
        raise Problem(f"{plain} is registered already, as {other}", "give another name with --name")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / f"{plain}.{what}.own"


def remove(folder: Path, name: str) -> None:
    """Forget a registered name; `Problem` when there is none."""
    plain = checked(name)
    paths = [folder / f"{plain}.{what}.own" for what in (RECORDS, DOCUMENTS)]
    if not any(path.exists() for path in paths):
        known = ", ".join(entry.name for entry in listed(folder))
        raise Problem(
            f"nothing is registered as {plain}", f"registered are: {known}" if known else "see: gwanmun own list"
        )
    for path in paths:
        path.unlink(missing_ok=True)


def checked(name: str) -> str:
    """The name as it is kept (NFC: a Mac writes file names in NFD); `Problem` when it cannot name a file."""
    plain = unicodedata.normalize("NFC", name).strip()
    if not plain or len(plain) > _LONGEST_NAME or plain.startswith(".") or not plain.replace(" ", "").isprintable():
        raise Problem(f"{plain[:_LONGEST_NAME]!r} cannot be a name", f"give one to {_LONGEST_NAME} letters with --name")
    if set(plain) & {"/", "\\", os.sep}:
        raise Problem(f"{plain!r} cannot be a name", "leave out slashes")
    return plain


def files_in(paths: Iterable[Path]) -> list[Path]:
    """The files given, and those in the folders given, hidden ones left out; `Problem` when there are none."""
    found: list[Path] = []
    for path in paths:
        found += _inside(path) if path.is_dir() else [path]
    if not found:
        raise Problem("there are no files in these folders", "name the documents themselves")
    return found


def _inside(folder: Path) -> list[Path]:
    inside = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in inside if not any(part.startswith(".") for part in path.relative_to(folder).parts))


def _entry(name: str, what: What, path: Path) -> Entry:
    at = datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    try:
        told = about(path)
        names = [each for each, _ in told.get("documents", ())] or told.get("files", ())
        count, values = int(told.get("rows", len(names))), int(told.get("values", 0))
        columns, files = tuple(map(str, told.get("columns", ()))), tuple(map(str, names))
    except Problem as problem:
        return Entry(name, what, path, at, fault=problem.message)
    except (TypeError, ValueError):
        return Entry(name, what, path, at, fault=f"{path} is damaged")
    return Entry(name, what, path, at, count, values, columns, files)
