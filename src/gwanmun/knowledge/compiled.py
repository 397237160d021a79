"""Parsed knowledge, kept beside Python's own compiled files, so that a second start reads one file, not hundreds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson

from gwanmun.knowledge.files import ROOT, tables
from gwanmun.knowledge.kept import FOLDER, keep, state

Rows = list[tuple[str, dict[str, Any]]]


def rows(folder: str, root: Path = ROOT) -> Rows:
    """(id, table) of every file in a knowledge folder, in order of path; what was kept counts while no file changed."""
    kept = root / FOLDER / f"{folder}.{state(root / folder)}.json"
    try:
        return _loads(kept.read_bytes())
    except (OSError, ValueError):
        data = orjson.dumps([[name, table] for name, table in tables(folder, root)])
        keep(kept, folder, data)
        return _loads(data)


def _loads(data: bytes) -> Rows:
    return [(name, table) for name, table in orjson.loads(data)]
