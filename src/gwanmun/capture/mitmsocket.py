"""What went out over WebSockets and plain TCP or UDP connections in a mitmproxy dump."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from gwanmun.capture.fields import sub
from gwanmun.capture.mitmfields import origin, second, server_address, socket, started, string
from gwanmun.capture.place import Item, Place
from gwanmun.transfer import Endpoint, Exchange, Request, Volume
from gwanmun.wire.tls import ClientHello, read_client_hello

Rows = list[list[Any]]

ENCRYPTED = "encrypted: the connection was passed through, not opened"

_SOCKET = {"http": "ws", "https": "wss"}
_TLS_HANDSHAKE = b"\x16\x03"


def rows(table: dict[str, Any], least: int) -> Rows:
    """The messages of a flow, each a list of at least `least` fields."""
    found = table.get("messages")
    return [row for row in found if isinstance(row, list) and len(row) >= least] if isinstance(found, list) else []


def messages(found: Rows, handshake: Exchange, target: str, place: Place) -> Iterator[Item]:
    """Each WebSocket message that left is an exchange of its own.

    A row is type, from the client, content, time and, since version 7, dropped: those never left.
    """
    sent = [row for row in found if row[1] is True and not (len(row) > 4 and row[4] is True)]
    where = replace(handshake.endpoint, scheme=_SOCKET.get(handshake.endpoint.scheme, handshake.endpoint.scheme))
    for count, row in enumerate(sent):
        made = replace(handshake, at=second(row[3]) or handshake.at, endpoint=where)
        yield place.part(f"message-{count}").full(made, Request("WEBSOCKET", target, (), _data(row[2])), None)


def _data(content: object) -> bytes:
    if isinstance(content, str):
        return content.encode("utf-8", "replace")
    return content if isinstance(content, bytes) else b""


def unhandshaken(flow: dict[str, Any], place: Place) -> Exchange:
    """A WebSocket whose handshake is not in the dump."""
    return _connection(flow, place, "https" if socket(sub(flow, "server_conn"), "address")[1] == 443 else "http")


def connection(flow: dict[str, Any], place: Place) -> Iterator[Item]:
    """A TCP or UDP connection: all that the client sent is one exchange; its method is the name of the transport.

    A row is from the client, content, time.
    """
    protocol, found = string(flow, "type"), rows(flow, 3)
    made = replace(_connection(flow, place, protocol), volume=_volume(found))
    sent = b"".join(_data(row[1]) for row in found if row[0] is True)
    if not made.endpoint.host and not made.endpoint.ip:
        yield place.unreadable("server_conn", "it names neither a host nor an address")
    elif sent.startswith(_TLS_HANDSHAKE):
        yield place.named(replace(made, endpoint=_tls(made.endpoint, sent)), ENCRYPTED)
    else:
        yield place.full(made, Request(protocol.upper(), "/", (), sent), None)
    if flow.get("error"):
        yield place.unreadable("", "the connection ended with an error: it may be incomplete")


def _connection(flow: dict[str, Any], place: Place, scheme: str) -> Exchange:
    server = sub(flow, "server_conn")
    host, port = socket(server, "address")
    ip, sni = server_address(flow), string(server, "sni") or None
    named = (sni, "sni") if sni and host == ip else (host.lower() or ip, "")
    endpoint = Endpoint(named[0], port, scheme, ip, sni, named[1])
    return Exchange(place.id, started(flow) or 0.0, origin(flow), endpoint, place.provenance)


def _tls(endpoint: Endpoint, sent: bytes) -> Endpoint:
    """With the name that its ClientHello asks for, if nothing better names it."""
    hello = read_client_hello(sent)
    sni = hello.server_name if isinstance(hello, ClientHello) else None
    scheme = "https" if endpoint.port == 443 else "tls"
    if sni is None or (endpoint.host and endpoint.host != endpoint.ip):
        return replace(endpoint, scheme=scheme, sni=endpoint.sni or sni)
    return replace(endpoint, scheme=scheme, host=sni, sni=sni, named_by="sni")


def _volume(found: Rows) -> Volume:
    sizes = [(row[0] is True, len(_data(row[1]))) for row in found]
    times = [at for row in found if (at := second(row[2]))]
    up, down = sum(size for sent, size in sizes if sent), sum(size for sent, size in sizes if not sent)
    return Volume(up, down, 0, max(times) - min(times) if times else 0.0)
