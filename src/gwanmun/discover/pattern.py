"""Reads logs whose lines a regular expression takes apart: all lines of a block in one call, then column by column."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from gwanmun.discover.columns import Columns, Kind, Lines

GROUPS = ("time", "client", "user", "host", "up", "down", "address")


@dataclass(frozen=True, slots=True)
class Shape:
    """How one format is written.

    `pattern` matches a whole line from its beginning, without the end of line, and has a group for each of `GROUPS`
    it knows. Quantifiers are possessive: a hostile line costs no more than an honest one. `passes` matches lines that
    are understood but say nothing of a use.
    """

    pattern: re.Pattern[bytes]
    days: Callable[[Sequence[bytes]], int | list[int]]
    host: Callable[[bytes], bytes] | None = None
    passes: re.Pattern[bytes] | None = None
    denied: re.Pattern[bytes] | None = None


def read(shape: Shape, block: bytes) -> Lines:
    """The lines of a block by their shape; what fits neither `pattern` nor `passes` is unread."""
    rows = shape.pattern.findall(block)
    unread: list[bytes] = []
    passed = denied = 0
    if len(rows) != block.count(b"\n"):
        unread, passed, denied = _others(shape, block)
    if not rows:
        return Lines(None, unread, passed, denied)
    if shape.pattern.groups == 1:
        rows = [(row,) for row in rows]
    return Lines(_columns(shape, list(zip(*rows, strict=True))), unread, passed, denied)


def _others(shape: Shape, block: bytes) -> tuple[list[bytes], int, int]:
    """The lines that the pattern does not match: unread ones, how many pass, how many were denied."""
    unread, passed, denied = [], 0, 0
    for line in block.split(b"\n"):
        if not line.strip() or shape.pattern.match(line):
            continue
        if shape.denied and shape.denied.match(line):
            denied += 1
        elif shape.passes and shape.passes.match(line):
            passed += 1
        else:
            unread.append(line)
    return unread, passed, denied


def _columns(shape: Shape, found: list[tuple[bytes, ...]]) -> Columns:
    groups: Mapping[str, int] = shape.pattern.groupindex
    column = {name: found[number - 1] for name, number in groups.items()}
    hosts = column["host"]
    return Columns(
        hosts=list(map(shape.host, hosts)) if shape.host else hosts,
        people=_people(column),
        days=shape.days(column["time"]),
        up=_numbers(column.get("up")),
        down=_numbers(column.get("down")),
        addresses=column.get("address"),
    )


def _people(column: Mapping[str, tuple[bytes, ...]]) -> Sequence[bytes]:
    clients, users = column["client"], column.get("user")
    if users is None:
        return clients
    return [client if user in (b"-", b"") else user for user, client in zip(users, clients, strict=True)]


def _numbers(column: tuple[bytes, ...] | None) -> list[int] | None:
    return None if column is None else [int(text) if text.isdigit() else 0 for text in column]


@dataclass(frozen=True, slots=True)
class PatternReader:
    """A reader for one of the shapes of `SHAPES`, by name: a compiled pattern need not travel to another process."""

    name: str
    kind: Kind
    shape: Callable[[], Shape]

    def read(self, block: bytes) -> Lines:
        return read(self.shape(), block)
