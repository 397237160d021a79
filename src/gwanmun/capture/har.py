"""HTTP Archive 1.2 (HAR) -> exchanges: browsers' developer tools, Charles, mitmproxy, HTTP Toolkit, Android tools.

Each writes its own dialect and no field can be relied on: what is missing or broken becomes an `Unreadable` beside
the exchange that could still be made. Entries that never left the machine (`data:`, `blob:`, extensions) are left
out. HAR stores responses decoded; header fields are corrected to match. Source: the HAR 1.2 specification.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from gwanmun.capture.elements import Elements
from gwanmun.capture.fields import count, parsed, rows, sub, text
from gwanmun.capture.harbody import Missing, fitting, missing, request_body, response_body
from gwanmun.capture.harhead import address, endpoint, header_fields, moment, target, version
from gwanmun.capture.harsocket import messages
from gwanmun.capture.place import Item, Place
from gwanmun.transfer import Exchange, Headers, Origin, Request, Response, Unreadable, first

_BEGIN = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{.*?"log"\s*:\s*\{', re.DOTALL)
_METHOD = re.compile(r"[A-Z][A-Z-]{0,30}")
_LOCAL = ("data:", "blob:", "about:", "file:", "chrome", "moz-extension:", "safari-extension:", "javascript:")


def recognises(head: bytes) -> bool:
    return _BEGIN.match(head) is not None


def items(chunks: Iterable[bytes], sha256: str) -> Iterator[Item]:
    """Every exchange of the archive in file order, and what could not be read where it stood."""
    elements = Elements((b"log", b"entries"))
    for index, raw in enumerate(_raw(chunks, elements)):
        yield from _entry(raw, Place(sha256, f"entry {index}", str(index)))
    if loss := elements.loss():
        yield Unreadable("log.entries", loss)


def _raw(chunks: Iterable[bytes], elements: Elements) -> Iterator[bytes]:
    for chunk in chunks:
        yield from elements.feed(chunk)
    yield from elements.close()


def _entry(raw: bytes, place: Place) -> Iterator[Item]:
    try:
        entry = parsed(raw)
    except ValueError:
        yield place.unreadable("", "not valid JSON")
        return
    if not isinstance(entry, dict):
        yield place.unreadable("", "not a JSON object")
    elif not text(sub(entry, "request"), "url").lower().startswith(_LOCAL):
        yield from _exchange(entry, place)


def _exchange(entry: dict[str, Any], place: Place) -> Iterator[Item]:
    request = sub(entry, "request")
    ip = address(text(entry, "serverIPAddress") or text(entry, "_remoteIPAddress"))
    where = endpoint(text(request, "url"), text(request, "method"), ip)
    if where is None:
        yield place.unreadable("request.url", "it names no host and the entry no server address")
        return
    at = moment(entry.get("startedDateTime"))
    if at is None:
        yield place.unreadable("startedDateTime", "not a date: the time is given as 0")
    exchange = Exchange(place.id, at or 0.0, Origin(), where, place.provenance)
    if not text(request, "url") or text(request, "method").upper() == "CONNECT":
        yield place.named(exchange, "the capture holds no more than the name or address of the peer")
    else:
        yield from _filled(entry, exchange, place)


def _filled(entry: dict[str, Any], exchange: Exchange, place: Place) -> Iterator[Item]:
    request = sub(entry, "request")
    if not _method(request):
        yield place.unreadable("request.method", "not a method: GET is taken")
    if not isinstance(request.get("headers"), list):
        yield place.unreadable("request.headers", "not a list")
    response = _response(sub(entry, "response"))
    try:
        yield place.full(exchange, _request(request), response)
    except Missing as why:
        yield place.unreadable("request.body", str(why))
        yield place.head(exchange, _head(request), response, str(why))
    yield from messages(rows(entry, "_webSocketMessages"), exchange, target(request), place)


def _method(request: dict[str, Any]) -> str:
    """ "" when it is none: methods are case-sensitive and registered in capitals (RFC 9110 sections 9.1, 16.1)."""
    method = text(request, "method").strip().upper()
    return method if _METHOD.fullmatch(method) else ""


def _head(request: dict[str, Any]) -> Request:
    return Request(_method(request) or "GET", target(request), header_fields(request), b"", version(request))


def _request(request: dict[str, Any]) -> Request:
    head = _head(request)
    coding = (head.header("content-encoding") or "").strip().lower()
    body = request_body(request, head.header("content-type") or "", coding)
    if not body and (length := count({"length": head.header("content-length")}, "length")):
        raise missing(length)
    return replace(head, headers=fitting(_typed(head.headers, request, body), body), body=body)


def _typed(headers: Headers, request: dict[str, Any], body: bytes) -> Headers:
    """Some tools keep the media type with the body only."""
    media = text(sub(request, "postData"), "mimeType")
    missing = body and media and first(headers, "content-type") is None
    return (*headers, ("content-type", media)) if missing else headers


def _response(response: dict[str, Any]) -> Response | None:
    """None when the browser got no answer: it writes a status of 0 then."""
    status = text(response, "status")
    if not re.fullmatch(r"[1-9][0-9]{2}", status, re.ASCII):
        return None
    headers = header_fields(response)
    body = response_body(response, first(headers, "content-type") or "")
    return Response(int(status), fitting(headers, body), body, text(response, "statusText"), version(response))
