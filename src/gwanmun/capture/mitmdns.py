"""The question and the addresses of a DNS flow in a mitmproxy dump."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import Any

from gwanmun.capture.fields import rows
from gwanmun.capture.mitmfields import string, whole

_LENGTHS = {1: 4, 28: 16}
"""Octets of an A (RFC 1035) and an AAAA record (RFC 3596)."""


def question(message: dict[str, Any]) -> tuple[str, str]:
    """Name and type number of the first question; resolvers answer no message with more than one (RFC 9619)."""
    asked = rows(message, "questions")
    return (string(asked[0], "name"), str(whole(asked[0], "type"))) if asked else ("", "")


def answers(message: dict[str, Any]) -> Iterator[str]:
    """The addresses in the answer."""
    for row in rows(message, "answers"):
        data, kind = row.get("data"), whole(row, "type")
        if isinstance(data, bytes) and len(data) == _LENGTHS.get(kind):
            yield str(ipaddress.ip_address(data))
