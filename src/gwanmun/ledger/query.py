"""Reading a ledger, also while a gate writes to it: entries that match a filter, counts of them, and exports.

Every answer is taken from one state of the ledger, the one at which it was begun. Nothing is checked here;
that is `verify`.
"""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import orjson

from gwanmun.errors import Problem
from gwanmun.ledger import database as db
from gwanmun.ledger.facets import FACETS

Format = Literal["jsonl", "csv"]

EXACT = tuple(name for name in FACETS if name not in ("at", "kinds"))

COUNTED = (*EXACT, "kind", "day")
"""What `counts` can count by; `day` is the date in UTC."""

CSV_COLUMNS = (
    *("seq", "id", "at", "action", "rule", "done", "seen", "user", "unit", "app", "device", "address"),
    *("method", "host", "path", "size", "service", "operator", "operator_country", "parent", "parent_country"),
    *("server_country", "network", "kinds", "status", "sent", "received", "note", "policy", "knowledge"),
)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which records are asked for; what is None does not matter.

    `since` and `until` are RFC 3339 times in UTC, or the beginnings of such (`2026-03`), the end exclusive;
    `after` is a place: only records written after it. With `newest` the last written come first.
    """

    id: str | None = None
    since: str | None = None
    until: str | None = None
    action: str | None = None
    rule: str | None = None
    done: str | None = None
    seen: str | None = None
    user: str | None = None
    unit: str | None = None
    app: str | None = None
    host: str | None = None
    service: str | None = None
    category: str | None = None
    operator: str | None = None
    operator_country: str | None = None
    server_country: str | None = None
    kind: str | None = None
    after: int | None = None
    limit: int | None = None
    newest: bool = False


ALL = Filter()


def entries(folder: Path, wanted: Filter = ALL) -> Iterator[dict[str, Any]]:
    """The entries that match, in the order they were written."""
    for _, entry in rows(folder, wanted):
        yield orjson.loads(entry)


def rows(folder: Path, wanted: Filter = ALL) -> Iterator[tuple[int, bytes]]:
    """The places and the entries that match; each entry is the very bytes that were hashed."""
    where, values = _where(wanted)
    order = "DESC" if wanted.newest else "ASC"
    query = f"SELECT seq, entry FROM facets JOIN records USING (seq) {where} ORDER BY seq {order} LIMIT ?"  # noqa: S608
    yield from _ask(folder, query, [*values, -1 if wanted.limit is None else wanted.limit])


def count(folder: Path, wanted: Filter = ALL) -> int:
    """How many records match."""
    where, values = _where(wanted)
    return int(next(_ask(folder, f"SELECT count(*) FROM facets {where}", values))[0])  # noqa: S608 - our own names


def counts(folder: Path, by: str, wanted: Filter = ALL) -> dict[str, int]:
    """How many records that match there are of each value of `by`, most first; "" stands for none.

    A record with several kinds counts once for each of them.
    """
    if by not in COUNTED:
        raise Problem(f"records cannot be counted by {by!r}", f"use one of: {', '.join(COUNTED)}")
    what = {"kind": "kinds", "day": "substr(at, 1, 10)"}.get(by, by)
    where, values = _where(wanted)
    query = f"SELECT coalesce({what}, ''), count(*) FROM facets {where} GROUP BY 1"  # noqa: S608 - our own names
    found: dict[str, int] = {}
    for value, number in _ask(folder, query, values):
        names = value.decode().split() if by == "kind" else [value.decode()]
        for name in names:
            found[name] = found.get(name, 0) + number
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def export(folder: Path, form: Format, wanted: Filter = ALL) -> Iterator[str]:
    """The records that match as lines, each with its newline.

    `jsonl` gives the entries exactly as they were hashed. `csv` (RFC 4180) begins with a header, and a cell that a
    spreadsheet would take for a formula begins with an apostrophe.
    """
    if form not in ("jsonl", "csv"):
        raise Problem(f"a ledger cannot be exported as {form!r}", "use jsonl or csv")
    if form == "jsonl":
        return (f"{entry.decode()}\n" for _, entry in rows(folder, wanted))
    return _csv(folder, wanted)


def _csv(folder: Path, wanted: Filter) -> Iterator[str]:
    line = io.StringIO()
    writer = csv.writer(line, lineterminator="\r\n")
    writer.writerow(CSV_COLUMNS)
    for seq, entry in rows(folder, wanted):
        writer.writerow(_cells(seq, orjson.loads(entry)))
        yield line.getvalue()
        line.seek(0)
        line.truncate()
    yield line.getvalue()


def _cells(seq: int, entry: dict[str, Any]) -> list[str]:
    flat = (
        entry["recipient"] | entry["origin"] | {key: entry[key] for key in entry if key not in ("recipient", "origin")}
    )
    flat |= {"seq": seq, "kinds": "; ".join(f"{kind} {number}" for kind, number in entry["kinds"].items())}
    return [_cell(flat.get(name)) for name in CSV_COLUMNS]


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _where(wanted: Filter) -> tuple[str, list[Any]]:
    terms = [(f"{name} = ?", getattr(wanted, name)) for name in EXACT]
    terms += [
        ("at >= ?", wanted.since),
        ("at < ?", wanted.until),
        ("facets.seq > ?", wanted.after),
        ("instr(kinds, ?)", None if wanted.kind is None else f" {wanted.kind} "),
    ]
    given = [(term, value) for term, value in terms if value is not None]
    return ("WHERE " + " AND ".join(term for term, _ in given) if given else ""), [value for _, value in given]


def _ask(folder: Path, query: str, values: list[Any]) -> Iterator[Any]:
    path = folder / db.DATABASE
    if not path.is_file():
        raise Problem(f"there is no ledger in {folder}", f"name the folder that holds {db.DATABASE}")
    try:
        with closing(db.open_reader(path)) as database:
            yield from database.execute(query, values)
    except sqlite3.Error as error:
        raise db.problem(path, error) from error
