"""Zeek's http records -> the heads of requests: method, target and the few header fields that are logged."""

from __future__ import annotations

from typing import Any

from gwanmun.capture.fields import count, text
from gwanmun.capture.loghttp import NAME_ONLY, asked, known, without_body
from gwanmun.capture.names import Named, peer
from gwanmun.capture.place import Place
from gwanmun.capture.run import Run
from gwanmun.capture.zeekpeer import begun
from gwanmun.transfer import Endpoint, Exchange, Headers, Response, Volume


def http(fields: dict[str, Any], place: Place, run: Run) -> Exchange | None:
    """A request in clear text; one made to a proxy leads to the place in its URL."""
    made = begun(fields, place)
    if made is None:
        return None
    where = _here(text(fields, "host"), made.port, made.ip)
    headers = known(*((name, text(fields, key)) for name, key in _FIELDS))
    line = asked(text(fields, "method") or "GET", text(fields, "uri"), headers, text(fields, "version") or "1.1", where)
    if line is None:
        return None
    run.names.connection(made.uid, Named(where.host or "", where.named_by))
    exchange = Exchange(
        place.id, made.at, made.origin, line.endpoint, place.provenance, line.request, volume=_volume(fields)
    )
    if line.request is None:
        return place.named(exchange, NAME_ONLY)
    run.request(made.uid)
    size = count(fields, "request_body_len") or 0
    return place.head(exchange, line.request, _response(fields), without_body(size))


_FIELDS = (("host", "host"), ("user-agent", "user_agent"), ("referer", "referrer"), ("origin", "origin"))


def _here(host: str, port: int, ip: str) -> Endpoint:
    """The place of an origin-form request: the Host field's name (RFC 9110 section 7.2) at the server's address."""
    name = peer(host.rpartition(":")[0] if host.count(":") == 1 else host)
    return Endpoint(name or None, port, "http", ip, None, "http-host" if name else "")


def _response(fields: dict[str, Any]) -> Response | None:
    status = count(fields, "status_code") or 0
    headers: Headers = ()
    return Response(status, headers, b"", text(fields, "status_msg")) if 100 <= status <= 999 else None


def _volume(fields: dict[str, Any]) -> Volume | None:
    """Bytes of the two bodies."""
    up, down = count(fields, "request_body_len"), count(fields, "response_body_len")
    if up is None and down is None:
        return None
    return Volume(-1 if up is None else up, -1 if down is None else down)
