"""Gwanmun's own capture format: one exchange a line, as JSON (`gwanmun.exchange/1`), bodies in base64.

    {"schema":"gwanmun.exchange/1","id":"…","at":1763790000.25,"origin":{"user":"…"},"endpoint":{"host":"…","port":443,
     "scheme":"https","ip":"…","sni":"…"},"provenance":{"source":"gate","name":"…","entry":"…"},"seen":"full","opaque":"",
     "request":{"method":"POST","target":"/","headers":[["host","…"]],"body":"base64","version":"1.1"},
     "response":{"status":200,"reason":"","headers":[],"body":"base64","version":"1.1"}}

Fields that are null or empty may be left out. It holds raw bodies: who keeps such a file keeps personal data.
Read as a capture, id and provenance are those of the file and line (numbered from 0), as in any other format.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from typing import Any, cast, get_args

import orjson

from gwanmun.capture.fields import count, number, parsed, port, sub, text
from gwanmun.capture.lines import lines
from gwanmun.capture.place import Item, Place
from gwanmun.transfer import Endpoint, Exchange, Headers, Origin, Provenance, Request, Response, Seen, Volume

SCHEMA = "gwanmun.exchange/1"
MAX_LINE = 256 << 20
LAST = 1e11
"""Unix seconds in the year 5138: what is later is no time."""

_BEGIN = b'{"schema":"gwanmun.exchange/'


def recognises(head: bytes) -> bool:
    return head.lstrip().startswith(_BEGIN)


def encode(exchange: Exchange) -> bytes:
    """One line, its newline included."""
    return orjson.dumps({"schema": SCHEMA, **asdict(exchange)}, _base64, orjson.OPT_APPEND_NEWLINE)


def _base64(value: object) -> str:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    raise TypeError(f"{type(value).__name__} has no place in an exchange")


def items(chunks: Iterable[bytes], sha256: str) -> Iterator[Item]:
    for index, line in enumerate(lines(chunks, MAX_LINE)):
        if not line.strip():
            continue
        place = Place(sha256, f"line {index}", str(index))
        try:
            exchange = decode(line)
        except ValueError as why:
            yield place.unreadable("", str(why))
        else:
            yield replace(exchange, id=place.id, provenance=place.provenance)


def decode(line: bytes) -> Exchange:
    """The exchange in one line; ValueError says what is wrong with it."""
    row = parsed(line)
    if not isinstance(row, dict) or text(row, "schema") != SCHEMA:
        raise ValueError(f"not an object of schema {SCHEMA}")
    at, at_port, seen = number(row, "at"), number(sub(row, "endpoint"), "port"), text(row, "seen") or "full"
    if at is None or at_port is None or not 0 <= at < LAST or seen not in get_args(Seen):
        raise ValueError("time, port or seen is missing or not understood")
    return Exchange(
        id=text(row, "id"),
        at=at,
        origin=Origin(**_optional(sub(row, "origin"), Origin.__match_args__)),
        endpoint=_endpoint(sub(row, "endpoint")),
        provenance=_provenance(sub(row, "provenance")),
        request=_request(sub(row, "request")) if row.get("request") else None,
        response=_response(sub(row, "response")) if row.get("response") else None,
        seen=cast(Seen, seen),
        opaque=text(row, "opaque"),
        volume=_volume(sub(row, "volume")) if row.get("volume") else None,
    )


def _optional(row: dict[str, Any], names: Iterable[str]) -> dict[str, str | None]:
    return {name: text(row, name) or None for name in names}


def _endpoint(row: dict[str, Any]) -> Endpoint:
    host, ip, sni = (text(row, name) or None for name in ("host", "ip", "sni"))
    return Endpoint(host, port(row, "port"), text(row, "scheme") or "https", ip, sni, text(row, "named_by"))


def _volume(row: dict[str, Any]) -> Volume:
    up, down, packets = (count(row, name) or 0 for name in ("up", "down", "packets"))
    return Volume(up, down, packets, number(row, "seconds") or 0.0)


def _provenance(row: dict[str, Any]) -> Provenance:
    source = "capture" if text(row, "source") == "capture" else "gate"
    return Provenance(cast(Any, source), text(row, "name"), text(row, "entry"))


def _request(row: dict[str, Any]) -> Request:
    return Request(text(row, "method"), text(row, "target"), _headers(row), _body(row), text(row, "version") or "1.1")


def _response(row: dict[str, Any]) -> Response:
    status = count(row, "status") or 0
    return Response(status, _headers(row), _body(row), text(row, "reason"), text(row, "version") or "1.1")


def _headers(row: dict[str, Any]) -> Headers:
    pairs = row.get("headers") or []
    if not isinstance(pairs, list) or not all(isinstance(p, list) and len(p) == 2 for p in pairs):
        raise ValueError("headers is not a list of pairs")
    return tuple((str(name).lower(), str(value)) for name, value in pairs)


def _body(row: dict[str, Any]) -> bytes:
    try:
        return base64.b64decode(text(row, "body"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("a body is not valid base64") from error
