"""HTTP flows of a mitmproxy dump: the request as it left, mitmproxy keeps its body as it went over the wire."""

from __future__ import annotations

import re
from typing import Any

from gwanmun.capture.fields import port, sub
from gwanmun.capture.harhead import address, http_version
from gwanmun.capture.mitmfields import server_address, socket, string, whole
from gwanmun.transfer import Endpoint, Headers, Request, Response, first

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", re.ASCII)
_PORTS = {"http": 80, "https": 443}

NOT_HELD = "the capture does not hold the body"
CUT = "the flow ended with an error before the request was complete"


def endpoint(flow: dict[str, Any]) -> Endpoint | None:
    """Where a request went; None when nothing names it.

    A proxy that was addressed by nobody (transparent, WireGuard, local) knows the server by its address only: then
    the authority that the message names, else the server name of TLS, stands for it.
    """
    request, ip = sub(flow, "request"), server_address(flow)
    asked = string(request, "host") or socket(sub(flow, "server_conn"), "address")[0]
    host, named_by = _named(flow, asked) if address(asked) and not _reverse(flow) else (asked, "")
    if not host and not ip:
        return None
    scheme = string(request, "scheme").lower() or "https"
    at = port(request, "port") or socket(sub(flow, "server_conn"), "address")[1] or _PORTS.get(scheme, 0)
    sni = string(sub(flow, "server_conn"), "sni") or None
    return Endpoint(host.lower() or None, at, scheme, ip or address(asked), sni, named_by)


def _named(flow: dict[str, Any], asked: str) -> tuple[str, str]:
    request = sub(flow, "request")
    authority = string(request, "authority") or first(header_fields(request), "host") or ""
    name, sni = _without_port(authority), string(sub(flow, "server_conn"), "sni")
    if name and not address(name):
        return name, "http-host"
    return (sni, "sni") if sni else (asked, "")


def _without_port(authority: str) -> str:
    return re.sub(r":[0-9]*$", "", authority) if authority.count(":") == 1 or "]" in authority else authority


def _reverse(flow: dict[str, Any]) -> bool:
    return string(sub(flow, "client_conn"), "proxy_mode").startswith("reverse")


def header_fields(message: dict[str, Any]) -> Headers:
    """Names in lower case, trailers at the end; HTTP/2's `:authority` stands for a missing `host`."""
    pairs = [*_pairs(message.get("headers")), *_pairs(message.get("trailers"))]
    authority = string(message, "authority")
    if authority and not any(name == "host" for name, _ in pairs):
        pairs.insert(0, ("host", authority))
    return tuple(pairs)


def _pairs(rows: object) -> list[tuple[str, str]]:
    """What is no name of a field (RFC 9110 section 5.1) is left out; line ends cannot stand in a value."""
    found = [row for row in rows if isinstance(row, list) and len(row) == 2] if isinstance(rows, list) else []
    named = [(string({"": name}, "").lower(), string({"": value}, "")) for name, value in found]
    return [(name, re.sub(r"[\r\n\0]+", " ", value)) for name, value in named if _TOKEN.fullmatch(name)]


def body(message: dict[str, Any]) -> bytes | None:
    """The body on the wire, transfer coding removed; None when it was streamed or not kept."""
    content = message.get("content", message.get("body"))
    return content if isinstance(content, bytes) else None


def request(message: dict[str, Any]) -> Request:
    method = string(message, "method").upper()
    target = string(message, "path") or "/"
    return Request(method or "GET", target, header_fields(message), body(message) or b"", _version(message))


def lacking(flow: dict[str, Any], made: Request) -> str:
    """Why the request was not read in full, "" when it was."""
    message = sub(flow, "request")
    if "timestamp_end" in message and message["timestamp_end"] is None:
        return CUT
    if body(message) is not None or not _announces(made):
        return ""
    size = made.header("content-length") or ""
    return f"{NOT_HELD} ({int(size):,} bytes)" if re.fullmatch(r"[0-9]{1,18}", size, re.ASCII) else NOT_HELD


def _announces(made: Request) -> bool:
    """A body is there when a field says so (RFC 9112 section 6.1); in HTTP/2 and 3 none needs to."""
    if made.header("transfer-encoding"):
        return True
    return (made.header("content-length") or ("0" if made.method in ("GET", "HEAD") else "")) != "0"


def response(message: dict[str, Any]) -> Response | None:
    status = whole(message, "status_code") or whole(message, "code")
    if not 100 <= status <= 999:
        return None
    reason = string(message, "reason") or string(message, "msg")
    return Response(status, header_fields(message), body(message) or b"", reason, _version(message))


def _version(message: dict[str, Any]) -> str:
    """Until version 0.13 a list of two numbers."""
    old = message.get("httpversion")
    return http_version(
        string(message, "http_version") or (f"http/{old[0]}.{old[-1]}" if isinstance(old, list) and old else "")
    )
