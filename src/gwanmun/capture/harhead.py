"""The heads of a HAR entry: endpoint, target, header fields, HTTP version, time."""

from __future__ import annotations

import ipaddress
import re
from datetime import UTC, datetime
from functools import lru_cache
from socket import AF_INET, inet_pton
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from gwanmun.capture.fields import rows, text
from gwanmun.transfer import Endpoint, Headers

_PORTS = {"http": 80, "ws": 80, "https": 443, "wss": 443}
VISIBLE = "".join(map(chr, range(0x21, 0x7F)))
_DECIMAL = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,9})?", re.ASCII)
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", re.ASCII)


def address(value: str) -> str | None:
    """An IP address in its canonical text form, with or without the brackets of a URL; None for anything else."""
    return _address(value) if len(value) <= _LONGEST else None


_LONGEST = 64
"""Characters of an address: 45, brackets and the name of a zone."""


@lru_cache(16_384)
def _address(value: str) -> str | None:
    try:
        inet_pton(AF_INET, value)  # four times as fast, and what it takes is canonical (RFC 6943 section 3.1.1)
        return value
    except (OSError, ValueError):
        return _literal(value)


def _literal(value: str) -> str | None:
    try:
        return str(ipaddress.ip_address(value.strip("[]")))
    except ValueError:
        return None


def endpoint(url: str, method: str, ip: str | None) -> Endpoint | None:
    """Where a URL (or the `host:port` of a CONNECT) leads; None when neither it nor `ip` names anything."""
    if method.upper() == "CONNECT" and "://" not in url:
        url = f"https://{url}"
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port, parts = None, None, urlsplit("")
    if not host and not ip:
        return None
    scheme = parts.scheme if parts.scheme in _PORTS else "https"
    return Endpoint(_ascii(host) if host else None, port or _PORTS[scheme], scheme, ip or address(host or ""))


def _ascii(host: str) -> str:
    """The name as DNS knows it (RFC 5890 A-label); one that has no such form stays as it is."""
    try:
        return host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        return host


def target(request: dict[str, Any]) -> str:
    """Origin-form: path and query as they went over the wire, without the fragment, which never does."""
    url = text(request, "url")
    if "?" in url or not request.get("queryString"):
        return origin_form(url)
    query = urlencode([(text(q, "name"), text(q, "value")) for q in rows(request, "queryString")])
    return origin_form(f"{url.partition('#')[0]}?{query}" if query else url)


def origin_form(url: str) -> str:
    """Path and query of a URL (RFC 9112 section 3.2.1), what may not stand there as it is percent-encoded as UTF-8."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "/"
    return quote(
        f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}", safe=VISIBLE, errors="surrogateescape"
    )


def header_fields(message: dict[str, Any]) -> Headers:
    """Names in lower case. HTTP/2 pseudo fields (RFC 9113 section 8.3) are left out except that `:authority` stands
    for a missing `host`; a value with line breaks is several fields, as browsers write `set-cookie`."""
    pairs = [(text(row, "name").strip().lower(), text(row, "value")) for row in rows(message, "headers")]
    fields = [(n, line.strip()) for n, value in pairs for line in _lines(value) if _TOKEN.fullmatch(n)]
    names = {name for name, _ in fields}
    if "host" not in names:
        fields = [("host", value) for name, value in pairs if name == ":authority"][:1] + fields
    return (*fields, *([] if "cookie" in names or "method" not in message else _cookie(message)))


def _lines(value: str) -> list[str]:
    return re.split(r"[\r\n]+", value) if "\n" in value or "\r" in value else [value]


def _cookie(request: dict[str, Any]) -> Headers:
    """Some tools keep cookies in their own list only."""
    cookies = "; ".join(f"{text(c, 'name')}={text(c, 'value')}" for c in rows(request, "cookies"))
    return (("cookie", re.sub(r"[\r\n\x00]+", " ", cookies)),) if cookies else ()


def version(message: dict[str, Any]) -> str:
    return http_version(text(message, "httpVersion"))


def http_version(written: str) -> str:
    """ "1.0", "1.1", "2" or "3"; tools write `h2`, `http/2.0`, `HTTP/3`, `unknown`."""
    match = re.search(r"(?:http/|h)(1\.0|1\.1|2|3)", written.lower())
    return match[1] if match else "1.1"


def moment(value: object) -> float | None:
    """Unix seconds of an ISO 8601 date (no zone given: UTC), or of a number of seconds or milliseconds, or its text."""
    if isinstance(value, str) and _DECIMAL.fullmatch(value):
        value = float(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        seconds = value / 1000 if value > 1e11 else float(value)
        return seconds if 0 < seconds < 1e11 else None
    try:
        date = datetime.fromisoformat(value.strip()) if isinstance(value, str) else None
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() if date else None
    except (ValueError, OverflowError):
        return None
