"""Rows of a ledger as they lie in the file, which may be damaged: what cannot be read is said, never raised."""

from __future__ import annotations

import re
import sqlite3
from typing import Any

Rows = list[tuple[Any, Any, Any]]
"""Place, head and entry; in a spoiled file each can be anything that SQLite stores."""

_ID = re.compile(rb'"id"\s*:\s*"([^"\\]{1,200})"')


def read_rows(database: sqlite3.Connection, low: int, high: int) -> tuple[Rows, dict[int, str]]:
    """The rows of a run, and why those that SQLite cannot read are not among them."""
    query = "SELECT seq, head, entry FROM records WHERE seq BETWEEN ? AND ? ORDER BY seq"
    try:
        return database.execute(query, (low, high)).fetchall(), {}
    except sqlite3.Error as error:
        if low == high:
            return [], {low: str(error)}
    rows: Rows = []
    lost: dict[int, str] = {}
    for seq in range(low, high + 1):
        one, why = read_rows(database, seq, seq)
        rows += one
        lost |= why
    return rows, lost


def name_of(entry: Any) -> str:
    """The id an entry gives, read from the bytes so that a damaged entry can still be named; "" when there is none."""
    found = _ID.search(entry) if isinstance(entry, bytes) else None
    return found[1].decode("utf-8", "replace") if found else ""
