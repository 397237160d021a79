"""Compiles the organisation's tables into keyed hashes: nothing of a customer can be read back from the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gwanmun.detect.own_hashes import Hasher
from gwanmun.detect.own_shapes import Shapes
from gwanmun.detect.own_tables import Row, tables_of
from gwanmun.detect.own_values import Sort
from gwanmun.detect.own_writer import Builder
from gwanmun.errors import Problem
from gwanmun.knowledge.kinds import Kind

RECORDS = "records"
COLUMN, VEIL = 2, 4
MOST_EQUAL = 16
"""Rows. A value that more rows share (a branch's telephone, a product's code) identifies nobody and is left out."""

_MOST_COLUMNS = 1 << (8 * COLUMN)


@dataclass(frozen=True, slots=True)
class Compiled:
    """What was put into a table: rows that identify somebody, values in them, and columns that gave any."""

    rows: int
    values: int
    columns: tuple[str, ...]


class _Reading:
    """Reads one table after the other; `used` are the places in `headings` of the columns that gave a value."""

    def __init__(self, kind: Kind, chosen: Sequence[str]) -> None:
        self.kind, self.chosen = kind, chosen
        self.headings: list[tuple[str, str]] = []
        self.used: dict[int, None] = {}
        self.shapes = Shapes()
        self.rows = 0

    def read(self, path: Path, name: str, hasher: Hasher, builder: Builder) -> None:
        for table in tables_of(path, self.kind, self.chosen):
            first = len(self.headings)
            self.headings += [(name or path.name, column) for column in table.columns]
            if len(self.headings) > _MOST_COLUMNS:
                raise Problem("the tables have too many columns", f"give at most {_MOST_COLUMNS} in all")
            for row in table:
                self.rows += 1
                _add(builder, hasher, row, first)
                self._note(row, first)

    def _note(self, row: Row, first: int) -> None:
        for column, sort, value in row.values:
            self.used[first + column] = None
            self.shapes.add(sort, value)


def compile_records(
    tables: Sequence[Path], target: Path, key: bytes, kind: Kind, columns: Sequence[str] = (), name: str = ""
) -> Compiled:
    """Read every table and write `target`: of the `columns` given, else of all that identify somebody.

    `key` is the organisation's, `kind` the file of `own.record`, `name` what sightings call the table instead of its
    file. A `Problem` leaves a target that is there as it was.
    """
    hasher, reading = Hasher(key), _Reading(kind, columns)
    with Builder(target, COLUMN + VEIL, MOST_EQUAL) as builder:
        for path in tables:
            reading.read(path, name, hasher, builder)
        if not reading.rows:
            raise Problem(
                "no row of these tables identifies anybody",
                "give columns with phone, e-mail, account or customer numbers",
            )
        used = tuple(dict.fromkeys(reading.headings[column][1] for column in sorted(reading.used)))
        done = Compiled(reading.rows, builder.added, used)
        builder.write(hasher, _about(tables, reading, done))
    return done


def _about(tables: Sequence[Path], reading: _Reading, done: Compiled) -> dict[str, Any]:
    """What the table says of itself: names of files and columns, shapes and numbers, no value."""
    return {
        "what": RECORDS,
        "headings": reading.headings,
        "shapes": reading.shapes.listed(),
        "dense": reading.shapes.dense(),
        "files": [path.name for path in tables],
        "rows": done.rows,
        "values": done.values,
        "columns": done.columns,
    }


def _add(builder: Builder, hasher: Hasher, row: Row, first: int) -> None:
    name = tag(hasher, row.name) if row.name else 0
    for column, sort, value in row.values:
        digest = hasher.of(question(sort, value))
        builder.add(digest, (first + column).to_bytes(COLUMN) + veiled(digest, name))


def question(sort: Sort, normal: str) -> str:
    """What is hashed of a value."""
    return f"{sort}\0{normal}"


def tag(hasher: Hasher, name: str) -> int:
    """Four bytes that stand for a name, never 0."""
    return int.from_bytes(hasher.of(f"name\0{name}")[:VEIL]) or 1


def veiled(digest: bytes, name: int) -> bytes:
    """A name's tag under a veil that only who knows the row's value can lift: equal names do not look equal."""
    return (int.from_bytes(digest[-VEIL:]) ^ name).to_bytes(VEIL)


def unveiled(digest: bytes, payload: bytes) -> int:
    """The name's tag in an entry's payload; 0 when the row has no name."""
    return int.from_bytes(digest[-VEIL:]) ^ int.from_bytes(payload[COLUMN:])
