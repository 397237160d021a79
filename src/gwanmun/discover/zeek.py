"""Zeek's tab-separated logs (conn, dns, ssl, http, quic): a heading names the fields, each line has their values.

Zeek documentation, "Zeek log formats". conn.log names no host: its addresses are what is left when no other log does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gwanmun.discover.columns import Columns, Kind, Lines
from gwanmun.discover.days import epoch_days
from gwanmun.discover.squid import named

HOST: Mapping[str, str] = {
    "conn": "id.resp_h",
    "dns": "query",
    "ssl": "server_name",
    "http": "host",
    "quic": "server_name",
}
"""Which field names the peer, by log (`_path`)."""

UP: Mapping[str, str] = {"conn": "orig_bytes", "http": "request_body_len"}
DOWN: Mapping[str, str] = {"conn": "resp_bytes", "http": "response_body_len"}
UNSET = frozenset({b"-", b"(empty)", b""})


@dataclass(frozen=True, slots=True)
class ZeekTsv:
    """A reader for the fields that one heading names; a later heading in the same file starts nothing new."""

    name: str
    kind: Kind
    fields: tuple[str, ...]

    def read(self, block: bytes) -> Lines:
        rows, unread, passed = self._rows(block)
        if not rows:
            return Lines(None, unread, passed)
        columns = dict(zip(self.fields, zip(*rows, strict=False), strict=False))
        log = self.name.removeprefix("zeek-")
        hosts = columns[HOST[log]]
        clients = columns["id.orig_h"]
        found = Columns(
            hosts=hosts,
            people=named(list(columns["username"]), list(clients)) if "username" in columns else clients,
            days=epoch_days(columns["ts"]),
            up=_numbers(columns.get(UP.get(log, ""))),
            down=_numbers(columns.get(DOWN.get(log, ""))),
            addresses=None if log == "dns" else columns.get("id.resp_h"),
        )
        return self._with_names(found, unread, passed)

    def _rows(self, block: bytes) -> tuple[list[list[bytes]], list[bytes], int]:
        """Only as many fields as are needed are cut off each line; a line with fewer is not one of this log."""
        need = self._need
        lines = block.split(b"\n")
        rows = [line.split(b"\t", need) for line in lines]
        if b"#" not in block and set(map(len, rows[:-1])) == {need + 1} and not lines[-1]:
            rows.pop()
            return rows, [], 0
        return _one_by_one(lines, rows, need + 1)

    @property
    def _need(self) -> int:
        log = self.name.removeprefix("zeek-")
        wanted = {"ts", "id.orig_h", "id.resp_h", HOST[log], UP.get(log, ""), DOWN.get(log, ""), "username"}
        return min(1 + max(n for n, field in enumerate(self.fields) if field in wanted), len(self.fields) - 1)

    def _with_names(self, found: Columns, unread: list[bytes], passed: int) -> Lines:
        if UNSET.isdisjoint(found.hosts):
            return Lines(found, unread, passed)
        keep = [host not in UNSET for host in found.hosts]
        return Lines(found.where(keep), unread, passed + keep.count(False))


def _one_by_one(lines: list[bytes], rows: list[list[bytes]], fields: int) -> tuple[list[list[bytes]], list[bytes], int]:
    good, unread, passed = [], [], 0
    for line, row in zip(lines, rows, strict=True):
        if line.startswith(b"#") or not line.strip():
            passed += line.startswith(b"#")
        elif len(row) == fields and row[0][:1].isdigit():
            good.append(row)
        else:
            unread.append(line)
    return good, unread, passed


def _numbers(column: tuple[bytes, ...] | None) -> list[int] | None:
    return None if column is None else [int(text) if text.isdigit() else 0 for text in column]


def recognise(head: bytes) -> ZeekTsv | None:
    """The reader for a log that begins with Zeek's heading, or has it within the first lines."""
    path = ""
    fields: tuple[str, ...] = ()
    for line in head.split(b"\n")[:64]:
        words = line.rstrip(b"\r").split(b"\t")
        if words[0] == b"#path" and len(words) > 1:
            path = words[1].decode("ascii", "replace")
        if words[0] == b"#fields":
            fields = tuple(word.decode("ascii", "replace") for word in words[1:])
    if path not in HOST or not {"ts", "id.orig_h", HOST[path]} <= set(fields):
        return None
    return ZeekTsv(f"zeek-{path}", "lookup" if path == "dns" else "request", fields)
