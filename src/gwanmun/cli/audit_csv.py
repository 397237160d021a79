"""An audit as a table: one exchange a row, for a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

from gwanmun.capture.read import STDIN

BOM = "\ufeff"
"""Without it a Korean Windows takes the file for CP949."""

COLUMNS = (
    *("at", "capture", "entry", "user", "unit", "app", "device", "address"),
    *("host", "ip", "port", "scheme", "named_by", "service", "category", "operator", "operator_country"),
    *("parent", "parent_country", "server_country", "network", "method", "path", "size", "up", "down"),
    *("seen", "opaque", "kinds", "action", "rule", "id"),
)

_FORMULA = re.compile(r"[ \u3000]*[=+@\uff1d\uff0b\uff20\t\r\n-]")
"""What a spreadsheet would calculate (OWASP, "CSV Injection"), also in full width and behind spaces."""


def row(values: Sequence[Any]) -> str:
    """One line of RFC 4180, its end included."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow([_cell(value) for value in values])
    return line.getvalue()


def cells(entry: Mapping[str, Any], path: str) -> list[Any]:
    """The cells of one entry; `path` is the capture's."""
    nested = ("recipient", "origin", "endpoint", "volume", "evidence")
    flat = {key: value for key, value in entry.items() if key not in nested}
    flat |= entry["origin"] | entry.get("volume", {}) | entry["recipient"] | entry["endpoint"]
    flat |= {"capture": STDIN if path == "-" else path, "entry": entry["evidence"]["entry"]}
    flat["kinds"] = "; ".join(f"{kind} {count}" for kind, count in entry["kinds"].items())
    flat |= {name: None for name in ("up", "down") if flat.get(name) == -1}  # not known
    return [flat.get(name) for name in COLUMNS]


def _cell(value: Any) -> str:
    """Text that a spreadsheet shows and does not calculate."""
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and _FORMULA.match(text) else text
