"""`gwanmun scan`: find personal and confidential data in files."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from gwanmun import api, config
from gwanmun.cli.options import FILE, common, dumps, emit, formats, read_input, talk
from gwanmun.detect.limits import LEISURE
from gwanmun.errors import Problem
from gwanmun.knowledge.words import Words, load_words
from gwanmun.report.reasons import evidence
from gwanmun.transfer import Sighting
from gwanmun.unpack.message import open_text
from gwanmun.unpack.parts import FILE_ROLE, LIMITS


@click.command()
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--min-confidence", type=click.FloatRange(0, 1), default=0.0, help="Leave out weaker sightings.")
@click.option("--ocr", is_flag=True, help="Read the text in pictures too, with Tesseract.")
@formats("text", "jsonl", "json")
@common("seeds", "state", "lang")
def command(
    files: tuple[Path, ...],
    min_confidence: float,
    ocr: bool,
    form: str,
    output: Path | None,
    **flags: Any,
) -> int:
    """Find personal and confidential data in FILES (`-`: standard input). Values are shown masked.

    Exit code 1 when something was found in a file, 3 when no file could be read.
    """
    settings = config.load(flags)
    scanner = api.scanner(settings, LEISURE)
    rows: list[dict[str, Any]] = []
    unread = 0
    for path in files:
        opened = open_text(read_input(path), mimetypes.guess_type(path.name)[0], replace(LIMITS, ocr=ocr))
        scanned = scanner.read(opened.leaves)
        rows.extend(row(path, sighting) for sighting in scanned.sightings if sighting.confidence >= min_confidence)
        for part in (*opened.unreadable, *scanned.unreadable):
            talk(f"{path}: not read: {part.why}")
        unread += bool(opened.unreadable) and all(leaf.role == FILE_ROLE for leaf in opened.leaves)
    emit(render(rows, form, load_words(settings.lang)), output)
    if unread == len(files):
        raise Problem("nothing in these files could be read", "see the lines above", code=3)
    return 1 if any(row["path"] != _ITSELF for row in rows) else 0


_ITSELF = "file:"
"""The path of the file that is scanned: that it is one is shown, and is no finding."""


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


def render(rows: list[dict[str, Any]], form: str, words: Words) -> str:
    if form == "json":
        return dumps({"schema": "gwanmun.scan/1", "sightings": rows})
    lines = (dumps(r, indent=False) for r in rows) if form == "jsonl" else _table(rows, words)
    return "".join(f"{line}\n" for line in lines)


def _table(rows: list[dict[str, Any]], words: Words) -> Iterator[str]:
    for r in rows:
        place = f"{r['file']}:{r['path']}" if r["path"] else r["file"]
        why = ", ".join(evidence(reason, words) for reason in r["reasons"])
        yield f"{place}:{r['start']}-{r['end']}  {r['kind']}  {r['mask']}  {r['confidence']:.2f}  {why}"
