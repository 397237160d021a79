"""A request as a log line holds it: method, URL, a few header fields and no body -> the head of an exchange."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from gwanmun.capture.harhead import VISIBLE, address, origin_form
from gwanmun.capture.names import peer
from gwanmun.transfer import Endpoint, Headers, Request

NAME_ONLY = "the capture holds no more than the name or address of the peer"
NO_BODY = "the capture does not hold the body"
FEW_FIELDS = "a log: of the header fields it holds only a few"

PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443, "ftp": 21}


class Asked(NamedTuple):
    """Where a request line leads and what it asks there; `request` is None for a tunnel (CONNECT)."""

    endpoint: Endpoint
    request: Request | None


def asked(
    method: str, url: str, headers: Headers = (), version: str = "1.1", here: Endpoint | None = None
) -> Asked | None:
    """A request line as a proxy or a sensor logged it; None when nothing names a host.

    `here` is where the connection of an origin-form request went; a URL or the `host:port` of a CONNECT (RFC 9110
    section 9.3.6) names its own place, and the address that was connected to is then the proxy's.
    """
    if method.upper() == "CONNECT":
        where = _authority(url, "https", "connect")
        return Asked(where, None) if where else None
    scheme, mark, rest = url.partition("://")
    where = _authority(rest, scheme.lower(), "") if mark and "/" not in scheme and "?" not in scheme else here
    if where is None:
        return None
    target = _target(url, rest) if where is not here else quote(url or "/", safe=VISIBLE, errors="surrogateescape")
    return Asked(where, Request(method.upper() or "GET", target, headers, b"", version))


def _target(url: str, rest: str) -> str:
    """Path and query of a URL, of which `rest` stands behind the scheme: most need no second look."""
    authority, mark, path = rest.partition("/")
    plain = mark and url.isascii() and _PLAIN.fullmatch(path) and not _END.search(authority)
    return f"/{path}" if plain else origin_form(url)


_PLAIN = re.compile(r"(?:[!\"$->@-\[\]-~]|\?(?=.))*")
"""Printable, without a fragment, a backslash or an empty query."""


def _authority(text: str, scheme: str, named_by: str) -> Endpoint | None:
    """Of the text after `scheme://` only what stands before path and query matters."""
    end = _END.search(text)
    return _place(text[: end.start() if end else None][:_LONGEST], scheme[:_LONGEST], named_by)


_END = re.compile(r"[/?#\\]")
_LONGEST = 1024
"""Characters of user, host and port that are looked at."""


@lru_cache(16_384)
def _place(text: str, scheme: str, named_by: str) -> Endpoint | None:
    try:
        parts = urlsplit(f"//{text}")
        host, port = peer(parts.hostname or ""), parts.port
    except ValueError:
        return None
    return Endpoint(host, port or PORTS.get(scheme, 0), scheme, address(host), None, named_by) if host else None


def without_body(size: int) -> str:
    """Why a logged request is not seen in full; `size` is the length of its body, 0 when it had none."""
    return f"{NO_BODY} ({size:,} bytes)" if size else FEW_FIELDS


def known(*fields: tuple[str, str]) -> Headers:
    """Header fields that the log has a value for; `-` stands for none."""
    return tuple((name, value) for name, value in fields if value not in ("", "-"))
