"""Facets: the few values of an entry that records are asked for by, kept in a narrow table beside the entries.

They are the entry's own values and nothing else, so that they can be checked against it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

import orjson

OF_THE_ORIGIN = ("user", "unit", "app")
OF_THE_RECIPIENT = ("host", "service", "category", "operator", "operator_country", "server_country")

FACETS = ("id", "at", "action", "rule", "done", "seen", *OF_THE_ORIGIN, *OF_THE_RECIPIENT, "kinds")

Facets = tuple[Any, ...]
"""Values in the order of `FACETS`, "" for what is not there: sqlite3 takes ten times as long to bind a None. `kinds` is
their ids between spaces, as in `" contact.phone kr.rrn "`."""


def facets(entry: Mapping[str, Any]) -> Facets:
    """The facets of an entry."""
    settled = entry["action"], entry["rule"], entry["done"], entry["seen"]
    origin = tuple([entry["origin"].get(name, "") for name in OF_THE_ORIGIN])
    recipient = tuple([entry["recipient"][name] or "" for name in OF_THE_RECIPIENT])
    return values(entry["id"], entry["at"], settled, origin, recipient, entry["kinds"])


def values(
    name: str,
    at: str,
    settled: tuple[str, str, str, str],
    origin: tuple[str, ...],
    recipient: tuple[str, ...],
    kinds: Mapping[str, int],
) -> Facets:
    """The facets from the parts of an entry; `settled` is action, rule, done and seen."""
    return (name, at, *settled, *origin, *recipient, f" {' '.join(kinds)} " if kinds else "")


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
        return tuple(value.encode() for value in facets(orjson.loads(entry)))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
