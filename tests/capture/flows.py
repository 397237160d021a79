"""mitmproxy flows made by the tests: a writer of typed netstrings, and flows as several versions store them."""

from __future__ import annotations

from typing import Any

SCALARS: dict[type, str] = {bool: "!", int: "#", float: "^"}


def dump(value: Any) -> bytes:
    """One value as a typed netstring."""
    data, sign = _inside(value)
    return b"%d:%b%b" % (len(data), data, sign)


def _inside(value: Any) -> tuple[bytes, bytes]:
    if value is None:
        return b"", b"~"
    if isinstance(value, bytes):
        return value, b","
    if isinstance(value, str):
        return value.encode(), b";"
    if isinstance(value, list):
        return b"".join(map(dump, value)), b"]"
    if isinstance(value, dict):
        return b"".join(dump(name) + dump(inner) for name, inner in value.items()), b"}"
    return str(value).lower().encode(), SCALARS[type(value)].encode()


BODY = b'{"email": "garam.kim@example.com"}'


def request(**changed: Any) -> dict[str, Any]:
    return {
        "host": "chat.example.com",
        "port": 443,
        "method": b"POST",
        "scheme": b"https",
        "authority": b"",
        "path": b"/v1/chat?room=7",
        "http_version": b"HTTP/1.1",
        "headers": [[b"Host", b"chat.example.com"], [b"Content-Type", b"application/json"]],
        "content": BODY,
        "trailers": None,
        "timestamp_start": 1763790000.25,
        "timestamp_end": 1763790000.5,
        **changed,
    }


def http(**changed: Any) -> dict[str, Any]:
    """As version 21 stores it."""
    flow = {
        "type": "http",
        "version": 21,
        "id": "1f1c0f3a",
        "request": request(),
        "response": {"status_code": 200, "reason": b"OK", "headers": [[b"A", b"b"]], "content": b"hi"},
        "client_conn": {"peername": ["10.0.0.4", 50000], "proxy_mode": "regular", "timestamp_start": 1763789999.0},
        "server_conn": {
            "address": ["chat.example.com", 443],
            "peername": ["203.0.113.9", 443],
            "sni": "chat.example.com",
            "via": None,
        },
        "error": None,
        "metadata": {},
        "websocket": None,
    }
    return {**flow, **changed}


def connection(kind: str, messages: list[Any], **changed: Any) -> dict[str, Any]:
    flow = http(type=kind, messages=messages)
    del flow["request"], flow["response"], flow["websocket"]
    return {**flow, **changed}


def socket(version: int) -> list[dict[str, Any]]:
    """A WebSocket with one message each way and one that was dropped: one flow since version 12, two before."""
    rows = [
        [1, True, "안녕", 1763790001, False],
        [1, False, "hi", 1763790002, False],
        [2, True, b"x", 1763790003, True],
    ]
    if version >= 12:
        rows = [
            [kind, out, text.encode() if isinstance(text, str) else text, at, drop, False]
            for kind, out, text, at, drop in rows
        ]
        return [http(websocket={"messages": rows, "close_code": 1000})]
    handshake = http(version=version, metadata={"websocket": True})
    messages = connection("websocket", rows, version=version, metadata={"websocket_handshake": handshake["id"]})
    return [handshake, messages]


def old() -> dict[bytes, Any]:
    """As mitmproxy 0.13 under Python 2 stored it: keys as bytes, addresses in dictionaries, other names."""
    message = {b"httpversion": [1, 1], b"headers": [[b"Host", b"chat.example.com"]], b"content": BODY}
    where = {b"address": [b"chat.example.com", 443], b"use_ipv6": False}
    asked = {
        b"host": b"chat.example.com",
        b"port": 443,
        b"method": b"POST",
        b"scheme": b"https",
        b"path": b"/v1/chat?room=7",
    }
    return {
        b"type": b"http",
        b"version": [0, 13],
        b"id": b"1",
        b"request": {**message, **asked, b"timestamp_start": 1763790000.25, b"timestamp_end": 1763790000.5},
        b"response": {**message, b"code": 200, b"msg": b"OK"},
        b"client_conn": {b"address": {b"address": [b"10.0.0.4", 50000], b"use_ipv6": False}},
        b"server_conn": {
            b"address": where,
            b"peer_address": {b"address": [b"203.0.113.9", 443]},
            b"sni": b"chat.example.com",
        },
        b"error": None,
    }
