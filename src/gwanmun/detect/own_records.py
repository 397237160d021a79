"""Compiles the organisation's tables into keyed hashes: nothing of a customer can be read back from the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gwanmun.detect.own_hashes import Builder, Hasher
from gwanmun.detect.own_shapes import Shapes
from gwanmun.detect.own_tables import Row, Table
from gwanmun.detect.own_values import Sort
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


def compile_records(tables: Sequence[Path], target: Path, key: bytes, kind: Kind) -> Compiled:
    """Read every table once and write `target`. `key` is the organisation's, `kind` the file of `own.record`."""
    hasher, builder, shapes = Hasher(key), Builder(COLUMN + VEIL, MOST_EQUAL), Shapes()
    headings: list[tuple[str, str]] = []
    used: dict[int, None] = {}
    rows = 0
    for path in tables:
        table = Table(path, kind)
        first = len(headings)
        headings += [(path.name, column.strip()) for column in table.columns]
        if len(headings) > _MOST_COLUMNS:
            raise Problem("the tables have too many columns", f"give at most {_MOST_COLUMNS} in all")
        for row in table:
            rows += 1
            _add(builder, hasher, row, first)
            for column, sort, value in row.values:
                used[first + column] = None
                shapes.add(sort, value)
    if not rows:
        raise Problem(
            "no row of these tables identifies anybody", "give columns with phone, e-mail, account or customer numbers"
        )
    about = {"what": RECORDS, "headings": headings, "shapes": shapes.listed(), "dense": shapes.dense()}
    values = builder.added
    builder.write(target, hasher, about)
    return Compiled(rows, values, tuple(headings[column][1] for column in sorted(used)))


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
