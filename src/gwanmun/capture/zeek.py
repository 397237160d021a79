"""Zeek logs -> exchanges: conn, ssl, quic, http, dns and x509, as tab-separated text or JSON lines.

A sensor's log holds no body: an `http` record is the head of a request, the others name a peer. The records of one
connection are joined where its logs are read together, in one stream or as several files (`capture/run.py`). Records
of other logs are counted. Source: the Zeek documentation, "Log Files".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from gwanmun.capture import lines, zeekhttp, zeekpeer
from gwanmun.capture.lines import Apart
from gwanmun.capture.place import Item, Place
from gwanmun.capture.run import Run
from gwanmun.capture.zeekrows import Row, Rows
from gwanmun.transfer import Exchange

_TEXT = re.compile(rb"(?:\xef\xbb\xbf)?#(?:separator |fields[\t ,])")
_JSON = re.compile(
    rb'(?:\xef\xbb\xbf)?\s*\{[^\n]{0,20000}?"(?:id[._]orig_h|orig_h|_path|certificate\.(?:subject|serial))"\s*:'
)

Read = Callable[[dict[str, Any], Place, Run], Exchange | Apart | None]

LOGS: Mapping[str, Read] = {
    "conn": zeekpeer.conn,
    "ssl": zeekpeer.ssl,
    "quic": zeekpeer.quic,
    "x509": zeekpeer.x509,
    "dns": zeekpeer.dns,
    "http": zeekhttp.http,
}


def recognises(head: bytes) -> bool:
    return bool(_TEXT.match(head) or (_JSON.match(head) and b'"event_type"' not in head.partition(b"\n")[0]))


def items(chunks: Iterable[bytes], sha256: str) -> Iterator[Item]:
    """Every exchange of the log, then what its other lines were."""
    run = Run()
    yield from part(chunks, sha256, run)
    yield from run.end()


def part(chunks: Iterable[bytes], sha256: str, run: Run) -> Iterator[Item]:
    """One log of several that are read together."""
    rows = Rows()

    def read(line: bytes, place: Place) -> Exchange | Apart | None:
        row = rows.read(line)
        if row is None or isinstance(row, Apart):
            return row
        log = LOGS.get(row.log)
        return log(row.fields, place, run) if log else Apart(f"{row.log[:40] or 'other'} records")

    return lines.items(chunks, sha256, read, run)


ORDER = ("dns", "x509", "quic", "ssl", "http", "conn")
"""What has to be read before what it names."""


def rank(head: bytes) -> int:
    """Where a log stands among those of its run, told by its first lines."""
    rows = Rows()
    found = (rows.read(line) for line in head.split(b"\n")[:_LOOK])
    log = next((row.log for row in found if isinstance(row, Row)), "") or rows.log
    return ORDER.index(log) if log in ORDER else len(ORDER)


_LOOK = 50
"""Lines at the beginning by which a log is told."""
