"""Reads the knowledge folder: every fact is one small TOML file, and all of them together have one version."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from gwanmun.errors import Problem
from gwanmun.knowledge.kept import FOLDER, keep, state

ROOT = Path(__file__).parent
_VERSION = re.compile("[0-9a-f]{12}")


def tables(folder: str, root: Path = ROOT) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (id, table) for each `<id>.toml` under `folder`, in order of path; the id is the file's stem."""
    for path in sorted((root / folder).rglob("*.toml")):
        yield path.stem, table(path)


def table(path: Path) -> dict[str, Any]:
    """Read one TOML file; a syntax error becomes a `Problem` that names file and line."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Problem(f"{path.name}: not valid TOML: {error}", "correct that line, then try again") from error


@lru_cache
def version(root: Path = ROOT) -> str:
    """Twelve hex digits over all knowledge data, stamped in every record: same digits, same knowledge.

    Reading hundreds of files takes longer than all else at start, so the digits are kept while no file changes.
    """
    kept = root / FOLDER / f"version.{state(root)}.txt"
    with suppress(OSError, UnicodeDecodeError):
        if _VERSION.fullmatch(known := kept.read_text("ascii")):
            return known
    found = digest(root)
    keep(kept, "version", found.encode())
    return found


def version_with(own: Path) -> str:
    """The version where an organisation added knowledge of its own, in the folder `own`: both digits, joined by `+`."""
    return f"{version()}+{digest(own)}" if next(own.rglob("*.toml"), None) else version()


def digest(root: Path) -> str:
    """Twelve hex digits over the names and contents of the data files below `root`."""
    found = hashlib.sha256()
    for path in sorted(p for p in root.rglob("*") if p.suffix in {".toml", ".bin", ".gz"}):
        found.update(path.relative_to(root).as_posix().encode() + b"\0")
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()[:12]
