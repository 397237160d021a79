"""Reads fields of a parsed JSON value whose shape nobody promised: the wrong type counts as absent."""

from __future__ import annotations

import json
import math
from typing import Any

import orjson


def parsed(raw: bytes) -> Any:
    """The JSON value in `raw`; ValueError when it is none.

    orjson refuses what browsers do write (lone surrogates, NaN), so the standard library gets a second try.
    """
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        return _lenient(raw)


def _lenient(raw: bytes) -> Any:
    try:
        return json.loads(raw.decode("utf-8", "replace"), strict=False)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def text(table: dict[str, Any], key: str) -> str:
    """A string, or a number as its text; "" when absent. Lone surrogates become U+FFFD, for no byte stands for them."""
    value = table.get(key)
    if value.__class__ is str and value.isascii():
        return value
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return str(value) if isinstance(value, (int, float)) else ""


def number(table: dict[str, Any], key: str) -> float | None:
    """A finite number, also one written as a string; None when absent."""
    try:
        value = float(text(table, key))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


MAX_COUNT = 1 << 53
"""Above it a JSON reader may not keep a whole number exact (RFC 8259 section 6)."""
_DIGITS = 16
"""A decimal number with fewer is below it."""


def count(table: dict[str, Any], key: str) -> int | None:
    """A whole number from 0 to `MAX_COUNT`; None when absent."""
    plain = table.get(key)
    if plain.__class__ is str and plain.isdecimal() and len(plain) < _DIGITS:
        return int(plain)
    value = number(table, key)
    return None if value is None else int(min(max(value, 0.0), MAX_COUNT))


def port(table: dict[str, Any], key: str) -> int:
    """A TCP or UDP port; 0 when absent or none."""
    value = count(table, key) or 0
    return value if value < 1 << 16 else 0


def sub(table: dict[str, Any], key: str) -> dict[str, Any]:
    value = table.get(key)
    return value if isinstance(value, dict) else {}


def rows(table: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """The objects of a list; what is not an object is left out."""
    value = table.get(key)
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
