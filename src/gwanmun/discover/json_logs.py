"""Logs with a JSON object on each line: Zeek's JSON logs, Suricata's EVE, AdGuard Home's query log.

Zeek documentation ("JSON logs"), Suricata user guide ("EVE JSON format"), AdGuard Home source (querylog entries).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson

from gwanmun.discover import zeek
from gwanmun.discover.columns import Columns, Kind, Lines
from gwanmun.discover.days import hour, of_epoch, of_iso

Record = Mapping[str, Any]


class Use(NamedTuple):
    """One line: host, person, time as written, bytes up and down, address of the peer ("" where not known)."""

    host: str
    person: str
    time: str
    up: int
    down: int
    address: str


Taken = Use | None


def of_zeek(row: Record, log: str) -> Taken:
    """A line of a Zeek log; None when it names no peer."""
    host = _text(row, zeek.HOST[log])
    if not host or host in ("-", "(empty)"):
        return None
    person = _text(row, "username")
    return Use(
        host,
        person if person not in ("", "-") else _text(row, "id.orig_h"),
        _time(row.get("ts")),
        _number(row, zeek.UP.get(log, "")),
        _number(row, zeek.DOWN.get(log, "")),
        "" if log == "dns" else _text(row, "id.resp_h"),
    )


def of_eve(row: Record, event: str) -> Taken:
    """A Suricata event of type dns (queries only), tls, http, quic or flow; None for what names no peer."""
    detail = row.get(event)
    if not isinstance(detail, dict):
        return None
    host, up, down = EVE[event](row, detail)
    if not host:
        return None
    address = "" if event == "dns" else _text(row, "dest_ip")
    return Use(host, _text(row, "src_ip"), _time(row.get("timestamp")), up, down, address)


def _eve_dns(row: Record, detail: Record) -> tuple[str, int, int]:
    if detail.get("type") not in ("query", "request"):
        return "", 0, 0
    queries = detail.get("queries")
    asked = queries[0] if isinstance(queries, list) and queries and isinstance(queries[0], dict) else detail
    return _text(asked, "rrname"), 0, 0


def _eve_flow(row: Record, detail: Record) -> tuple[str, int, int]:
    return _text(row, "dest_ip"), _number(detail, "bytes_toserver"), _number(detail, "bytes_toclient")


EVE: Mapping[str, Callable[[Record, Record], tuple[str, int, int]]] = {
    "dns": _eve_dns,
    "tls": lambda row, detail: (_text(detail, "sni"), 0, 0),
    "quic": lambda row, detail: (_text(detail, "sni"), 0, 0),
    "http": lambda row, detail: (_text(detail, "hostname"), 0, _number(detail, "length")),
    "flow": _eve_flow,
}


def of_adguard(row: Record, _: str) -> Taken:
    """One query of AdGuard Home: `QH` the name, `IP` the client, `T` the time."""
    host = _text(row, "QH")
    return Use(host, _text(row, "IP"), _time(row.get("T")), 0, 0, "") if host else None


def _text(row: Record, key: str) -> str:
    value = row.get(key)
    return value if isinstance(value, str) else ""


def _number(row: Record, key: str) -> int:
    value = row.get(key)
    return int(value) if isinstance(value, (int, float)) and 0 <= value < 1 << 53 else 0


def _time(value: object) -> str:
    return value if isinstance(value, str) else f"{value:.3f}" if isinstance(value, (int, float)) else ""


READ: Mapping[str, Callable[[Record, str], Taken]] = {"zeek": of_zeek, "eve": of_eve, "adguard": of_adguard}


@dataclass(frozen=True, slots=True)
class JsonLines:
    """A reader for one kind of record: `form` is whose JSON it is, `record` the log or event (`dns`, `tls` …)."""

    name: str
    kind: Kind
    form: str
    record: str

    def read(self, block: bytes) -> Lines:
        uses, unread, passed = [], [], 0
        take = READ[self.form]
        for line in block.split(b"\n"):
            if not line.strip():
                continue
            row = _object(line)
            if row is None or classify(row) is None:
                unread.append(line)
            elif classify(row) != (self.form, self.record):
                passed_here, other = _elsewhere(row, self)
                passed += passed_here
                unread += [line] if other else []
            elif (use := take(row, self.record)) is not None:
                uses.append(use)
            else:
                passed += 1
        return Lines(_columns(uses) if uses else None, unread, passed)


def _elsewhere(row: Record, reader: JsonLines) -> tuple[int, bool]:
    """Whether a record of another type merely passes, or is one that another reader counts."""
    kind = classify(row)
    other = kind is not None and kind[1] != ""
    return int(not other), other


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return row if isinstance(row, dict) else None


def classify(row: Record) -> tuple[str, str] | None:
    """(whose, which record) of a JSON line: which is "" for a record type that says nothing of a use."""
    event = row.get("event_type")
    if isinstance(event, str):
        return "eve", event if event in EVE else ""
    if "QH" in row and "T" in row:
        return "adguard", "dns"
    if "id.orig_h" in row or "_path" in row or "_write_ts" in row:
        path = row.get("_path")
        return "zeek", path if isinstance(path, str) and path in zeek.HOST else _guessed(row) if path is None else ""
    return None


def _guessed(row: Record) -> str:
    """Zeek writes `_path` only where it is told to; the fields tell the log as well."""
    marks = (
        ("query", "dns"),
        ("host", "http"),
        ("ssl_history", "ssl"),
        ("cipher", "ssl"),
        ("server_name", "ssl"),
        ("conn_state", "conn"),
    )
    return next((log for field, log in marks if field in row), "")


def _columns(uses: list[Use]) -> Columns:
    hosts, people, times, ups, downs, addresses = zip(*uses, strict=True)
    return Columns(
        hosts=[_bytes(host) for host in hosts],
        people=[_bytes(person) for person in people],
        days=_days(times),
        up=ups if any(ups) else None,
        down=downs if any(downs) else None,
        addresses=[_bytes(address) for address in addresses] if any(addresses) else None,
    )


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _days(times: tuple[str, ...]) -> list[int]:
    return [of_iso(hour(_bytes(t))) if "-" in t[:5] else of_epoch(_bytes(t[:8])) for t in times]


def _reader(form: str, record: str) -> JsonLines:
    return JsonLines(f"{form}-{record}-json", "lookup" if record == "dns" else "request", form, record)


READERS = (
    *(_reader("zeek", log) for log in zeek.HOST),
    *(_reader("eve", event) for event in EVE),
    _reader("adguard", "dns"),
)


def recognise(head: bytes) -> JsonLines | None:
    """The reader for the first record in the head that says anything of a use."""
    for line in head.split(b"\n"):
        row = _object(line) if line.lstrip()[:1] == b"{" else None
        found = classify(row) if row else None
        for reader in READERS:
            if found == (reader.form, reader.record):
                return reader
    return None
