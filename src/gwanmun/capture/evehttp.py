"""Suricata's http events -> requests: method, URL, header fields, and the body where `http-body` is switched on."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from gwanmun.capture.evepeer import begun
from gwanmun.capture.fields import count, rows, sub, text
from gwanmun.capture.harhead import http_version
from gwanmun.capture.loghttp import NAME_ONLY, asked, known, without_body
from gwanmun.capture.names import Named, peer
from gwanmun.capture.place import Place
from gwanmun.capture.run import Run
from gwanmun.transfer import Endpoint, Exchange, Headers, Request, Response, first


def http(event: dict[str, Any], place: Place, run: Run) -> Exchange | None:
    """A request in clear text; one made to a proxy leads to the place in its URL."""
    made, said = begun(event, place), sub(event, "http")
    if made is None:
        return None
    name = peer(text(said, "hostname").rpartition(":")[0] or text(said, "hostname"))
    here = Endpoint(name or None, made.port, "http", made.ip, None, "http-host" if name else "")
    method, version = text(said, "http_method") or "GET", http_version(text(said, "protocol"))
    line = asked(method, text(said, "url"), header_fields(said), version, here)
    if line is None:
        return None
    run.names.connection(made.uid, Named(name, here.named_by))
    exchange = Exchange(place.id, made.at, made.origin, line.endpoint, place.provenance)
    if line.request is None:
        return place.named(exchange, NAME_ONLY)
    run.request(made.uid)
    body, exact = _body(said)
    asking = line.request
    request = Request(asking.method, asking.target, asking.headers, body, asking.version)
    response = _response(said)
    missing = max(0, _length(request.headers) - len(body))
    if exact and body and not missing:
        return place.full(exchange, request, response)
    return place.head(exchange, request, response, PRINTED if body and not exact else without_body(missing))


PRINTED = "a log: of the body it holds the printable characters only"


def header_fields(said: dict[str, Any]) -> Headers:
    """All of them where `dump-all-headers` is on, else the few that every event has."""
    dumped = tuple((text(row, "name").lower(), text(row, "value")) for row in rows(said, "request_headers"))
    few = (("host", "hostname"), ("user-agent", "http_user_agent"), ("referer", "http_refer"))
    return dumped or known(*((name, text(said, key)) for name, key in few))


def _body(said: dict[str, Any]) -> tuple[bytes, bool]:
    """The body as far as it was logged, and whether byte for byte."""
    try:
        exact = base64.b64decode(text(said, "http_request_body"), validate=True)
    except (binascii.Error, ValueError):
        exact = b""
    return (exact, True) if exact else (text(said, "http_request_body_printable").encode("utf-8", "replace"), False)


def _length(headers: Headers) -> int:
    return count({"size": first(headers, "content-length") or ""}, "size") or 0


def _response(said: dict[str, Any]) -> Response | None:
    status = count(said, "status") or 0
    media = text(said, "http_content_type")
    return Response(status, known(("content-type", media)), b"") if 100 <= status <= 999 else None
