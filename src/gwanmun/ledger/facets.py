"""Facets: the few values of an entry that records are asked for by, kept in a narrow table beside the entries.

They are the entry's own values and nothing else, so that they can be checked against it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

import orjson

FACETS = (
    "id",
    "at",
    "action",
    "rule",
    "done",
    "seen",
    "user",
    "unit",
    "app",
    "host",
    "service",
    "category",
    "operator",
    "operator_country",
    "server_country",
    "kinds",
)

Facets = tuple[Any, ...]
"""Values in the order of `FACETS`; `kinds` is their ids between spaces, as in `" contact.phone kr.rrn "`."""


def facets(entry: Mapping[str, Any], recipient: Mapping[str, Any]) -> Facets:
    """The facets of an entry; `recipient` is what stands under that name in it."""
    origin = entry["origin"].get
    kinds = entry["kinds"]
    return (
        entry["id"],
        entry["at"],
        entry["action"],
        entry["rule"],
        entry["done"],
        entry["seen"],
        origin("user"),
        origin("unit"),
        origin("app"),
        recipient["host"],
        recipient["service"],
        recipient["category"],
        recipient["operator"],
        recipient["operator_country"],
        recipient["server_country"],
        f" {' '.join(kinds)} " if kinds else "",
    )


def unlike(database: sqlite3.Connection, records: Iterable[tuple[int, bytes]]) -> list[int]:
    """The places of those records, of one run of places, whose stored facets are not those of the entry."""
    entries = list(records)
    if not entries:
        return []
    query = "SELECT * FROM facets WHERE seq BETWEEN ? AND ?"
    try:
        kept = {row[0]: row[1:] for row in database.execute(query, (entries[0][0], entries[-1][0]))}
    except sqlite3.Error:
        kept = {}
    return [seq for seq, entry in entries if kept.get(seq) != _stored(entry)]


def _stored(entry: bytes) -> Facets | None:
    """The facets of an entry as the database gives them back; None for an entry that has none."""
    try:
        read = orjson.loads(entry)
        return tuple(None if value is None else value.encode() for value in facets(read, read["recipient"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
