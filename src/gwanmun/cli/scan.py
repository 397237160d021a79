"""`gwanmun scan`: find personal and confidential data in files."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from gwanmun import api, config
from gwanmun.cli.options import FILE, common, dumps, emit, formats, read_input, talk
from gwanmun.errors import Problem
from gwanmun.transfer import Sighting
from gwanmun.unpack.message import open_text


@click.command()
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--min-confidence", type=click.FloatRange(0, 1), default=0.0, help="Leave out weaker sightings.")
@formats("text", "jsonl", "json")
@common("seeds", "state", "lang")
def command(
    files: tuple[Path, ...],
    min_confidence: float,
    form: str,
    output: Path | None,
    **flags: Any,
) -> int:
    """Find personal and confidential data in FILES (`-`: standard input). Values are shown masked.

    Exit code 1 when something was found, 3 when no file could be read.
    """
    scanner = api.scanner(config.load(flags))
    rows: list[dict[str, Any]] = []
    unread = 0
    for path in files:
        opened = open_text(read_input(path), mimetypes.guess_type(path.name)[0])
        found = (s for s in scanner.scan(opened.leaves) if s.confidence >= min_confidence)
        rows.extend(row(path, sighting) for sighting in found)
        for part in opened.unreadable:
            talk(f"{path}: not read: {part.why}")
        unread += not opened.leaves and bool(opened.unreadable)
    if unread == len(files):
        raise Problem("nothing in these files could be read", "see the lines above", code=3)
    emit(render(rows, form), output)
    return 1 if rows else 0


def row(path: Path, sighting: Sighting) -> dict[str, Any]:
    """A sighting as other programs read it (fields fixed in the design)."""
    return {
        "file": str(path),
        "kind": sighting.kind,
        "part": sighting.part,
        "path": sighting.path,
        "start": sighting.start,
        "end": sighting.end,
        "confidence": sighting.confidence,
        "mask": sighting.mask,
        "reasons": list(sighting.reasons),
    }


def render(rows: list[dict[str, Any]], form: str) -> str:
    if form == "json":
        return dumps({"schema": "gwanmun.scan/1", "sightings": rows})
    lines = (dumps(r, indent=False) for r in rows) if form == "jsonl" else _table(rows)
    return "".join(f"{line}\n" for line in lines)


def _table(rows: list[dict[str, Any]]) -> Iterator[str]:
    for r in rows:
        place = f"{r['file']}:{r['path']}" if r["path"] else r["file"]
        why = ", ".join(r["reasons"])
        yield f"{place}:{r['start']}-{r['end']}  {r['kind']}  {r['mask']}  {r['confidence']:.2f}  {why}"
