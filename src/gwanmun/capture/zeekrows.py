"""The lines of a Zeek log -> rows: tab-separated text with its own header, or a JSON object a line.

A row maps Zeek's field names to text, numbers, booleans or lists; fields that are unset are not there. Nested or
underscored names (`id: {orig_h}`, `id_orig_h`), as some log shippers write them, become `id.orig_h`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from gwanmun.capture.fields import parsed, text
from gwanmun.capture.lines import Apart

_ESCAPE = re.compile(r"\\x([0-9A-Fa-f]{2})")
_ENDS = ("orig_h", "orig_p", "resp_h", "resp_p")
_SIGNS: tuple[tuple[str, str], ...] = (
    ("client_initial_dcid", "quic"),
    ("conn_state", "conn"),
    ("certificate.subject", "x509"),
    ("certificate.serial", "x509"),
    ("qtype_name", "dns"),
    ("query", "dns"),
    ("cipher", "ssl"),
    ("ssl_history", "ssl"),
    ("server_name", "ssl"),
    ("uri", "http"),
    ("status_code", "http"),
)
"""A JSON log need not say which it is: the first of these fields tells."""


class Row(NamedTuple):
    """One record and the log it is of (`conn`, `ssl`, …; "" when that cannot be told)."""

    log: str
    fields: dict[str, Any]


class Rows:
    """Reads line by line: header lines of the text form say how the lines after them are read."""

    def __init__(self) -> None:
        self._separator, self._between = "\t", ","
        self._empty, self._unset = "(empty)", "-"
        self.log = ""
        self._names: list[str] = []
        self._types: list[str] = []
        self._many: list[str] = []

    def read(self, line: bytes) -> Row | Apart | None:
        if not line.strip():
            return Apart()
        if line.startswith(b"#"):
            self._header(line.decode("utf-8", "surrogateescape"))
            return Apart()
        return _json(line) if line.lstrip().startswith(b"{") else self._text(line)

    def _header(self, line: str) -> None:
        if line.startswith("#separator "):
            self._separator = _plain(line.removeprefix("#separator ")) or "\t"
            return
        name, *values = line.split(self._separator)
        first = _plain(values[0]) if values else ""
        if name in ("#fields", "#types"):
            self._names, self._types = (values, self._types) if name == "#fields" else (self._names, values)
            pairs = zip(self._names, self._types, strict=False)
            self._many = [field for field, kind in pairs if kind.startswith(("vector", "set"))]
        elif name == "#path":
            self.log = first
        elif name == "#set_separator":
            self._between = first or ","
        elif name in ("#empty_field", "#unset_field"):
            self._empty, self._unset = (first, self._unset) if name == "#empty_field" else (self._empty, first)

    def _text(self, line: bytes) -> Row | None:
        text = line.decode("utf-8", "surrogateescape")
        values = text.split(self._separator)
        if len(values) != len(self._names):
            return None
        unset = self._unset
        fields: dict[str, Any] = {name: cell for name, cell in zip(self._names, values, strict=True) if cell != unset}
        odd = "\\x" in text or self._empty in text
        for name in self._many:
            if cell := fields.get(name):
                fields[name] = [] if cell == self._empty else cell.split(self._between)
        if odd:
            fields = {name: self._unescaped(cell) for name, cell in fields.items()}
        return Row(self.log or _told(fields), fields)

    def _unescaped(self, cell: str | list[str]) -> str | list[str]:
        if isinstance(cell, list):
            return [_plain(each) for each in cell]
        return "" if cell == self._empty else _plain(cell)


def _plain(cell: str) -> str:
    """Zeek writes what is not printable, and its separators, as `\\x` and two digits."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), cell) if "\\x" in cell else cell


def _json(line: bytes) -> Row | None:
    try:
        fields = parsed(line)
    except ValueError:
        return None
    if isinstance(fields, dict) and len(fields) == 1:  # Zeek's Kafka writer wraps a record in the name of its log
        ((log, inner),) = fields.items()
        if isinstance(inner, dict):
            return _row(log, inner)
    return _row(text(fields, "_path"), fields) if isinstance(fields, dict) else None


def _row(log: str, fields: dict[str, Any]) -> Row:
    nested = fields.get("id")
    for end in () if "id.orig_h" in fields else _ENDS:
        value = nested.get(end) if isinstance(nested, dict) else fields.get(f"id_{end}")
        if value is not None:
            fields[f"id.{end}"] = value
    return Row(log or _told(fields), fields)


def _told(fields: Mapping[str, Any]) -> str:
    return next((name for field, name in _SIGNS if field in fields), "")


def strings(fields: Mapping[str, Any], name: str) -> list[str]:
    """A vector or set as texts; empty when absent."""
    value = fields.get(name)
    if isinstance(value, list):
        return [each for each in value if isinstance(each, str)]
    return [value] if isinstance(value, str) and value else []


def flag(fields: Mapping[str, Any], name: str) -> bool | None:
    """A boolean of either form; None when absent."""
    value = fields.get(name)
    return value if isinstance(value, bool) else {"T": True, "F": False}.get(str(value))
